/** Two sources of counts for conditions: the live counters, and the record of an earlier decision. */
import { CelError } from "@evenhand/cel";
import type { CounterStore } from "../counters/counter-store.js";
import type { CounterDecl } from "../model.js";
import { windowMs } from "../text/window.js";
import { counterKey, MAX_KEYS } from "./counter-key.js";
import type { CounterReading } from "./recorded-facts.js";

export interface CounterReader {
  read(fn: "count" | "distinct", counter: number | undefined, key: unknown, window: string): number | CelError;
  readonly readings: readonly CounterReading[];
}

/** Reads the live counters as of one event, and notes every reading once. */
export class LiveReader implements CounterReader {
  readonly #counters: readonly CounterDecl[];
  readonly #store: CounterStore;
  #timeMs = 0;
  #readings: CounterReading[] = [];

  constructor(counters: readonly CounterDecl[], store: CounterStore) {
    this.#counters = counters;
    this.#store = store;
  }

  /** Forgets the readings of the previous event. */
  start(timeMs: number): void {
    this.#timeMs = timeMs;
    this.#readings = [];
  }

  get readings(): readonly CounterReading[] {
    return this.#readings;
  }

  read(fn: "count" | "distinct", counter: number | undefined, key: unknown, window: string): number | CelError {
    const decl = counter === undefined ? undefined : this.#counters[counter];
    const ms = windowMs(window);
    if (counter === undefined || decl === undefined || ms === undefined) return unknownReading(fn);
    if (Array.isArray(key)) return mostOf(key, fn, decl.name, (one) => this.read(fn, counter, one, window));
    const text = counterKey(key);
    if (text === undefined) return key === "" ? 0 : badKey(fn, decl.name);
    for (let i = 0; i < this.#readings.length; i++) {
      const noted = this.#readings[i] as CounterReading;
      // The name is most often told apart without looking at its characters.
      if (noted.name === decl.name && noted.window === window && noted.key === text && noted.fn === fn)
        return noted.value;
    }
    const value =
      fn === "count"
        ? this.#store.count(counter, text, ms, this.#timeMs)
        : this.#store.distinct(counter, text, ms, this.#timeMs);
    this.#readings.push({ fn, name: decl.name, key: text, window, value });
    return value;
  }
}

/** Gives back what a record holds; a reading that it lacks is an error, never a zero. */
export class RecordedReader implements CounterReader {
  readonly #counters: readonly CounterDecl[];
  readonly readings: readonly CounterReading[];

  constructor(counters: readonly CounterDecl[], readings: readonly CounterReading[]) {
    this.#counters = counters;
    this.readings = readings;
  }

  read(fn: "count" | "distinct", counter: number | undefined, key: unknown, window: string): number | CelError {
    const decl = counter === undefined ? undefined : this.#counters[counter];
    if (decl === undefined) return unknownReading(fn);
    if (Array.isArray(key)) return mostOf(key, fn, decl.name, (one) => this.read(fn, counter, one, window));
    const text = counterKey(key);
    if (text === undefined) return key === "" ? 0 : badKey(fn, decl.name);
    return this.#find(fn, decl.name, text, window);
  }

  #find(fn: "count" | "distinct", name: string, key: string, window: string): number | CelError {
    const noted = this.readings.find(
      (reading) => reading.fn === fn && reading.name === name && reading.key === key && reading.window === window,
    );
    return (
      noted?.value ??
      new CelError("EH_REPLAY_READING", `The record holds no ${fn} of "${name}" under this key and window`)
    );
  }
}

/** The largest reading under any of several keys; 0 where there are none. */
function mostOf(
  keys: readonly unknown[],
  fn: string,
  name: string,
  read: (key: unknown) => number | CelError,
): number | CelError {
  if (keys.length > MAX_KEYS) return badKey(fn, name);
  let most = 0;
  for (const key of keys) {
    // A list in a list is no key.
    const value = Array.isArray(key) ? badKey(fn, name) : read(key);
    if (typeof value !== "number") return value;
    if (value > most) most = value;
  }
  return most;
}

function unknownReading(fn: string): CelError {
  return new CelError("EH_COUNTER_UNKNOWN", `${fn}() names no declared counter and window`);
}

function badKey(fn: string, name: string): CelError {
  return new CelError(
    "EH_COUNTER_KEY",
    `${fn}("${name}", …): a key is a string, a whole number or a boolean, or a list of at most ${MAX_KEYS} of them`,
  );
}
