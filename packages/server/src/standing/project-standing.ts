import { type StandingLevel, standingAt, type Strike } from "@evenhand/policy";
import { sql } from "kysely";
import { entry, type NewEntry, SYSTEM } from "../journal/append.js";
import type { Tx } from "../store/transaction.js";
import { type Write, writeTogether } from "../store/write-together.js";

/** An account's standing as it is kept beside its strikes. */
export interface ProjectedStanding {
  readonly account: string;
  readonly level: string;
  readonly strikes: number;
  /** When it was folded, milliseconds since the epoch. */
  readonly asOf: number;
  /** When it may change by itself next: a strike expires, or one dated ahead begins to count. */
  readonly changesAt: number | null;
}

/** Folds strikes at a time. A strike given in the same millisecond counts from the next, as everywhere. */
export function projectStanding(
  account: string,
  strikes: readonly Strike[],
  levels: readonly StandingLevel[],
  nowMs: number,
): ProjectedStanding {
  const { level, strikes: sum } = standingAt(strikes, levels, nowMs + 1);
  let changesAt: number | null = null;
  for (const { at, expiresAt } of strikes) {
    for (const time of [at + 1, expiresAt]) {
      if (time > nowMs + 1 && (changesAt === null || time < changesAt)) changesAt = time;
    }
  }
  return { account, level, strikes: sum, asOf: nowMs, changesAt };
}

/** Stored standings of accounts; those without a row are in the best level. */
export async function loadStandings(tx: Tx, accounts: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (accounts.length === 0) return new Map();
  const rows = await tx
    .selectFrom("standings")
    .select(["account_id", "level"])
    .where("account_id", "in", [...accounts])
    .execute();
  return new Map(rows.map((row) => [row.account_id, row.level]));
}

/** Writes standings as they were folded. */
export async function saveStandings(tx: Tx, standings: readonly ProjectedStanding[]): Promise<void> {
  await writeTogether(tx, standingWrites(standings));
}

/** What {@link saveStandings} sends, to be sent together with other rows. */
export function standingWrites(standings: readonly ProjectedStanding[]): readonly Write[] {
  if (standings.length === 0) return [];
  const write = sql`
    insert into standings (account_id, level, strikes, as_of, changes_at)
    select * from unnest(${standings.map((s) => s.account)}::text[], ${standings.map((s) => s.level)}::text[],
      ${standings.map((s) => s.strikes)}::int[], ${standings.map((s) => new Date(s.asOf).toISOString())}::timestamptz[],
      ${standings.map((s) => (s.changesAt === null ? null : new Date(s.changesAt).toISOString()))}::timestamptz[])
    on conflict (account_id) do update set level = excluded.level, strikes = excluded.strikes, as_of = excluded.as_of,
      changes_at = excluded.changes_at`;
  return [write];
}

/** The journal entries of levels that changed. */
export function standingEntries(
  before: ReadonlyMap<string, string>,
  after: readonly ProjectedStanding[],
  best: string,
): readonly NewEntry[] {
  return after.flatMap(({ account, level, strikes }) => {
    const from = before.get(account) ?? best;
    if (from === level) return [];
    return [
      entry({
        act: "standing.changed",
        actor: SYSTEM,
        subject: { kind: "account", id: account },
        account,
        data: { account, from, to: level, strikes },
      }),
    ];
  });
}
