/** Proves that the journal is whole: numbers without a gap, times that never go back, commitments that fit. */
import { timingSafeEqual } from "node:crypto";
import type { JournalEntry } from "@evenhand/contract";
import { sql } from "kysely";
import type { Reader } from "../store/transaction.js";
import { commit } from "./append.js";
import { readEntries, readFirst, type StoredEntry } from "./read-entries.js";

export interface JournalProblem {
  readonly seq: number;
  readonly message: string;
}

export interface JournalReport {
  /** No problem was found. */
  readonly ok: boolean;
  /** Entries looked at. */
  readonly entries: number;
  /** Of these, those whose personal data was erased: their commitment stands, and cannot be computed again. */
  readonly erased: number;
  /** The first and last number there is; 0 where the journal is empty. */
  readonly first: number;
  readonly last: number;
  /** Problems found, also those beyond the ones that are listed. */
  readonly problemCount: number;
  readonly problems: readonly JournalProblem[];
}

export interface VerifyOptions {
  /** Entries held in memory at a time; 2,000 unless said. */
  readonly batch?: number;
  /** Told after each batch: how many are done, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

const BATCH = 2000;
/** Problems that are listed; the others are counted. */
const LISTED = 100;

/**
 * Reads the whole journal once, in pieces. Entries written meanwhile are left for the next time.
 *
 * Months that retention has dropped are no problem where the journal says so (`retention.applied`).
 */
export async function verifyJournal(db: Reader, options: VerifyOptions = {}): Promise<JournalReport> {
  const found = new Findings();
  const head = (await db.selectFrom("journal_head").selectAll().executeTakeFirstOrThrow()) as {
    seq: number;
    written: number;
    at: Date;
  };
  const first = (await readFirst(db)) ?? 0;
  if (first > 1 && !(await retentionWasApplied(db))) {
    found.add(1, `Entries 1 to ${first - 1} are missing, and no retention was recorded.`);
  }
  let before: StoredEntry | undefined;
  let entries = 0;
  let erased = 0;
  let after = Math.max(0, first - 1);
  while (after < head.seq) {
    options.signal?.throwIfAborted();
    const page = await readEntries(db, { after, limit: options.batch ?? BATCH });
    const inScope = page.entries.filter((entry) => entry.seq <= head.seq);
    for (const entry of inScope) {
      checkPlace(found, before, entry);
      if (entry.payload === null) erased++;
      else checkCommitment(found, entry);
      before = entry;
    }
    entries += inScope.length;
    options.onProgress?.(entries, head.seq - Math.max(0, first - 1));
    after = page.scannedTo;
  }
  const last = before?.seq ?? 0;
  if (last !== head.seq) found.add(last + 1, `Entries ${last + 1} to ${head.seq} are missing: the head knows of them.`);
  if (before !== undefined && before.at > head.at) found.add(last, "The newest entry is later than the head.");
  return {
    ok: found.count === 0,
    entries,
    erased,
    first,
    last,
    problemCount: found.count,
    problems: found.listed,
  };
}

class Findings {
  readonly listed: JournalProblem[] = [];
  count = 0;

  add(seq: number, message: string): void {
    this.count++;
    if (this.listed.length < LISTED) this.listed.push({ seq, message });
  }
}

function checkPlace(found: Findings, before: StoredEntry | undefined, entry: StoredEntry): void {
  if (before === undefined) return;
  if (entry.seq === before.seq) found.add(entry.seq, `Number ${entry.seq} is there twice.`);
  else if (entry.seq !== before.seq + 1) {
    found.add(before.seq + 1, `Entries ${before.seq + 1} to ${entry.seq - 1} are missing.`);
  }
  if (entry.at < before.at) found.add(entry.seq, `Entry ${entry.seq} is earlier than the one before it.`);
}

/** The commitment covers the payload; that the columns say the same as the payload is checked with it. */
function checkCommitment(found: Findings, entry: StoredEntry): void {
  const { seq, payload, salt } = entry;
  if (payload === null || salt === null || !timingSafeEqual(commit(salt, payload), entry.commitment)) {
    return found.add(seq, `Entry ${seq} does not fit its commitment: it was changed.`);
  }
  let said: JournalEntry;
  try {
    said = JSON.parse(payload) as JournalEntry;
  } catch {
    return found.add(seq, `The payload of entry ${seq} is not JSON.`);
  }
  const same =
    said.seq === seq &&
    said.at === entry.at.toISOString() &&
    said.act === entry.act &&
    said.actor.role === entry.actor.role &&
    said.actor.id === entry.actor.id &&
    said.subject.kind === entry.subject.kind &&
    said.subject.id === entry.subject.id;
  if (!same) found.add(seq, `The columns of entry ${seq} say something else than its payload.`);
}

async function retentionWasApplied(db: Reader): Promise<boolean> {
  const { rows } = await sql<{ applied: boolean }>`
    select exists (
      select 1 from journal where act = 'retention.applied' and payload::json -> 'data' ->> 'table' = 'journal'
    ) as applied`.execute(db);
  return rows[0]?.applied === true;
}
