import { closest, DYN, type FunctionDecl, INT, listOf, STRING } from "@evenhand/cel";
import { MAX_SHINGLED, NEAR_KEYS, nearKeys } from "@evenhand/matching";

import { parseWindow } from "../text/window.js";
import type { CounterDecl } from "../model.js";
import type { Host } from "./host.js";

/** 32 hashes for each shingle of a text, of which there are at most MAX_SHINGLED. */
function nearCost(sizes: readonly number[]): number {
  return 200 + 6 * Math.min(MAX_SHINGLED, Math.max(...sizes, 1));
}

/** Reading a window is a binary search (`count`) or a walk over at most `cap` entries (`distinct`). */
const COUNT_COST = 20;

/**
 * `count(name, key, window)` and `distinct(name, key, value, window)`.
 *
 * `value` stands in the condition so that it can be read on its own; it must be the expression that the counter was declared
 * with, which `compilePolicy` checks.
 */
export function counterFunctions(counters: readonly CounterDecl[]): readonly FunctionDecl[] {
  const maxCap = counters.reduce((max, counter) => Math.max(max, counter.cap), 1);
  const indexOf = new Map(counters.map((counter, index) => [counter.name, index]));
  return [
    {
      name: "near",
      params: [STRING],
      result: listOf(STRING),
      maxResultSize: NEAR_KEYS,
      doc: "Keys that near-duplicates of the text share: a counter with near(text.body) as its key counts copies, also such as were changed a little.",
      tier: "costly",
      maxCost: nearCost,
      call: (frame, [text]) => (frame.charge(nearCost([(text as string).length])) ? nearKeys(text as string) : []),
    },
    {
      name: "count",
      params: [STRING, DYN, STRING],
      result: INT,
      doc: "How many events the counter has under this key in the window that ends with this event; of a list of keys, the largest count.",
      tier: "cheap",
      maxCost: () => COUNT_COST,
      checkLiterals: ([name, , window]) => checkCounter(counters, name, window, 2, false),
      call: (frame, [name, key, window]) => {
        frame.charge(COUNT_COST * readingsOf(key));
        return (frame.host as Host).count(indexOf.get(name as string), key, window as string);
      },
    },
    {
      name: "distinct",
      params: [STRING, DYN, DYN, STRING],
      result: INT,
      doc: "How many different values the counter has under this key in the window that ends with this event.",
      tier: "cheap",
      maxCost: () => maxCap,
      checkLiterals: ([name, , , window]) => checkCounter(counters, name, window, 3, true),
      call: (frame, [name, key, , window]) => {
        const index = indexOf.get(name as string);
        frame.charge(readingsOf(key) * (index === undefined ? 1 : (counters[index] as CounterDecl).cap));
        return (frame.host as Host).distinct(index, key, window as string);
      },
    },
  ];
}

/** A list of keys is read key by key. */
function readingsOf(key: unknown): number {
  return Array.isArray(key) ? Math.max(1, key.length) : 1;
}

function checkCounter(
  counters: readonly CounterDecl[],
  name: unknown,
  window: unknown,
  windowArgument: number,
  distinct: boolean,
): ReturnType<NonNullable<FunctionDecl["checkLiterals"]>> {
  if (typeof name !== "string") return { argument: 0, message: "Write the counter's name as a literal." };
  const counter = counters.find((candidate) => candidate.name === name);
  if (counter === undefined) {
    const suggestion = closest(
      name,
      counters.map((candidate) => candidate.name),
    );
    return {
      argument: 0,
      message: `There is no counter "${name}". Declare it under counters: in evenhand.yaml.`,
      ...(suggestion === undefined ? {} : { suggestion }),
    };
  }
  if (distinct && counter.value === undefined) {
    return { argument: 0, message: `The counter "${name}" has no value: to tell apart; add one, or use count().` };
  }
  if (typeof window !== "string")
    return { argument: windowArgument, message: 'Write the window as a literal such as "10m".' };
  const ms = parseWindow(window);
  if (ms === undefined)
    return {
      argument: windowArgument,
      message: `"${window}" is no window; write a number and s, m, h, d or w, such as "10m".`,
    };
  if (ms > counter.windowMs) {
    return {
      argument: windowArgument,
      message: `The counter "${name}" keeps a shorter window than "${window}"; raise its window: in evenhand.yaml.`,
    };
  }
  return undefined;
}
