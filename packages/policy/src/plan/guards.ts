/**
 * Guards: a part of a condition as the range in which one number of the event has to lie. Reading two numbers and comparing
 * them is a fraction of evaluating the part, and turns away most of the candidates that an index leads to.
 *
 * A guard is *necessary*, as an access path is: whenever its part is true or an error, it lets pass. Where its path is exact
 * and the value a number, letting pass proves the part.
 */
import { type Frame, isCelError } from "@evenhand/cel";
import type { Access, AccessPath, BoundPath, EqualPath, TruePath } from "./access-paths.js";
import { indexKey } from "./make-index.js";
import { toNumber } from "./numbers.js";

/** The paths that can be told by one number: for equality of texts, by the number that the text is given here. */
export type GuardPath = EqualPath | BoundPath | TruePath;

/** A value of the event lies in [low, high], or the part that it guards is false. */
export interface Guard {
  readonly slot: number;
  readonly low: number;
  readonly high: number;
}

type Run = (frame: Frame) => unknown;
type ToNumber = (value: unknown) => number;

/** The guard of a part that is reached in one way and by one value, or undefined. */
export function guardPath({ paths }: Access): GuardPath | undefined {
  const [path] = paths;
  if (path === undefined || paths.length > 1) return undefined;
  if (path.kind === "equal") return path.values.length === 1 ? path : undefined;
  return path.kind === "bound" || path.kind === "true" ? path : undefined;
}

/** The slot of what has no guard: its number is always 0, and in range. */
export const NO_GUARD: Guard = { slot: 0, low: 0, high: 0 };

/** Gives each guarded value its place among the numbers of an event. */
export class GuardSlots {
  readonly #slots = new Map<string, { slot: number; run: Run; toNumber: ToNumber }>();
  readonly #texts = new Map<string, number>();

  /** @param subject the closure behind the path's subject */
  add(path: GuardPath, subject: () => Run): Guard {
    const key = indexKey(path);
    let place = this.#slots.get(key);
    if (place === undefined) {
      place = { slot: this.#slots.size + 1, run: subject(), toNumber: this.#converter(path) };
      this.#slots.set(key, place);
    }
    const { slot } = place;
    if (path.kind === "bound") {
      return path.side === "above"
        ? { slot, low: path.bound, high: Infinity }
        : { slot, low: -Infinity, high: path.bound };
    }
    const wanted = path.kind === "true" ? 1 : this.#numberOf(path.values[0]);
    return { slot, low: wanted, high: wanted };
  }

  /** The numbers of one event at a time. */
  values(): GuardValues {
    return new GuardValues([...this.#slots.values()]);
  }

  #numberOf(value: string | number | boolean | undefined): number {
    if (typeof value !== "string") return Number(value);
    const known = this.#texts.get(value) ?? this.#texts.size + 1;
    this.#texts.set(value, known);
    return known;
  }

  #converter({ kind }: AccessPath): ToNumber {
    const texts = this.#texts;
    if (kind === "bound") return (value) => toNumber(value) ?? Number.NaN;
    return (value) => {
      if (typeof value === "string") return texts.get(value) ?? 0;
      if (typeof value === "boolean") return Number(value);
      return isCelError(value) ? Number.NaN : (toNumber(value) ?? Number.NaN);
    };
  }
}

/** The numbers of one event, each worked out when it is first asked for. NaN: not yet read, or no number. */
export class GuardValues {
  readonly numbers: Float64Array;
  readonly #readers: readonly { readonly run: Run; readonly toNumber: ToNumber }[];
  readonly #read: Uint8Array;

  constructor(readers: readonly { readonly run: Run; readonly toNumber: ToNumber }[]) {
    this.#readers = readers;
    this.numbers = new Float64Array(readers.length + 1);
    this.#read = new Uint8Array(readers.length + 1);
  }

  /** Forgets the event before. */
  start(): void {
    this.numbers.fill(Number.NaN, 1);
    this.#read.fill(0);
  }

  /** Works out a number that reads as NaN; NaN again where the value is an error or none. */
  read(slot: number, frame: Frame): number {
    if (this.#read[slot] === 1) return Number.NaN;
    this.#read[slot] = 1;
    const reader = this.#readers[slot - 1];
    if (reader === undefined) throw new RangeError(`There is no guard ${slot}`);
    frame.cost = 0;
    return (this.numbers[slot] = reader.toNumber(reader.run(frame)));
  }
}
