/** The counters that detectors of the benchmark read. Every engine is fed from the same code. */
import { type CounterDecl, type CounterStore, createMemoryCounters } from "@evenhand/policy";
import type { EventFacts } from "./event-facts.js";

const ORIGIN = { file: "evenhand.yaml", line: 1, column: 1 };
const HOUR = 3_600_000;
export const LATENESS_MS = HOUR;
/** Later than every event, so that no event counts as coming from the future. */
const CLOCK = { now: () => Date.UTC(2026, 2, 4) };

function declare(name: string, key: string, more: Partial<CounterDecl> = {}): CounterDecl {
  return {
    name,
    on: ["comment.created", "post.created"],
    key,
    value: undefined,
    where: undefined,
    windowMs: 24 * HOUR,
    cap: 1_000,
    doc: undefined,
    origin: ORIGIN,
    ...more,
  };
}

/** Sorted by name, as in a loaded policy. */
export const COUNTERS: readonly CounterDecl[] = [
  declare("group-posts", "item.group"),
  declare("link-posts", "actor.id", { where: "size(text.urls) > 0" }),
  declare("network-accounts", "context.networkHash", { value: "actor.id", windowMs: 6 * HOUR }),
  declare("network-posts", "context.networkHash"),
  declare("posts", "actor.id"),
];
const [GROUP_POSTS, LINK_POSTS, NETWORK_ACCOUNTS, NETWORK_POSTS, POSTS] = [0, 1, 2, 3, 4];

/** Something that a condition can read of a counter. */
export interface Reading {
  readonly counter: number;
  readonly fn: "count" | "distinct";
  readonly window: string;
  readonly windowMs: number;
  readonly key: (facts: EventFacts) => string;
}

const byAccount = (facts: EventFacts): string => facts.actor.id;
const byGroup = (facts: EventFacts): string => facts.item.group;
const byNetwork = (facts: EventFacts): string => facts.network;

export const READINGS: readonly Reading[] = [
  { counter: POSTS, fn: "count", window: "1m", windowMs: HOUR / 60, key: byAccount },
  { counter: POSTS, fn: "count", window: "10m", windowMs: HOUR / 6, key: byAccount },
  { counter: POSTS, fn: "count", window: "1h", windowMs: HOUR, key: byAccount },
  { counter: POSTS, fn: "count", window: "24h", windowMs: 24 * HOUR, key: byAccount },
  { counter: LINK_POSTS, fn: "count", window: "10m", windowMs: HOUR / 6, key: byAccount },
  { counter: LINK_POSTS, fn: "count", window: "24h", windowMs: 24 * HOUR, key: byAccount },
  { counter: GROUP_POSTS, fn: "count", window: "10m", windowMs: HOUR / 6, key: byGroup },
  { counter: NETWORK_POSTS, fn: "count", window: "10m", windowMs: HOUR / 6, key: byNetwork },
  { counter: NETWORK_ACCOUNTS, fn: "distinct", window: "1h", windowMs: HOUR, key: byNetwork },
];

/** The reading as a condition of ours writes it. */
export function readingSource({ counter, fn, window }: Reading): string {
  const decl = COUNTERS[counter] as CounterDecl;
  const value = fn === "distinct" ? `, ${decl.value}` : "";
  return `${fn}("${decl.name}", ${decl.key}${value}, "${window}")`;
}

/** A store that can be emptied when the list of events starts again. */
export class ResettableCounters implements CounterStore {
  #store = createStore();

  reset(): void {
    this.#store = createStore();
  }
  admit(eventKey: string, timeMs: number): ReturnType<CounterStore["admit"]> {
    return this.#store.admit(eventKey, timeMs);
  }
  add(counter: number, timeMs: number, key: string, value: string | undefined): void {
    this.#store.add(counter, timeMs, key, value);
  }
  count(counter: number, key: string, windowMs: number, timeMs: number): number {
    return this.#store.count(counter, key, windowMs, timeMs);
  }
  distinct(counter: number, key: string, windowMs: number, timeMs: number): number {
    return this.#store.distinct(counter, key, windowMs, timeMs);
  }
  stats(): ReturnType<CounterStore["stats"]> {
    return this.#store.stats();
  }
}

function createStore(): CounterStore {
  return createMemoryCounters(COUNTERS, { clock: CLOCK, latenessMs: LATENESS_MS });
}

/** Counts an event for an engine that has no counters of its own: the same keys as the declarations above. */
export function countEvent(store: CounterStore, facts: EventFacts): void {
  const { event, timeMs } = facts;
  if (store.admit(`${event.source}\n${event.id}`, timeMs) !== "counted") return;
  const account = facts.actor.id;
  const { network } = facts;
  store.add(GROUP_POSTS, timeMs, facts.item.group, undefined);
  if (facts.urlCount > 0) store.add(LINK_POSTS, timeMs, account, undefined);
  store.add(NETWORK_ACCOUNTS, timeMs, network, account);
  store.add(NETWORK_POSTS, timeMs, network, undefined);
  store.add(POSTS, timeMs, account, undefined);
}
