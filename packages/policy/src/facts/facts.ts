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
  readonly #eventMs: number;
  #age: CelDuration | undefined;

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
    this.#eventMs = eventMs;
  }

  get age(): CelDuration {
    this.#age ??= durationOfMs(this.#eventMs - parseTime(this.createdAt));
    return this.#age;
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

/** The variables of one event. Parts are made when they are first read, and once. */
export class Facts {
  readonly timeMs: number;
  /** The actor's standing as of the event; the best level for events without an actor. */
  readonly standing: Standing;
  readonly #event: Event;
  #actor: ActorFacts | undefined;
  #item: ItemFacts | undefined;
  #text: TextFacts | undefined;
  #extra: Record<string, unknown> | undefined;

  /**
   * @param event a validated event
   * @param standingAt gives the actor's standing at a time in milliseconds since the epoch
   */
  constructor(event: Event, standingAt: (timeMs: number) => Standing) {
    this.#event = event;
    this.timeMs = parseTime(event.time);
    this.standing = standingAt(this.timeMs);
  }

  get event(): Event {
    return this.#event;
  }
  get actor(): ActorFacts | undefined {
    const { actor } = this.#event.data;
    if (actor === undefined) return undefined;
    this.#actor ??= new ActorFacts(actor, this.standing, this.timeMs);
    return this.#actor;
  }
  get item(): ItemFacts {
    this.#item ??= new ItemFacts(this.#event.data.item);
    return this.#item;
  }
  get text(): TextFacts {
    this.#text ??= new TextFacts(this.#event);
    return this.#text;
  }
  get media(): readonly object[] {
    return this.#event.data.media ?? this.#event.data.item?.media ?? NO_MEDIA;
  }
  get context(): object {
    return this.#event.data.context ?? NOTHING;
  }
  get group(): object {
    const { group, item } = this.#event.data;
    return group ?? (item?.group === undefined ? NOTHING : { id: item.group });
  }
  get reaction(): object | undefined {
    return this.#event.data.reaction;
  }
  get follow(): object | undefined {
    return this.#event.data.follow;
  }
  get reach(): object | undefined {
    return this.#event.data.reach;
  }
  get session(): object | undefined {
    return this.#event.data.session;
  }
  get push(): object | undefined {
    return this.#event.data.push;
  }
  get previous(): object {
    return this.#event.data.previous ?? NOTHING;
  }
  get extra(): Record<string, unknown> {
    this.#extra ??= unknownFields(this.#event.data);
    return this.#extra;
  }
}
