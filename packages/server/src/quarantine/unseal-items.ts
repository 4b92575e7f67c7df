import { sql } from "kysely";
import type { Tx } from "../store/transaction.js";
import type { Sealer } from "./seal.js";

/** Opens again what was sealed of items whose removal has ended: the undo is complete. */
export async function unsealItems(tx: Tx, sealer: Sealer, items: readonly string[]): Promise<void> {
  if (items.length === 0) return;
  const { rows } = await sql<{ id: string; sealed: Buffer }>`
    select id, sealed from events where item_id = any(${items}::text[]) and sealed is not null`.execute(tx);
  if (rows.length > 0) {
    await sql`
      update events set body = u.body, sealed = null
      from unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ id, sealed }) => sealer.open(id, sealed))}::text[]) as u (id, body)
      where events.id = u.id`.execute(tx);
  }
  await sql`delete from quarantine where item_id = any(${items}::text[])`.execute(tx);
}
