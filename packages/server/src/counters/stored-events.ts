import { sql } from "kysely";
import type { Event } from "@evenhand/contract";
import type { Sealer } from "../quarantine/seal.js";
import type { Reader } from "../store/transaction.js";

/** A stored event as far as counting needs it. */
export interface StoredEvent {
  readonly id: string;
  readonly receivedMs: number;
  /** Undefined where its body has been erased or cannot be opened. */
  readonly event: Event | undefined;
  /** As recorded with its decision; only where it was asked for. */
  readonly standing: { readonly level: string; readonly strikes: number } | undefined;
}

export interface EventPageQuery {
  /** Only events with a greater id. */
  readonly after: string;
  /** Only events of a later time, milliseconds since the epoch. */
  readonly afterMs: number;
  readonly standing: boolean;
}

/** Events, and bytes of their bodies, in one page; a single event may be larger. */
const PAGE_EVENTS = 250;
const PAGE_BYTES = 1_000_000;

interface Row {
  readonly id: string;
  readonly received_at: Date;
  readonly body: string | null;
  readonly sealed: Buffer | null;
  readonly facts: string | null;
}

/**
 * Reads events that the platform sent, in the order in which they were decided. Parsing is left to the iteration, so that
 * the caller can pause between events.
 */
export async function readEvents(
  db: Reader,
  { after, afterMs, standing }: EventPageQuery,
  sealer: Sealer | undefined,
): Promise<{ readonly size: number; readonly events: Iterable<StoredEvent> }> {
  const facts = standing ? sql`(select facts from decisions d where d.id = page.id)` : sql`null::text`;
  const { rows } = await sql<Row>`
    select id, received_at, body, sealed, ${facts} as facts from (
      select id, received_at, body, sealed,
        sum(coalesce(octet_length(body), octet_length(sealed), 0)) over (order by id)
          - coalesce(octet_length(body), octet_length(sealed), 0) as before
      from events where id > ${after}::uuid and time > ${new Date(afterMs)} and cause is null
      order by id limit ${PAGE_EVENTS}) page
    where before < ${PAGE_BYTES} order by id`.execute(db);
  return { size: rows.length, events: parse(rows, sealer) };
}

function* parse(rows: readonly Row[], sealer: Sealer | undefined): Generator<StoredEvent> {
  for (const { id, received_at, body, sealed, facts } of rows) {
    const text = body ?? openSealed(sealer, id, sealed);
    yield {
      id,
      receivedMs: received_at.getTime(),
      event: text === undefined ? undefined : (JSON.parse(text) as Event),
      standing: facts === null ? undefined : (JSON.parse(facts) as { standing: StoredEvent["standing"] }).standing,
    };
  }
}

function openSealed(sealer: Sealer | undefined, id: string, sealed: Buffer | null): string | undefined {
  if (sealer === undefined || sealed === null) return undefined;
  try {
    return sealer.open(id, sealed);
  } catch {
    // Sealed under another secret: counted as unreadable.
    return undefined;
  }
}
