import { type CreateWebhookBody, EvenhandError, type NewWebhook } from "@evenhand/contract";
import { sql } from "kysely";
import { checkActPatterns } from "../journal/act-patterns.js";
import { type Actor, append, entry } from "../journal/append.js";
import { inTransaction, type Service } from "../service/service.js";
import { checkTarget } from "./check-target.js";
import { findEndpoint, toWebhook } from "./endpoint.js";
import { addSecret } from "./endpoint-secrets.js";

/** Endpoints at most: each reads the journal on its own. */
const MAX_ENDPOINTS = 50;

/** Who changes endpoints, and whether they may allow private addresses. */
export interface WebhookOwner {
  readonly actor: Actor;
  readonly isAdmin: boolean;
}

/**
 * Creates an endpoint.
 *
 * @returns it, and what its messages are verified with, which cannot be read again
 * @throws EvenhandError EH_WEBHOOK_PRIVATE, EH_OUTBOUND_URL, EH_JOURNAL_ACTS, EH_WEBHOOK_TOO_MANY, EH_WEBHOOK_AFTER
 */
export async function createWebhook(
  service: Service,
  { actor, isAdmin }: WebhookOwner,
  body: CreateWebhookBody,
): Promise<NewWebhook> {
  const { url, acts, description = "", signature = "v1", allowPrivate = false, after } = body;
  checkTarget(service.config, { url, allowPrivate }, isAdmin);
  checkActPatterns(acts, "/acts");
  const now = service.clock.now();
  const id = service.ids.next();
  const { stored, text } = addSecret(service.config.secret, id, signature, [], now, now);
  return inTransaction(service, async (tx) => {
    const data = { endpoint: id, acts: [...acts] };
    const reserved = await append(tx, now, [
      entry({ act: "webhook.created", actor, subject: { kind: "webhook", id }, account: null, data }),
    ]);
    // Counted under the journal's lock, so that two requests do not both find room for one.
    const { rows } = await sql<{ n: number }>`select count(*) as n from webhook_endpoints`.execute(tx);
    if ((rows[0]?.n ?? 0) >= MAX_ENDPOINTS) {
      throw new EvenhandError(
        "EH_WEBHOOK_TOO_MANY",
        `There are ${MAX_ENDPOINTS} endpoints, which is the most. Delete one, or let one endpoint receive more acts.`,
      );
    }
    if (after !== undefined && after > reserved.first) {
      throw new EvenhandError(
        "EH_WEBHOOK_AFTER",
        `The newest entry is ${reserved.first}. Give a lower number, or none.`,
      );
    }
    await tx
      .insertInto("webhook_endpoints")
      .values({
        id,
        url,
        description,
        acts: [...acts],
        state: "active",
        disabled_reason: null,
        secrets: JSON.stringify(stored),
        allow_private: allowPrivate,
        created_at: reserved.at,
        cursor: after ?? reserved.first,
      })
      .execute();
    return { webhook: toWebhook(await findEndpoint(tx, id)), secret: text };
  });
}
