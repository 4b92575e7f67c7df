/** The only function that writes the journal. */
import { createHash, randomFillSync } from "node:crypto";
import type { Act, ActData, ActorRole, JournalEntry } from "@evenhand/contract";
import { canonicalJson } from "../service/canonical-json.js";
import { sql } from "kysely";
import type { Tx } from "../store/transaction.js";
import { type Write, writeTogether } from "../store/write-together.js";
import { byteaArray, textArray } from "../store/binary-arrays.js";

/** Who did something. `id` is opaque: a key's id, never a name. */
export interface Actor {
  readonly role: ActorRole;
  readonly id: string | null;
}

/** The machine that decides, and the machine that carries out what was due. */
export const AUTOMATION: Actor = { role: "automation", id: null };
export const SYSTEM: Actor = { role: "system", id: null };

/** An act to be written. */
export interface NewEntry<A extends Act = Act> {
  readonly act: A;
  readonly actor: Actor;
  readonly subject: { readonly kind: string; readonly id: string };
  /** The account whose personal data the entry holds, or null: what erasure looks for. */
  readonly account: string | null;
  readonly data: ActData<A>;
}

/** Helps the compiler tie an act to its data. */
export function entry<A extends Act>(value: NewEntry<A>): NewEntry {
  return value;
}

/** Numbers reserved for entries of this transaction, and their time. */
export interface Reservation {
  /** The first number. */
  readonly first: number;
  readonly count: number;
  /** Never before the newest entry's. */
  readonly at: Date;
}

const SALT_BYTES = 16;

/**
 * Reserves `count` numbers. Until the transaction ends, no other transaction appends: the journal has one order.
 *
 * Exactly these have to be written, by {@link writeEntries}, in the same transaction; otherwise it cannot commit.
 *
 * @param nowMs time of the acts, milliseconds since the epoch
 */
export async function reserve(tx: Tx, count: number, nowMs: number): Promise<Reservation> {
  const now = new Date(nowMs).toISOString();
  const { rows } = await sql<{ seq: string | number; at: Date }>`/* prepared */
    update journal_head set seq = seq + ${count}, at = greatest(at, ${now}::timestamptz) returning seq, at`.execute(tx);
  const head = rows[0];
  // The first migration writes the row, and a trigger refuses to delete it.
  if (head === undefined) throw new TypeError("journal_head has no row");
  return { first: Number(head.seq) - count + 1, count, at: new Date(head.at) };
}

/** Writes reserved entries; their number has to be the reservation's. */
export async function writeEntries(tx: Tx, reserved: Reservation, entries: readonly NewEntry[]): Promise<void> {
  await writeTogether(tx, entryWrites(reserved, entries));
}

/** What {@link writeEntries} sends, to be sent together with other rows. */
export function entryWrites(reserved: Reservation, entries: readonly NewEntry[]): readonly Write[] {
  if (entries.length !== reserved.count) throw new RangeError(`${reserved.count} reserved, ${entries.length} given`);
  if (entries.length === 0) return [];
  const at = reserved.at.toISOString();
  const salts = randomFillSync(Buffer.allocUnsafe(entries.length * SALT_BYTES));
  const rows = entries.map((given, i) => {
    const { act, actor, subject, data } = given;
    const whole: JournalEntry = { seq: reserved.first + i, at, act, actor, subject, data };
    const payload = canonicalJson(whole);
    const salt = salts.subarray(i * SALT_BYTES, (i + 1) * SALT_BYTES);
    return { given, payload, salt, commitment: commit(salt, payload) };
  });
  const write = sql`
    insert into journal (seq, at, act, actor_role, actor_id, subject_kind, subject_id, account_id, payload, salt, commitment)
    select ${reserved.first}::bigint + n - 1, ${at}::timestamptz, act, actor_role, actor_id, subject_kind, subject_id, account_id,
      payload, salt, commitment
    from unnest(
      ${rows.map((row) => row.given.act)}::text[], ${rows.map((row) => row.given.actor.role)}::text[],
      ${rows.map((row) => row.given.actor.id)}::text[], ${rows.map((row) => row.given.subject.kind)}::text[],
      ${rows.map((row) => row.given.subject.id)}::text[], ${rows.map((row) => row.given.account)}::text[],
      ${textArray(rows.map((row) => row.payload))}::text[], ${byteaArray(rows.map((row) => row.salt))}::bytea[],
      ${byteaArray(rows.map((row) => row.commitment))}::bytea[])
      with ordinality as r (act, actor_role, actor_id, subject_kind, subject_id, account_id, payload, salt, commitment, n)`;
  return [write];
}

/** Reserves and writes in one; for acts that need not know their own numbers beforehand. */
export async function append(tx: Tx, nowMs: number, entries: readonly NewEntry[]): Promise<Reservation> {
  const reserved = await reserve(tx, entries.length, nowMs);
  await writeEntries(tx, reserved, entries);
  return reserved;
}

/** SHA-256(salt ‖ payload in UTF-8): what the log keeps of an entry after its personal data is gone. */
export function commit(salt: Uint8Array, payload: string): Buffer {
  return createHash("sha256").update(salt).update(payload, "utf8").digest();
}
