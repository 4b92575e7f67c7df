/** Reading the journal in order. */
import type { ActorRole, JournalItem } from "@evenhand/contract";
import { type RawBuilder, sql } from "kysely";
import type { Reader } from "../store/transaction.js";
import { actsCondition } from "./act-patterns.js";

/** An entry as it is stored. */
export interface StoredEntry {
  readonly seq: number;
  readonly at: Date;
  readonly act: string;
  readonly actor: { readonly role: ActorRole; readonly id: string | null };
  /** `id` is null after erasure. */
  readonly subject: { readonly kind: string; readonly id: string | null };
  /** Whose personal data it holds. */
  readonly account: string | null;
  /** Canonical JSON of the whole entry; null after erasure. */
  readonly payload: string | null;
  readonly salt: Buffer | null;
  readonly commitment: Buffer;
}

export interface EntryFilter {
  /** Patterns: `measure.*`, `*`; all acts unless said. */
  readonly acts?: readonly string[] | undefined;
  readonly subject?: { readonly kind: string; readonly id: string } | undefined;
  readonly account?: string | undefined;
}

export interface EntryQuery extends EntryFilter {
  /** Only entries with a greater number. */
  readonly after: number;
  /** Entries at most. */
  readonly limit: number;
}

export interface EntryPage {
  readonly entries: readonly StoredEntry[];
  /** Every wanted entry up to here has been given: where to read on. */
  readonly scannedTo: number;
  /** Number of the newest entry. */
  readonly head: number;
}

/** Entries looked at by one query where a filter without an index may skip nearly all of them. */
const WINDOW = 10_000;

/**
 * Entries after a number, in order. Whatever is seen is committed and has no gap: numbers are reserved under a lock that
 * lasts until the commit, so an entry can be seen only together with all before it.
 *
 * A page can be empty although `scannedTo` is below `head`: rare acts are looked for piece by piece.
 */
export async function readEntries(db: Reader, query: EntryQuery): Promise<EntryPage> {
  const { after, limit, subject, account } = query;
  const head = await readHead(db);
  if (after >= head) return { entries: [], scannedTo: after, head };
  const acts = actsCondition(query.acts);
  const upTo = acts === undefined ? head : Math.min(head, after + WINDOW);
  const conditions = [
    sql<boolean>`seq > ${after} and seq <= ${upTo}`,
    ...(acts === undefined ? [] : [acts]),
    ...(subject === undefined ? [] : [sql<boolean>`subject_kind = ${subject.kind} and subject_id = ${subject.id}`]),
    ...(account === undefined ? [] : [sql<boolean>`account_id = ${account}`]),
  ];
  const entries = await selectEntries(db, sql.join(conditions, sql` and `), limit);
  const last = entries.at(-1);
  if (last !== undefined && entries.length === limit) return { entries, scannedTo: last.seq, head };
  if (entries.length > 0 || upTo === head) return { entries, scannedTo: upTo, head };
  // Nothing in the window; months that retention has dropped are passed over at once.
  const { rows } = await sql<{ seq: number }>`
    select seq from journal where seq > ${upTo} order by seq limit 1`.execute(db);
  return { entries, scannedTo: (rows[0]?.seq ?? upTo + 1) - 1, head };
}

/** One entry, or undefined where there is none. */
export async function readEntry(db: Reader, seq: number): Promise<StoredEntry | undefined> {
  return (await selectEntries(db, sql`seq = ${seq}`, 1))[0];
}

/** Entries by number, in order; those that are not there are left out. */
export async function readEntriesAt(db: Reader, seqs: readonly number[]): Promise<readonly StoredEntry[]> {
  if (seqs.length === 0) return [];
  return selectEntries(db, sql`seq = any(${seqs}::bigint[])`, seqs.length);
}

/** Number of the newest committed entry; 0 where there is none. */
export async function readHead(db: Reader): Promise<number> {
  const { rows } = await sql<{ seq: number }>`select written as seq from journal_head`.execute(db);
  return rows[0]?.seq ?? 0;
}

/** Number of the oldest entry that retention has left; undefined where the journal is empty. */
export async function readFirst(db: Reader): Promise<number | undefined> {
  const { rows } = await sql<{ seq: number }>`select seq from journal order by seq limit 1`.execute(db);
  return rows[0]?.seq;
}

/** An entry as the API gives it. */
export function toJournalItem(entry: StoredEntry): JournalItem {
  return {
    seq: entry.seq,
    at: entry.at.toISOString(),
    act: entry.act,
    actor: entry.actor,
    subject: entry.subject,
    data: entryData(entry),
    commitment: entry.commitment.toString("hex"),
    salt: entry.salt?.toString("hex") ?? null,
    erased: entry.payload === null,
  };
}

/** What the act says; null after erasure. */
export function entryData(entry: StoredEntry): Record<string, unknown> | null {
  if (entry.payload === null) return null;
  return (JSON.parse(entry.payload) as { data: Record<string, unknown> }).data;
}

interface Row {
  readonly seq: number;
  readonly at: Date;
  readonly act: string;
  readonly actor_role: ActorRole;
  readonly actor_id: string | null;
  readonly subject_kind: string;
  readonly subject_id: string | null;
  readonly account_id: string | null;
  readonly payload: string | null;
  readonly salt: Buffer | null;
  readonly commitment: Buffer;
}

async function selectEntries(db: Reader, where: RawBuilder<unknown>, limit: number): Promise<readonly StoredEntry[]> {
  const { rows } = await sql<Row>`
    select seq, at, act, actor_role, actor_id, subject_kind, subject_id, account_id, payload, salt, commitment
    from journal where ${where} order by seq limit ${limit}`.execute(db);
  return rows.map((row) => ({
    seq: row.seq,
    at: row.at,
    act: row.act,
    actor: { role: row.actor_role, id: row.actor_id },
    subject: { kind: row.subject_kind, id: row.subject_id },
    account: row.account_id,
    payload: row.payload,
    salt: row.salt,
    commitment: row.commitment,
  }));
}
