/**
 * What is usual in the forum, measured on a sample of its events, so that detectors can be as rare as real ones are: a
 * threshold is put where a wanted share of events lies beyond it.
 */
import type { Event } from "@evenhand/contract";
import { EventFacts } from "../facts/event-facts.js";
import { countEvent, READINGS, ResettableCounters } from "../facts/counters.js";
import { flatName, readerOf } from "../facts/fields.js";
import type { NumberField, ReadingField, TextField } from "./condition.js";

/** Values per field that linear conditions are fitted to: sorting more for every detector would take minutes. */
const FITTED = 1_000;

const NUMBERS: readonly NumberField[] = [
  "actor.ageHours",
  "actor.followers",
  "actor.following",
  "actor.posts",
  "item.reach",
  "text.words",
  "text.length",
  "text.urlCount",
  "text.bodySize",
  "text.titleSize",
];
const TEXTS: readonly TextField[] = [
  "actor.handle",
  "actor.locale",
  "actor.kind",
  "item.group",
  "item.surface",
  "item.kind",
  "context.networkHash",
  "text.lang",
];

export interface Bound {
  readonly value: number;
  /** Share of the sample beyond it. */
  readonly share: number;
}

export interface Statistics {
  /** The whole number that a share of about `share` of the events lies above (or below). */
  bound(field: NumberField | ReadingField, op: "<" | ">", share: number): Bound;
  /**
   * The offset that a share of about `share` of the events exceeds, of what `gap` makes of their numbers; where that is
   * rarer than the sample can tell, one that no event of the sample reaches, as far beyond as `beyond` (0 to 1) says.
   */
  offset(gap: (read: (field: NumberField) => number) => number, share: number, beyond: number): number;
  /** Values of a field with their share of the sample, the commonest first. */
  values(field: TextField): readonly { readonly value: string; readonly share: number }[];
}

export function measure(events: readonly Event[]): Statistics {
  const counters = new ResettableCounters();
  const fields = [...NUMBERS, ...READINGS.map((_, reading): ReadingField => ({ reading }))];
  const numbers = fields.map((field) => ({ name: flatName(field), read: readerOf(field), values: [] as number[] }));
  const texts = TEXTS.map((field) => ({ field, read: readerOf(field), counts: new Map<string, number>() }));
  for (const event of events) {
    const facts = new EventFacts(event, counters);
    countEvent(counters, facts);
    for (const { read, values } of numbers) values.push(read(facts) as number);
    for (const { read, counts } of texts) {
      const value = read(facts) as string;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  const inOrder = new Map(numbers.map(({ name, values }) => [name, values]));
  const sorted = new Map(numbers.map(({ name, values }) => [name, Float64Array.from(values).sort()]));
  const shares = new Map(texts.map(({ field, counts }) => [field, byShare(counts, events.length)]));
  const step = Math.max(1, Math.floor(events.length / FITTED));
  return {
    bound: (field, op, share) => boundAt(sorted.get(flatName(field)) as Float64Array, op, share),
    offset(gap, share, beyond) {
      const gaps = new Float64Array(Math.floor(events.length / step));
      let at = 0;
      const read = (field: NumberField): number => (inOrder.get(flatName(field)) as number[])[at] as number;
      for (let i = 0; i < gaps.length; i++, at += step) gaps[i] = gap(read);
      gaps.sort();
      const { value } = boundAt(gaps, ">", share);
      if (share * gaps.length > 2) return value;
      return Math.ceil(value + (value - boundAt(gaps, ">", 0.1).value) * (0.1 + 2 * beyond));
    },
    values: (field) => shares.get(field) ?? [],
  };
}

function byShare(counts: ReadonlyMap<string, number>, total: number): { value: string; share: number }[] {
  return [...counts]
    .map(([value, count]) => ({ value, share: count / total }))
    .sort((a, b) => b.share - a.share || (a.value < b.value ? -1 : 1));
}

function boundAt(sorted: Float64Array, op: "<" | ">", share: number): Bound {
  const count = sorted.length;
  const beyond = Math.min(count - 1, Math.max(0, Math.round(share * count)));
  if (op === ">") {
    const value = Math.floor(sorted[count - 1 - beyond] as number);
    return { value, share: (count - firstAbove(sorted, value)) / count };
  }
  const value = Math.max(1, Math.ceil(sorted[beyond] as number));
  return { value, share: firstAbove(sorted, value - Number.EPSILON * value) / count };
}

function firstAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
