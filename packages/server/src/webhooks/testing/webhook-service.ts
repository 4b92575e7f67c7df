/** A service with just what webhooks need, on a store and a clock that a test sets. */
import { randomBytes, randomUUID } from "node:crypto";
import { sql } from "kysely";
import pino from "pino";
import type { Config } from "../../config/config.js";
import { append, entry, type NewEntry, SYSTEM } from "../../journal/append.js";
import { createJournalBell } from "../../journal/wake.js";
import { createIds } from "../../service/clock.js";
import { createMetrics } from "../../service/metrics.js";
import { inTransaction, type Service } from "../../service/service.js";
import type { Store } from "../../store/open-store.js";
import { ensurePartitions } from "../../store/partitions.js";
import { createWebhook, type WebhookOwner } from "../create-webhook.js";
import type { MessageRow } from "../endpoint.js";

export interface WebhookTestService extends Service {
  /** Lets time pass, in milliseconds. */
  advance(ms: number): void;
}

export const OWNER: WebhookOwner = { actor: { role: "operator", id: "op1" }, isAdmin: true };

export async function webhookService(
  store: Store,
  webhooks: Partial<Config["webhooks"]> = {},
): Promise<WebhookTestService> {
  let offset = 0;
  // Moves on by itself too, like every clock.
  const clock = { now: () => Date.now() + offset };
  await ensurePartitions(store.db, clock.now());
  return {
    config: {
      secret: randomBytes(32),
      webhooks: { allowPrivate: true, timeoutMs: 5000, ...webhooks },
    } as Config,
    store,
    clock,
    ids: createIds(clock),
    bell: createJournalBell(),
    log: pino({ level: process.env["EVENHAND_TEST_LOG"] ?? "silent" }),
    metrics: createMetrics(),
    advance: (ms) => {
      offset += ms;
    },
  };
}

/** Appends entries about accounts, one for each name given. */
export async function happen(service: Service, ...accounts: string[]): Promise<number> {
  const reserved = await inTransaction(service, (tx) => append(tx, service.clock.now(), accounts.map(standing)));
  return reserved.first;
}

function standing(account: string): NewEntry {
  const data = { account, from: "good", to: "warned", strikes: 1 };
  return entry({ act: "standing.changed", actor: SYSTEM, subject: { kind: "account", id: account }, account, data });
}

/** An entry of another act. */
export async function revokeKey(service: Service): Promise<number> {
  const key = randomUUID().slice(0, 8);
  const reserved = await inTransaction(service, (tx) =>
    append(tx, service.clock.now(), [
      entry({
        act: "key.revoked",
        actor: OWNER.actor,
        subject: { kind: "key", id: key },
        account: null,
        data: { key },
      }),
    ]),
  );
  return reserved.first;
}

/** An endpoint at a URL that wants some acts; all of them unless said. */
export async function endpointAt(service: Service, url: string, acts: string[] = ["*"]) {
  const { webhook, secret } = await createWebhook(service, OWNER, { url, acts });
  return { id: webhook.id, secret, webhook };
}

/** An endpoint's messages in order. */
export async function messagesOf(service: Service, endpointId: string): Promise<readonly MessageRow[]> {
  return service.store.db
    .selectFrom("webhook_messages")
    .selectAll()
    .where("endpoint_id", "=", endpointId)
    .orderBy("journal_seq")
    .execute();
}

/** Removes every endpoint, so that the next test begins with none. */
export async function removeEndpoints(service: Service): Promise<void> {
  await sql`delete from webhook_endpoints`.execute(service.store.db);
}
