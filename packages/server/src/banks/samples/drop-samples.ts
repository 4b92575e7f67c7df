import { sql } from "kysely";
import type { Actor } from "../../journal/append.js";
import type { Domain } from "../../service/domain.js";
import type { Tx } from "../../store/transaction.js";
import { removeEntries } from "../remove-entries.js";

/** What was overturned, and by whom. */
export interface Overturned {
  /** Rulings, measures and decisions: where the samples come from. */
  readonly origins: readonly string[];
  readonly reason: string | null;
  readonly actor: Actor;
}

/**
 * Takes samples out of their banks because what they come from was overturned, in the same transaction. Nothing is locked where there
 * are none.
 *
 * @returns how many left
 */
export async function dropSamplesOf(
  tx: Tx,
  domain: Pick<Domain, "clock">,
  { origins, reason, actor }: Overturned,
): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select id from bank_entries where origin_id = any(${[...origins]}::text[]) and origin = 'ruling' and removed_at is null`.execute(
    tx,
  );
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => id);
  const { removed } = await removeEntries(tx, domain, { ids, how: "overturned", reason, actor });
  return removed.length;
}
