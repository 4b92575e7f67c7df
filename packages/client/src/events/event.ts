import type { Event, EventType } from "../wire/entries.js";
import type { EventData } from "../wire/wire-types.js";

/** What only the platform can say; the rest is filled in by {@link event}. */
export interface NewEvent<T extends EventType> {
  /** Names your platform or a part of it: `forum`, `https://forum.example`. */
  readonly source: string;
  readonly type: T;
  readonly data: EventData[T];
  /**
   * Unique within the source, and the same when the same thing is told again (`post/42/v3`): then sending again is safe
   * even after a crash of yours. Default: random.
   */
  readonly id?: string | undefined;
  /** Default: now. */
  readonly time?: string | Date | undefined;
  readonly subject?: string | undefined;
}

/**
 * A whole CloudEvent from what only the platform knows.
 *
 * @example
 * event({ source: "forum", type: "post.created", id: `post/${post.id}/v1`, data: { actor, item } })
 */
export function event<T extends EventType>(given: NewEvent<T>): Event<T> {
  const { source, type, data, id, time, subject } = given;
  return {
    specversion: "1.0",
    id: id ?? crypto.randomUUID(),
    source,
    type,
    time: typeof time === "string" ? time : (time ?? new Date()).toISOString(),
    ...(subject === undefined ? {} : { subject }),
    data,
  };
}
