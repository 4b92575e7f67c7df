/** An item whose reach has passed a checkpoint is decided again: many more people see it than when it was decided. */
import type { Event } from "@evenhand/contract";
import { eventHash } from "../intake/event-hash.js";
import { type IntakeEvent, OWN_SOURCE } from "../intake/intake-event.js";
import type { MirroredItem } from "./load-batch.js";

/** The highest checkpoint that `reach` has passed, or 0. */
export function checkpointOf(reach: number, checkpoints: readonly number[]): number {
  return checkpoints.findLast((checkpoint) => reach >= checkpoint) ?? 0;
}

/** How many people an event says an item has reached; undefined where it says nothing of it. */
export function reachOf({ data }: Event): number | undefined {
  return data.reach?.views ?? data.item?.reach;
}

/**
 * The event that decides an item again: what its author last published, with the reach it has now and the time at which it
 * was reached. Its id names item, version and checkpoint, so that one checkpoint decides one version once.
 */
export function redecisionEvent(
  item: Pick<MirroredItem, "id" | "version">,
  content: Event,
  { checkpoint, reach, time }: { readonly checkpoint: number; readonly reach: number; readonly time: string },
): IntakeEvent {
  const event: Event = {
    ...content,
    id: `reach:${checkpoint}:${item.version.slice(0, 16)}:${item.id}`,
    source: OWN_SOURCE,
    time,
    data: {
      ...content.data,
      ...(content.data.item === undefined ? {} : { item: { ...content.data.item, reach } }),
    },
  };
  return { event, body: JSON.stringify(event), hash: eventHash(event) };
}
