/** Keeps our mirror of the platform's accounts and items: what the newest event said of each. */
import type { Event } from "@evenhand/contract";
import { sql } from "kysely";
import { bringsContent } from "../decisions/subject.js";
import { contentVersion } from "../intake/event-hash.js";
import type { Tx } from "../store/transaction.js";
import type { Write } from "../store/write-together.js";
import { textArray } from "../store/binary-arrays.js";

/** An event as the mirror sees it. */
export interface MirroredEvent {
  /** Ours. */
  readonly id: string;
  readonly event: Event;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** Updates accounts from the newest event of each in the batch. An older event than the mirror has seen changes nothing. */
export function accountWrites(events: readonly MirroredEvent[], nowIso: string): readonly Write[] {
  const newest = newestBy(events, ({ event }) => event.data.actor?.id);
  if (newest.length === 0) return [];
  const actors = newest.map(({ event, time }) => ({
    actor: event.data.actor as NonNullable<Event["data"]["actor"]>,
    time: new Date(time).toISOString(),
    deleted: event.type === "account.deleted",
  }));
  const column = <T>(pick: (one: (typeof actors)[number]) => T | undefined): (T | null)[] =>
    actors.map((one) => pick(one) ?? null);
  const write = sql`
    insert into accounts as mirror (id, handle, display_name, kind, locale, country, age_band, verified, created_at, profile,
      first_seen_at, seen_at, deleted_at)
    select id, handle, display_name, kind, locale, country, age_band, verified, created_at, profile::json, ${nowIso}::timestamptz, seen_at,
      case when deleted then seen_at end
    from unnest(
      ${column(({ actor }) => actor.id)}::text[], ${column(({ actor }) => actor.handle)}::text[],
      ${column(({ actor }) => actor.displayName)}::text[], ${column(({ actor }) => actor.kind)}::text[],
      ${column(({ actor }) => actor.locale)}::text[], ${column(({ actor }) => actor.country)}::text[],
      ${column(({ actor }) => actor.ageBand)}::text[], ${column(({ actor }) => actor.verified)}::boolean[],
      ${column(({ actor }) => actor.createdAt)}::timestamptz[], ${textArray(actors.map(({ actor }) => JSON.stringify(actor)))}::text[],
      ${column(({ time }) => time)}::timestamptz[], ${column(({ deleted }) => deleted)}::boolean[])
      as a (id, handle, display_name, kind, locale, country, age_band, verified, created_at, profile, seen_at, deleted)
    order by id
    on conflict (id) do update set handle = excluded.handle, display_name = excluded.display_name, kind = excluded.kind,
      locale = excluded.locale, country = excluded.country, age_band = excluded.age_band, verified = excluded.verified,
      created_at = excluded.created_at, profile = excluded.profile, seen_at = excluded.seen_at, deleted_at = excluded.deleted_at
    where mirror.erased_at is null and excluded.seen_at >= mirror.seen_at
      and (excluded.profile::text is distinct from mirror.profile::text or excluded.deleted_at is distinct from mirror.deleted_at
        or excluded.seen_at > mirror.seen_at + interval '1 hour')`;
  return [write];
}

/** Notes which items were deleted by whoever published them. After their content has been written. */
export async function markDeleted(tx: Tx, events: readonly MirroredEvent[]): Promise<void> {
  const deleted = events.filter(({ event }) => event.type.endsWith(".deleted") && event.data.item !== undefined);
  if (deleted.length === 0) return;
  await sql`
    update items set deleted_at = d.at
    from unnest(${deleted.map(({ event }) => event.data.item?.id)}::text[], ${deleted.map(({ time }) => new Date(time).toISOString())}::timestamptz[])
      as d (id, at)
    where items.id = d.id and items.deleted_at is null`.execute(tx);
}

/** Updates items, and remembers each version of their content with the event that brought it. */
export function itemWrites(events: readonly MirroredEvent[]): readonly Write[] {
  const content = events.filter(({ event }) => bringsContent(event));
  const newest = newestBy(content, ({ event }) => event.data.item?.id);
  if (newest.length === 0) return [];
  const items = newest.map(({ id, event, time }) => {
    const item = event.data.item as NonNullable<Event["data"]["item"]>;
    return {
      id,
      item,
      account: event.data.actor?.id ?? null,
      version: contentVersion(item),
      time: new Date(time).toISOString(),
    };
  });
  const column = <T>(pick: (one: (typeof items)[number]) => T | undefined): (T | null)[] =>
    items.map((one) => pick(one) ?? null);
  const current = sql`
    insert into items as mirror (id, account_id, kind, surface, parent_id, group_id, created_at, version, content_event, seen_at)
    select * from unnest(
      ${column(({ item }) => item.id)}::text[], ${column(({ account }) => account)}::text[], ${column(({ item }) => item.kind)}::text[],
      ${column(({ item }) => item.surface)}::text[], ${column(({ item }) => item.parent)}::text[], ${column(({ item }) => item.group)}::text[],
      ${column(({ item }) => item.createdAt)}::timestamptz[], ${column(({ version }) => version)}::text[],
      ${column(({ id }) => id)}::uuid[], ${column(({ time }) => time)}::timestamptz[])
    order by 1
    on conflict (id) do update set account_id = coalesce(excluded.account_id, mirror.account_id), kind = excluded.kind,
      surface = excluded.surface, parent_id = excluded.parent_id, group_id = excluded.group_id, version = excluded.version,
      content_event = excluded.content_event, seen_at = excluded.seen_at, deleted_at = null,
      reach_checkpoint = case when excluded.version = mirror.version then mirror.reach_checkpoint else 0 end
    where excluded.seen_at >= mirror.seen_at`;
  const versions = newestBy(content, ({ event }) => `${event.data.item?.id}\n${contentVersion(event.data.item ?? {})}`);
  const seen = sql`
    insert into item_versions (item_id, version, event_id, seen_at)
    select * from unnest(${versions.map(({ event }) => event.data.item?.id)}::text[],
      ${versions.map(({ event }) => contentVersion(event.data.item ?? {}))}::text[], ${versions.map(({ id }) => id)}::uuid[],
      ${versions.map(({ time }) => new Date(time).toISOString())}::timestamptz[])
    on conflict do nothing`;
  return [current, seen];
}

/** Of the events with the same key, the newest; of equally new ones the last. Events without a key are left out. */
function newestBy(
  events: readonly MirroredEvent[],
  keyOf: (event: MirroredEvent) => string | undefined,
): readonly MirroredEvent[] {
  const newest = new Map<string, MirroredEvent>();
  for (const one of events) {
    const key = keyOf(one);
    if (key === undefined) continue;
    const held = newest.get(key);
    if (held === undefined || one.time >= held.time) newest.set(key, one);
  }
  return [...newest.values()];
}
