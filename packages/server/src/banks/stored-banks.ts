/** The live banks of one policy in memory, and how they follow what is stored. */
import {
  type Bank,
  type BankChange,
  type ChangingBanks,
  type CompiledPolicy,
  createLiveBanks,
  type StoredEntry,
} from "@evenhand/policy";
import { sql } from "kysely";
import type { Service } from "../service/service.js";
import type { Reader, Tx } from "../store/transaction.js";
import { entryPages } from "./entry-pages.js";
import { ENTRY_COLUMNS, entryOf } from "./entry-row.js";
import { refuseOtherKinds } from "./refuse-other-kinds.js";

/** Entries that are read at once. */
const PAGE = 5_000;

/** Live banks that know up to which revision they are true. */
export interface StoredBanks {
  readonly banks: ChangingBanks;
  /** The revision of `bank_head` that is in memory; undefined where the policy has no live bank and every revision will do. */
  readonly revision: number | undefined;
  /** Takes over what has changed up to now. Asks the database: not inside a transaction. */
  follow(): Promise<void>;
  /**
   * Takes over what has changed up to a revision, for a transaction that holds a share of the lock on banks: nothing changes until it
   * ends, so a batch need not be begun anew however fast others add.
   */
  followIn(tx: Tx, head: number): Promise<void>;
}

/**
 * Reads the live banks of a policy. Asks the database: not inside a transaction.
 *
 * @throws EvenhandError EH_BANK_KIND where entries were added to one of them when it was of another kind
 */
export async function loadStoredBanks(
  { store }: Pick<Service, "store">,
  { policy }: CompiledPolicy,
): Promise<StoredBanks> {
  const declared = policy.banks.filter((bank) => bank.live === true);
  const loaded = await atOneMoment(store.db, async (tx, head) => {
    await refuseOtherKinds(tx, declared);
    const revisions = await readRevisions(tx, declared);
    const stored = new Map<string, { revision: number; entries: readonly StoredEntry[] }>();
    for (const { name } of declared) {
      stored.set(name, { revision: revisions.get(name) ?? 0, entries: await readEntries(tx, name) });
    }
    return { head, banks: createLiveBanks(declared, stored) };
  });
  const { banks } = loaded;
  let revision = loaded.head;
  /** Applies what was read, unless somebody else has meanwhile. */
  const take = (since: number, head: number, changes: readonly BankChange[]): void => {
    if (since !== revision) return;
    for (const change of changes) banks.apply(change);
    revision = head;
  };
  const follow = async (): Promise<void> => {
    for (let behind = true; behind;) {
      const since = revision;
      const read = await atOneMoment(store.db, async (tx, head) => ({
        head,
        changes: head <= since ? [] : await readChanges(tx, declared, since),
      }));
      take(since, read.head, read.changes);
      behind = revision < read.head;
    }
  };
  const followIn = async (tx: Tx, head: number): Promise<void> => {
    const since = revision;
    if (since >= head) return;
    take(since, head, await readChanges(tx, declared, since));
    // Where somebody else has taken over a part meanwhile, the rest is read anew.
    await followIn(tx, head);
  };
  let last: Promise<void> = Promise.resolve();
  return {
    banks,
    get revision() {
      return declared.length === 0 ? undefined : revision;
    },
    follow() {
      // One after the other: one that is under way may have read before the change that the caller knows of.
      last = last.then(follow, follow);
      return last;
    },
    followIn,
  };
}

/** Reads as of one moment, of which the revision is told. */
function atOneMoment<T>(db: Reader, work: (tx: Reader, head: number) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (tx) => {
      const { revision } = await tx.selectFrom("bank_head").select("revision").executeTakeFirstOrThrow();
      return work(tx, revision);
    });
}

async function readRevisions(tx: Reader, declared: readonly Bank[]): Promise<ReadonlyMap<string, number>> {
  if (declared.length === 0) return new Map();
  const names = declared.map(({ name }) => name);
  const rows = await tx.selectFrom("banks").select(["name", "revision"]).where("name", "in", names).execute();
  return new Map(rows.map(({ name, revision }) => [name, revision]));
}

async function readEntries(tx: Reader, bank: string): Promise<readonly StoredEntry[]> {
  const entries: StoredEntry[] = [];
  for await (const rows of entryPages(tx, bank, PAGE)) {
    for (const row of rows) {
      const read = entryOf(row);
      if (read !== undefined) entries.push(read);
    }
  }
  return entries;
}

async function readChanges(tx: Reader, declared: readonly Bank[], since: number): Promise<readonly BankChange[]> {
  if (declared.length === 0) return [];
  const names = declared.map(({ name }) => name);
  const revisions = await readRevisions(tx, declared);
  const added = await tx
    .selectFrom("bank_entries")
    .select(ENTRY_COLUMNS)
    .where("added_revision", ">", since)
    .where("bank", "in", names)
    .where("removed_at", "is", null)
    .orderBy("id")
    .execute();
  const { rows: removed } = await sql<{ id: string; bank: string }>`
    select id, bank from bank_entries
    where removed_revision > ${since} and added_revision <= ${since} and bank = any(${names}::text[])`.execute(tx);
  const changes = new Map<string, { added: StoredEntry[]; removed: string[] }>();
  const of = (bank: string): { added: StoredEntry[]; removed: string[] } => {
    let change = changes.get(bank);
    if (change === undefined) changes.set(bank, (change = { added: [], removed: [] }));
    return change;
  };
  for (const row of added) {
    const read = entryOf(row);
    if (read !== undefined) of(row.bank).added.push(read);
  }
  for (const { id, bank } of removed) of(bank).removed.push(id);
  return [...changes].map(([bank, change]) => ({ bank, revision: revisions.get(bank) ?? 0, ...change }));
}
