/** Writing down what became of attempts. */
import { sql } from "kysely";
import { append, entry, SYSTEM } from "../journal/append.js";
import type { Tx } from "../store/transaction.js";
import type { Attempt } from "./deliver-message.js";
import { type EndpointHealth, healthAfter } from "./endpoint-health.js";
import { MAX_RETRY_AFTER_MS } from "../outbound/retry-after.js";
import { nextDelayMs } from "./retry.js";

interface Settled {
  readonly state: "pending" | "delivered" | "dead";
  /** What is added to the attempts. */
  readonly counted: 0 | 1;
  readonly nextMs: number;
}

/**
 * Settles attempts in one transaction. What another process has meanwhile taken over, because the lease had ended, is left
 * as that one has it.
 *
 * @param random 0 to 1, for the jitter
 * @returns whether the journal was written to
 */
export async function settleMessages(
  tx: Tx,
  attempts: readonly Attempt[],
  nowMs: number,
  random: () => number,
): Promise<boolean> {
  if (attempts.length === 0) return false;
  const disabled = await settleEndpoints(tx, attempts, nowMs);
  const settled = attempts.map((attempt) => settle(attempt, nowMs, random));
  const now = new Date(nowMs).toISOString();
  // Only what waits has a lease. Asking for the state as well would make the planner read everything that waits.
  await sql`
    update webhook_messages as m set
      state = r.state, attempts = m.attempts + r.counted, next_attempt_at = r.next_at, leased_until = null,
      last_status = case when r.told then r.status else m.last_status end,
      last_error = case when r.told then r.error else m.last_error end,
      delivered_at = case when r.state = 'delivered' then ${now}::timestamptz else m.delivered_at end
    from unnest(
      ${attempts.map(({ message }) => message.id)}::text[],
      ${attempts.map(({ message }) => message.leasedUntil.toISOString())}::timestamptz[],
      ${settled.map(({ state }) => state)}::text[], ${settled.map(({ counted }) => counted)}::integer[],
      ${settled.map(({ nextMs }) => new Date(nextMs).toISOString())}::timestamptz[],
      ${attempts.map(({ kind }) => kind !== "released")}::boolean[],
      ${attempts.map(({ status }) => status)}::integer[], ${attempts.map(({ error }) => error)}::text[]
    ) as r (id, lease, state, counted, next_at, told, status, error)
    where m.id = r.id and m.leased_until = r.lease`.execute(tx);
  if (disabled.length === 0) return false;
  await append(
    tx,
    nowMs,
    disabled.map(({ id, reason }) =>
      entry({
        act: "webhook.disabled",
        actor: SYSTEM,
        subject: { kind: "webhook", id },
        account: null,
        data: { endpoint: id, reason },
      }),
    ),
  );
  return true;
}

function settle({ message, kind, status, retryAfterMs }: Attempt, nowMs: number, random: () => number): Settled {
  switch (kind) {
    case "delivered":
      return { state: "delivered", counted: 1, nextMs: nowMs };
    case "expired":
      return { state: "dead", counted: 0, nextMs: nowMs };
    case "released":
      return { state: "pending", counted: 0, nextMs: nowMs };
    case "gone":
      // It waits for the endpoint to be made active again.
      return { state: "pending", counted: 1, nextMs: nowMs };
    case "failed":
    case "throttled": {
      // "Later" is not "no": it does not bring the message nearer to being given up. The endpoint's pause spaces these.
      if (status === 429) {
        const wait = retryAfterMs ?? nextDelayMs(1, random()) ?? 0;
        return { state: "pending", counted: 0, nextMs: nowMs + wait };
      }
      const delay = nextDelayMs(message.attempts + 1, random());
      if (delay === undefined) return { state: "dead", counted: 1, nextMs: nowMs };
      const wait = Math.min(MAX_RETRY_AFTER_MS * 1.2, Math.max(delay, retryAfterMs ?? 0));
      return { state: "pending", counted: 1, nextMs: nowMs + wait };
    }
  }
}

/** Updates the health of endpoints where it changes, and disables those that have to be. */
async function settleEndpoints(
  tx: Tx,
  attempts: readonly Attempt[],
  nowMs: number,
): Promise<readonly { readonly id: string; readonly reason: string }[]> {
  const ids = new Set<string>();
  for (const { kind, message } of attempts) {
    const succeeded = kind === "delivered" && message.endpoint.failures === 0;
    if (!succeeded && kind !== "released" && kind !== "expired") ids.add(message.endpoint.id);
  }
  if (ids.size === 0) return [];
  // Before the messages, and always in the same order: see lockEndpoint.
  const rows = await tx
    .selectFrom("webhook_endpoints")
    .selectAll()
    .where("id", "in", [...ids])
    .orderBy("id")
    .forUpdate()
    .execute();
  const disabled: { id: string; reason: string }[] = [];
  for (const row of rows) {
    let health: EndpointHealth = {
      failures: row.failures,
      failingSinceMs: row.failing_since?.getTime() ?? null,
      pausedUntilMs: row.paused_until?.getTime() ?? null,
      disable: undefined,
    };
    for (const attempt of attempts) {
      if (attempt.message.endpoint.id === row.id) health = healthAfter(health, attempt, nowMs);
    }
    const reason = row.state === "active" ? health.disable : undefined;
    await tx
      .updateTable("webhook_endpoints")
      .set({
        failures: health.failures,
        failing_since: health.failingSinceMs === null ? null : new Date(health.failingSinceMs),
        paused_until: health.pausedUntilMs === null ? null : new Date(health.pausedUntilMs),
        ...(reason === undefined ? {} : { state: "disabled" as const, disabled_reason: reason }),
      })
      .where("id", "=", row.id)
      .execute();
    if (reason !== undefined) disabled.push({ id: row.id, reason });
  }
  return disabled;
}
