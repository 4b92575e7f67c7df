import { sql } from "kysely";
import type { Tx } from "../store/transaction.js";
import type { Sealer } from "./seal.js";
import { byteaArray } from "../store/binary-arrays.js";

/** A removed item and the measure that removes it. */
export interface RemovedItem {
  readonly item: string;
  readonly measure: string;
}

/**
 * Encrypts what is stored of removed items: every event about them, and a snapshot of the content in force that stays until
 * the appeal window closes. Items without content of ours (a profile, a group) have their events sealed all the same.
 */
export async function sealItems(
  tx: Tx,
  sealer: Sealer,
  removed: readonly RemovedItem[],
  { sealedAt, deleteAfter }: { readonly sealedAt: string; readonly deleteAfter: string },
): Promise<void> {
  if (removed.length === 0) return;
  const items = [...new Map(removed.map((one) => [one.item, one])).values()];
  const { rows } = await sql<{ id: string; item_id: string; body: string; version: string | null }>`
    select e.id, e.item_id, e.body, i.version
    from events e left join items i on i.id = e.item_id and i.content_event = e.id
    where e.item_id = any(${items.map(({ item }) => item)}::text[]) and e.body is not null`.execute(tx);
  if (rows.length === 0) return;
  const sealed = rows.map((row) => sealer.seal(row.id, row.body));
  await sql`
    update events set body = null, sealed = s.sealed
    from unnest(${rows.map((row) => row.id)}::uuid[], ${byteaArray(sealed)}::bytea[]) as s (id, sealed)
    where events.id = s.id`.execute(tx);
  const measureOf = new Map(items.map((one) => [one.item, one.measure]));
  const snapshots = rows.flatMap(({ item_id, body, version }) =>
    version === null
      ? []
      : [{ item: item_id, version, sealed: sealer.seal(`${item_id}\n${version}`, contentOf(body)) }],
  );
  if (snapshots.length === 0) return;
  await sql`/* prepared */
    insert into quarantine (item_id, version, measure_id, sealed, key_id, sealed_at, delete_after)
    select item_id, version, measure_id, sealed, 'quarantine-1', ${sealedAt}::timestamptz, ${deleteAfter}::timestamptz
    from unnest(${snapshots.map((s) => s.item)}::text[], ${snapshots.map((s) => s.version)}::text[],
      ${snapshots.map((s) => measureOf.get(s.item) as string)}::uuid[], ${snapshots.map((s) => s.sealed)}::bytea[])
      as q (item_id, version, measure_id, sealed)
    on conflict (item_id, version) do update set delete_after = greatest(quarantine.delete_after, excluded.delete_after)`.execute(
    tx,
  );
}

function contentOf(body: string): string {
  const { data } = JSON.parse(body) as { data: { item?: { text?: unknown; media?: unknown } } };
  return JSON.stringify({ text: data.item?.text ?? null, media: data.item?.media ?? null });
}
