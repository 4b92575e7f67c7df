import type { StandingLevel } from "@evenhand/policy";
import { sql } from "kysely";
import type { Service } from "../service/service.js";
import { inTransaction } from "../service/service.js";

/**
 * Has every stored standing folded anew where the policy in force has other levels than they were folded by: an account may stand
 * elsewhere without a new strike.
 */
export async function followLevels(
  service: Pick<Service, "store" | "bell" | "clock">,
  levels: readonly StandingLevel[],
): Promise<void> {
  const wanted = JSON.stringify(levels.map(({ level, strikes }) => [level, strikes]));
  const { db } = service.store;
  const known = await db.selectFrom("standing_levels").select("levels").executeTakeFirst();
  if (known?.levels === wanted) return;
  await inTransaction(service, async (tx) => {
    await sql`
      insert into standing_levels (levels) values (${wanted})
      on conflict (singleton) do update set levels = excluded.levels`.execute(tx);
    const now = new Date(service.clock.now()).toISOString();
    await sql`update standings set changes_at = ${now}::timestamptz`.execute(tx);
  });
}
