import { sql } from "kysely";
import type { Domain } from "../service/domain.js";
import { inTransaction } from "../service/service.js";
import { loadStrikes } from "./load-strikes.js";
import { type ProjectedStanding, projectStanding, saveStandings } from "./project-standing.js";

export interface Rebuilt {
  readonly accounts: number;
  readonly differing: readonly { readonly account: string; readonly stored: string; readonly folded: string }[];
}

/** What folding needs. */
type Folding = Pick<Domain, "store" | "bell" | "clock" | "policies">;

export interface RebuildOptions {
  /** Only say what differs, and leave it as it is. */
  readonly compareOnly?: boolean;
}

const AT_ONCE = 1_000;

/**
 * Folds every account's standing anew from its strikes, and compares with what is stored: they have to agree. Where they do
 * not, the fold is put in its place and told.
 */
export async function rebuildStandings(
  domain: Folding,
  { compareOnly = false }: RebuildOptions = {},
): Promise<Rebuilt> {
  let accounts = 0;
  const differing: Rebuilt["differing"][number][] = [];
  for (let after = ""; ;) {
    const { rows } = await sql<{ account_id: string }>`
      select account_id from (select account_id from strikes union select account_id from standings) a
      where account_id > ${after} order by account_id limit ${AT_ONCE}`.execute(domain.store.db);
    const last = rows.at(-1);
    if (last === undefined) return { accounts, differing };
    after = last.account_id;
    accounts += rows.length;
    differing.push(
      ...(await rebuildSome(
        domain,
        rows.map((row) => row.account_id),
        compareOnly,
      )),
    );
  }
}

async function rebuildSome(
  domain: Folding,
  accounts: readonly string[],
  compareOnly: boolean,
): Promise<Rebuilt["differing"]> {
  const levels = domain.policies.current()?.compiled.policy.standing ?? [];
  return inTransaction(domain, async (tx) => {
    const rows = await tx
      .selectFrom("standings")
      .selectAll()
      .where("account_id", "in", [...accounts])
      .forUpdate()
      .execute();
    const stored = new Map(rows.map((row) => [row.account_id, row]));
    const oldest = rows.reduce((least, row) => Math.min(least, row.as_of.getTime()), domain.clock.now());
    const strikes = await loadStrikes(tx, accounts, levels, oldest);
    const wrong: ProjectedStanding[] = [];
    const differing = accounts.flatMap((account) => {
      const row = stored.get(account);
      // Compared as of when it was folded: what has expired since is for the job that refreshes.
      const folded = projectStanding(
        account,
        strikes.get(account) ?? [],
        levels,
        row?.as_of.getTime() ?? domain.clock.now(),
      );
      const kept = row === undefined ? "nothing" : `${row.level} ${row.strikes}`;
      const made = `${folded.level} ${folded.strikes}`;
      if (kept === made || (row === undefined && folded.strikes === 0)) return [];
      wrong.push(folded);
      return [{ account, stored: kept, folded: made }];
    });
    if (!compareOnly) await saveStandings(tx, wrong);
    return differing;
  });
}
