import { Type } from "typebox";
import { Actor } from "./actor.js";
import { Context } from "./context.js";
import type { EventType } from "./event-types.js";
import { Follow, Group, Previous, Push, Reach, Reaction, Session } from "./event-parts.js";
import { Item } from "./item.js";
import { Media } from "./media.js";
import { Id, MAX_MEDIA, Time } from "./scalars.js";

/** What a labelled event says a careful person would have found; used by backtests, never seen by conditions. */
export const Expectation = Type.Object({
  clause: Type.Union([Type.String({ maxLength: 256 }), Type.Null()]),
});

/** The payload. Fields that are not named here are kept, and conditions read them under `extra`. */
export const EventData = Type.Object({
  actor: Type.Optional(Actor),
  item: Type.Optional(Item),
  media: Type.Optional(Type.Array(Media, { maxItems: MAX_MEDIA })),
  context: Type.Optional(Context),
  group: Type.Optional(Group),
  reaction: Type.Optional(Reaction),
  follow: Type.Optional(Follow),
  reach: Type.Optional(Reach),
  session: Type.Optional(Session),
  push: Type.Optional(Push),
  previous: Type.Optional(Previous),
  expect: Type.Optional(Expectation),
});
export type EventData = Type.Static<typeof EventData>;

/**
 * A CloudEvents 1.0 envelope in structured JSON. `(source, id)` is unique per event. Extension attributes are allowed
 * as the specification has them (top-level scalars) and kept.
 */
export const Event = Type.Object({
  specversion: Type.Literal("1.0"),
  id: Id,
  source: Type.String({ minLength: 1, maxLength: 1_024 }),
  type: Type.String({ minLength: 1, maxLength: 256 }),
  subject: Type.Optional(Type.String({ maxLength: 1_024 })),
  /** When it happened, by the platform's clock. Decisions and counters go by this time. */
  time: Time,
  datacontenttype: Type.Optional(Type.String({ maxLength: 256 })),
  dataschema: Type.Optional(Type.String({ maxLength: 1_024 })),
  data: EventData,
});
type EventShape = Type.Static<typeof Event>;

/** A checked event. */
export type Event = Omit<EventShape, "type"> & {
  readonly type: EventType;
};
