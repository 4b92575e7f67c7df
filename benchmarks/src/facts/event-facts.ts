/** What engines without derived facts of their own read: the event's parts, and what is derived from them, once each. */
import type { Event } from "@evenhand/contract";
import { extractLinks, type TextShape, textShape } from "@evenhand/matching";
import type { CounterStore } from "@evenhand/policy";
import { READINGS } from "./counters.js";

const MAX_LINKS = 64;

interface BenchmarkActor {
  readonly id: string;
  readonly handle: string;
  readonly locale: string;
  readonly kind: string;
  readonly verified: boolean;
  readonly createdAt: string;
  readonly followers: number;
  readonly following: number;
  readonly posts: number;
}
interface BenchmarkItem {
  readonly kind: string;
  readonly surface: string;
  readonly group: string;
  readonly reach: number;
  readonly text: { readonly title: string; readonly body: string; readonly lang: string };
}

export class EventFacts {
  readonly event: Event;
  readonly actor: BenchmarkActor;
  readonly item: BenchmarkItem;
  readonly network: string;
  readonly title: string;
  readonly body: string;
  readonly lang: string;
  readonly timeMs: number;
  // Private by type only: one of these is made for every event, and `#` fields cost more than all the others together.
  private readonly store: CounterStore;
  private readings: (number | undefined)[] | undefined;
  private urlList: readonly string[] | undefined;
  private shape: TextShape | undefined;
  private joined: string | undefined;

  /** @param event one that the generator of this benchmark made: every part is there */
  constructor(event: Event, store: CounterStore) {
    this.event = event;
    this.actor = event.data.actor as BenchmarkActor;
    this.item = event.data.item as BenchmarkItem;
    this.network = event.data.context?.networkHash as string;
    this.title = this.item.text.title;
    this.body = this.item.text.body;
    this.lang = this.item.text.lang;
    this.timeMs = timeOf(event.time);
    this.store = store;
    this.readings = undefined;
    this.urlList = undefined;
    this.shape = undefined;
    this.joined = undefined;
  }

  get all(): string {
    return (this.joined ??= `${this.title}\n${this.body}`);
  }
  get ageSeconds(): number {
    return (this.timeMs - timeOf(this.actor.createdAt)) / 1_000;
  }
  get ageHours(): number {
    return this.ageSeconds / 3_600;
  }
  get urls(): readonly string[] {
    if (this.urlList === undefined) {
      const urls = extractLinks(this.all, MAX_LINKS).map((link) => link.url);
      this.urlList = urls.length < 2 ? urls : [...new Set(urls)];
    }
    return this.urlList;
  }
  get urlCount(): number {
    return this.urls.length;
  }
  get words(): number {
    return this.measured.words;
  }
  get length(): number {
    return this.measured.characters;
  }
  private get measured(): TextShape {
    this.shape ??= textShape(this.all);
    return this.shape;
  }

  /** A reading of a counter as of this event, read once. */
  reading(index: number): number {
    this.readings ??= [];
    return (this.readings[index] ??= this.read(index));
  }

  private read(index: number): number {
    const reading = READINGS[index];
    if (reading === undefined) throw new RangeError(`There is no reading ${index}; there are ${READINGS.length}`);
    const { fn, counter, windowMs, key } = reading;
    return this.store[fn](counter, key(this), windowMs, this.timeMs);
  }
}

/** Milliseconds of `2026-03-02T08:15:00Z`, the form of all times here; several times as fast as `Date.parse`. */
function timeOf(text: string): number {
  return Date.UTC(
    digits(text, 0, 4),
    digits(text, 5, 2) - 1,
    digits(text, 8, 2),
    digits(text, 11, 2),
    digits(text, 14, 2),
    digits(text, 17, 2),
  );
}

function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) value = value * 10 + (text.charCodeAt(i) - 48);
  return value;
}
