import type { ActData, ActorRole, EventData } from "./wire-types.js";

/** The name of an event type: `post.created` … */
export type EventType = keyof EventData;

/** A CloudEvent (1.0, structured JSON) as the service takes it. `(source, id)` names it for ever. */
export interface Event<T extends EventType = EventType> {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type: T;
  readonly subject?: string | undefined;
  /** When it happened, by the platform's clock: RFC 3339 with a zone. */
  readonly time: string;
  readonly datacontenttype?: string | undefined;
  readonly dataschema?: string | undefined;
  readonly data: EventData[T];
}

/** Any event, its data told apart by its type. */
export type AnyEvent = { [T in EventType]: Event<T> }[EventType];

/** The name of an act: `measure.applied` … */
export type Act = keyof ActData;

/** One entry of the journal. */
export interface JournalEntry<A extends Act = Act> {
  /** Counts up by one, without gaps: the cursor. */
  readonly seq: number;
  readonly at: string;
  readonly act: A;
  readonly actor: { readonly role: ActorRole; readonly id: string | null };
  readonly subject: { readonly kind: string; readonly id: string };
  readonly data: ActData[A];
}
