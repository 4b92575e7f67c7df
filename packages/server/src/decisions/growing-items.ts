/** Items that more people see with a batch of events than when they were decided. */
import type { Event } from "@evenhand/contract";
import type { IntakeEvent } from "../intake/intake-event.js";
import type { Reader } from "../store/transaction.js";
import { loadBodies, type MirroredItem } from "./load-batch.js";
import { checkpointOf, reachOf } from "./redecide.js";

/** Items whose reach passes a checkpoint with one of these events, each once. */
export function growingItems(
  events: readonly IntakeEvent[],
  items: ReadonlyMap<string, MirroredItem>,
  checkpoints: readonly number[],
): readonly MirroredItem[] {
  const growing = new Set<MirroredItem>();
  for (const { event } of events) {
    const item = items.get(event.data.item?.id ?? "");
    const reach = reachOf(event);
    if (item === undefined || reach === undefined) continue;
    if (checkpointOf(reach, checkpoints) > item.checkpoint) growing.add(item);
  }
  return [...growing];
}

/** The events with what their authors last published, by item; sealed or erased ones are left out. */
export async function loadContents(db: Reader, items: readonly MirroredItem[]): Promise<Map<string, Event>> {
  const bodies = await loadBodies(
    db,
    items.map((item) => item.contentEvent),
  );
  const contents = new Map<string, Event>();
  for (const item of items) {
    const body = bodies.get(item.contentEvent);
    if (body !== undefined) contents.set(item.id, JSON.parse(body) as Event);
  }
  return contents;
}
