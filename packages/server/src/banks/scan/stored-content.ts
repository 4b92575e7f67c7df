import type { Event } from "@evenhand/contract";
import { sql } from "kysely";
import type { Reader } from "../../store/transaction.js";

/** An item's newest content, as its event brought it. */
export interface StoredContent {
  /** The event's, and its decision's. */
  readonly id: string;
  readonly item: string;
  readonly event: Event;
}

export interface ContentPage {
  readonly contents: readonly StoredContent[];
  /** Where to read on; undefined where nothing is left. */
  readonly position: string | undefined;
}

/** Events that are looked at for one page: their bodies are in memory together. */
const EVENTS_AT_ONCE = 100;

/**
 * The next page of stored items, the newest content first. What is sealed, erased or deleted by its author is passed over, and so
 * is content that was edited since.
 *
 * @param from ids of events from this one on: a UUIDv7 tells the time of receipt
 * @param before only events with a smaller id
 * @param unmeasured only items that no measure stands against and no open case waits for
 */
export async function readContents(
  db: Reader,
  {
    from,
    before,
    unmeasured = false,
  }: { readonly from: string; readonly before: string | null; readonly unmeasured?: boolean },
): Promise<ContentPage> {
  const clean = unmeasured
    ? sql`and not exists (select 1 from measures m where m.item_id = i.id and m.voided_at is null)
        and not exists (select 1 from cases c where c.subject_kind = 'item' and c.subject_id = i.id and c.state = 'open')`
    : sql``;
  const { rows } = await sql<{ id: string; item_id: string; body: string | null }>`
    select e.id, e.item_id, case when i.id is not null then e.body end as body
    from (
      select id, item_id, body from events
      where id >= ${from}::uuid and (${before}::uuid is null or id < ${before}::uuid) and body is not null and item_id is not null
      order by id desc limit ${EVENTS_AT_ONCE}) e
    left join items i on i.id = e.item_id and i.content_event = e.id and i.deleted_at is null ${clean}
    order by e.id desc`.execute(db);
  const contents = rows.flatMap(({ id, item_id: item, body }) =>
    body === null ? [] : [{ id, item, event: JSON.parse(body) as Event }],
  );
  return { contents, position: rows.length < EVENTS_AT_ONCE ? undefined : rows.at(-1)?.id };
}
