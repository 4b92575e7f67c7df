import { randomBytes } from "node:crypto";
import { WEBHOOK_TEST, type WebhookPayload, type WebhookTestResult } from "@evenhand/contract";
import type { Actor } from "../journal/append.js";
import { OutboundClient } from "../outbound/outbound-client.js";
import type { Service } from "../service/service.js";
import { postSigned, readResult } from "./deliver-message.js";
import { findEndpoint } from "./endpoint.js";

/**
 * Sends an endpoint a message of no consequence and tells what it answered. Also where it is disabled; nothing is stored.
 *
 * @throws EvenhandError EH_WEBHOOK_NOT_FOUND
 */
export async function testWebhook(
  service: Service,
  actor: Actor,
  id: string,
  signal?: AbortSignal,
): Promise<WebhookTestResult> {
  const endpoint = await findEndpoint(service.store.db, id);
  const payload: WebhookPayload = {
    type: WEBHOOK_TEST,
    timestamp: new Date(service.clock.now()).toISOString(),
    data: { seq: 0, actor, subject: { kind: "webhook", id } },
  };
  using outbound = new OutboundClient({ maxSockets: 1 });
  const messageId = `msg_${randomBytes(16).toString("hex")}`;
  const result = await postSigned(service, outbound, endpoint, messageId, JSON.stringify(payload), signal);
  const { kind, status, error } = readResult(result, service.clock.now());
  return { accepted: kind === "delivered", status, error, ms: result.ms };
}
