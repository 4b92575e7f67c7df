/**
 * Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): an unsafe operation is carried out once, and repeating
 * the request gives the first answer again.
 *
 * What is kept is answers of success. A refusal changed nothing, so a repeat is judged anew. Answers are sealed, since
 * they can hold secrets and personal data, and forgotten after {@link KEPT_MS}.
 *
 * A service that dies between the operation's commit and keeping its answer leaves a key that says `running`; after
 * {@link TAKEOVER_MS} a repeat carries the operation out again. Operations for which that would matter have natural keys.
 */
import { Readable } from "node:stream";
import { createHash } from "node:crypto";
import { EvenhandError } from "@evenhand/contract";
import { canonicalJson } from "../../service/canonical-json.js";
import { sql } from "kysely";
import { deriveKey, open, seal } from "../../config/secrets.js";
import type { Service } from "../../service/service.js";
import type { Answer } from "../answer.js";

/** How long an answer is kept: published in the documentation. */
export const KEPT_MS = 86_400_000;
/** When a request that never ended is taken to be dead. Longer than any operation takes. */
export const TAKEOVER_MS = 120_000;

export interface IdempotentRequest {
  readonly keyId: string;
  readonly operation: string;
  readonly key: string;
  /** Of method, address and body: see {@link fingerprintOf}. */
  readonly fingerprint: Buffer;
}

/** Runs `work` once for a key. */
export type Idempotently = (request: IdempotentRequest, work: () => Promise<Answer>) => Promise<Answer>;

/** SHA-256 of what was asked; of JSON the canonical form, so that a client may write it in another order. */
export function fingerprintOf(method: string, url: string, body: unknown): Buffer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body === undefined ? "" : canonicalJson(body), "utf8");
  return createHash("sha256").update(`${method} ${url}\n`, "utf8").update(bytes).digest();
}

/** Makes the keeper of answers. @throws EvenhandError (of the function) EH_IDEMPOTENCY_RUNNING, EH_IDEMPOTENCY_MISMATCH */
export function createIdempotently(service: Pick<Service, "store" | "clock" | "config" | "log">): Idempotently {
  const secret = deriveKey(service.config.secret, "idempotency");
  const { db } = service.store;

  /** @returns the answer of the first request, or undefined where this one is the first */
  const begin = async (request: IdempotentRequest, startedAt: Date): Promise<Answer | undefined> => {
    const { keyId, operation, key, fingerprint } = request;
    const expires = new Date(startedAt.getTime() + KEPT_MS);
    const deadBefore = new Date(startedAt.getTime() - TAKEOVER_MS);
    const { rows: taken } = await sql`
      insert into idempotency_keys as held (api_key_id, operation, key, fingerprint, state, created_at, expires_at)
      values (${keyId}, ${operation}, ${key}, ${fingerprint}, 'running', ${startedAt}, ${expires})
      on conflict (api_key_id, operation, key) do update
        set fingerprint = excluded.fingerprint, state = 'running', status = null, body = null,
          created_at = excluded.created_at, expires_at = excluded.expires_at
        where held.expires_at <= ${startedAt}
          or (held.state = 'running' and held.created_at < ${deadBefore} and held.fingerprint = excluded.fingerprint)
      returning 1`.execute(db);
    if (taken.length > 0) return undefined;
    const row = await db
      .selectFrom("idempotency_keys")
      .select(["fingerprint", "state", "status", "body"])
      .where((where) => where.and({ api_key_id: keyId, operation, key }))
      .executeTakeFirst();
    if (row !== undefined && !row.fingerprint.equals(fingerprint)) throw mismatch();
    // Gone since: the first request was refused just now, and the next repeat will be the first.
    if (row === undefined || row.state === "running" || row.status === null || row.body === null) throw running();
    return unpack(row.status, open(secret, Buffer.from(row.body, "base64"), bindingOf(request)));
  };

  const mine = (request: IdempotentRequest, startedAt: Date) => ({
    api_key_id: request.keyId,
    operation: request.operation,
    key: request.key,
    created_at: startedAt,
    state: "running" as const,
  });

  const keep = async (request: IdempotentRequest, startedAt: Date, answer: Answer): Promise<void> => {
    const body = seal(secret, pack(answer), bindingOf(request)).toString("base64");
    await db
      .updateTable("idempotency_keys")
      .set({ state: "done", status: answer.status, body })
      .where((where) => where.and(mine(request, startedAt)))
      .execute();
  };

  const release = async (request: IdempotentRequest, startedAt: Date): Promise<void> => {
    await db
      .deleteFrom("idempotency_keys")
      .where((where) => where.and(mine(request, startedAt)))
      .execute();
  };

  return async (request, work) => {
    const startedAt = new Date(service.clock.now());
    const first = await begin(request, startedAt);
    if (first !== undefined) return { ...first, headers: { ...first.headers, "idempotency-replayed": "true" } };
    const failed = (error: unknown): void =>
      service.log.warn({ err: error, operation: request.operation }, "an idempotency key could not be settled");
    let answer: Answer;
    try {
      answer = await work();
    } catch (error) {
      await release(request, startedAt).catch(failed);
      throw error;
    }
    // What was done is done: the caller gets the answer, whether or not it could be kept.
    await (answer.status < 400 ? keep(request, startedAt, answer) : release(request, startedAt)).catch(failed);
    return answer;
  };
}

/** What a sealed answer belongs to: it opens for no other request. */
function bindingOf({ keyId, operation, key }: IdempotentRequest): Buffer {
  return Buffer.from(JSON.stringify([keyId, operation, key]), "utf8");
}

function pack({ headers, payload }: Answer): Buffer {
  // Only what reads answers a stream, and reading needs no key.
  if (payload instanceof Readable) throw new TypeError("A stream cannot be kept");
  const bytes = payload === undefined ? null : Buffer.from(payload).toString("base64");
  return Buffer.from(JSON.stringify({ headers, payload: bytes }), "utf8");
}

function unpack(status: number, packed: Buffer): Answer {
  const { headers, payload } = JSON.parse(packed.toString("utf8")) as {
    headers: Record<string, string>;
    payload: string | null;
  };
  return { status, headers, payload: payload === null ? undefined : Buffer.from(payload, "base64") };
}

function running(): EvenhandError {
  return new EvenhandError(
    "EH_IDEMPOTENCY_RUNNING",
    "A request with this Idempotency-Key is still being carried out. Repeat it in a moment to get its answer.",
  );
}

function mismatch(): EvenhandError {
  return new EvenhandError(
    "EH_IDEMPOTENCY_MISMATCH",
    "This Idempotency-Key was used with another request in the last 24 hours. Use a new key for a new request.",
  );
}
