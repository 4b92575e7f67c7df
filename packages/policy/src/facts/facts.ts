/** The facts of one event, as conditions read them. Derived ones are worked out when they are first read. */
import { CelDuration } from "@evenhand/cel";
import type { Event } from "@evenhand/contract";
import { parseTime } from "./time.js";
import { TextFacts } from "./text-facts.js";
import { unknownFields } from "./unknown-fields.js";

/** An account's standing as of the event. */
export interface Standing {
  readonly level: string;
  readonly strikes: number;
}

type EventActor = NonNullable<Event["data"]["actor"]>;
type EventItem = NonNullable<Event["data"]["item"]>;

const NOTHING: Readonly<Record<string, never>> = Object.freeze({});
const NO_MEDIA: readonly never[] = Object.freeze([]) as readonly never[];

/** Every field is set in the constructor and in one order, so that all events share one object shape. */
class ActorFacts {
  readonly id: string;
  readonly handle: string;
  readonly displayName: string | undefined;
  readonly bio: string | undefined;
  readonly kind: string;
  readonly createdAt: string;
  readonly verified: boolean | undefined;
  readonly locale: string | undefined;
  readonly country: string | undefined;
  readonly ageBand: string | undefined;
  readonly followers: number | undefined;
  readonly following: number | undefined;
  readonly posts: number | undefined;
  readonly standing: string;
  readonly strikes: number;
  // Private by type only: one of these is made for every event, and `#` fields cost more than all the others together.
  private readonly eventMs: number;
  private derivedAge: CelDuration | undefined;

  constructor(actor: EventActor, standing: Standing, eventMs: number) {
    this.id = actor.id;
    this.handle = actor.handle;
    this.displayName = actor.displayName;
    this.bio = actor.bio;
    this.kind = actor.kind;
    this.createdAt = actor.createdAt;
    this.verified = actor.verified;
    this.locale = actor.locale;
    this.country = actor.country;
    this.ageBand = actor.ageBand;
    this.followers = actor.followers;
    this.following = actor.following;
    this.posts = actor.posts;
    this.standing = standing.level;
    this.strikes = standing.strikes;
    this.eventMs = eventMs;
    this.derivedAge = undefined;
  }

  get age(): CelDuration {
    this.derivedAge ??= durationOfMs(this.eventMs - parseTime(this.createdAt));
    return this.derivedAge;
  }
}

function durationOfMs(ms: number): CelDuration {
  const seconds = Math.trunc(ms / 1_000);
  return new CelDuration(seconds, (ms - seconds * 1_000) * 1e6);
}

class ItemFacts {
  readonly id: string | undefined;
  readonly kind: string | undefined;
  readonly surface: string | undefined;
  readonly parent: string | undefined;
  readonly group: string | undefined;
  readonly createdAt: string | undefined;
  readonly editedAt: string | undefined;
  readonly reach: number | undefined;

  constructor(item: EventItem | undefined) {
    this.id = item?.id;
    this.kind = item?.kind;
    this.surface = item?.surface;
    this.parent = item?.parent;
    this.group = item?.group;
    this.createdAt = item?.createdAt;
    this.editedAt = item?.editedAt;
    this.reach = item?.reach;
  }
}

/**
 * The variables of one event. Parts are plain properties, because conditions read them over and over; what takes work to
 * derive (links, shapes of texts, ages, unknown fields) waits until it is first read.
 */
export class Facts {
  readonly timeMs: number;
  /** The actor's standing as of the event; the best level for events without an actor. */
  readonly standing: Standing;
  readonly event: Event;
  readonly actor: ActorFacts | undefined;
  readonly item: ItemFacts;
  readonly text: TextFacts;
  readonly media: readonly object[];
  readonly context: object;
  readonly group: object;
  readonly reaction: object | undefined;
  readonly follow: object | undefined;
  readonly reach: object | undefined;
  readonly session: object | undefined;
  readonly push: object | undefined;
  readonly previous: object;
  private unnamed: Record<string, unknown> | undefined;

  /**
   * @param event a validated event
   * @param standingAt gives the actor's standing at a time in milliseconds since the epoch
   */
  constructor(event: Event, standingAt: (timeMs: number) => Standing) {
    const { data } = event;
    const { actor, item, group } = data;
    this.timeMs = parseTime(event.time);
    this.standing = standingAt(this.timeMs);
    this.event = event;
    this.actor = actor === undefined ? undefined : new ActorFacts(actor, this.standing, this.timeMs);
    this.item = item === undefined ? NO_ITEM : new ItemFacts(item);
    this.text = new TextFacts(event);
    this.media = data.media ?? item?.media ?? NO_MEDIA;
    this.context = data.context ?? NOTHING;
    this.group = group ?? (item?.group === undefined ? NOTHING : { id: item.group });
    this.reaction = data.reaction;
    this.follow = data.follow;
    this.reach = data.reach;
    this.session = data.session;
    this.push = data.push;
    this.previous = data.previous ?? NOTHING;
    this.unnamed = undefined;
  }

  get extra(): Record<string, unknown> {
    this.unnamed ??= unknownFields(this.event.data);
    return this.unnamed;
  }
}

const NO_ITEM = new ItemFacts(undefined);
