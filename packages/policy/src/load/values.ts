/** Readers of single values. Each reports what is wrong and returns undefined then. */
import { isMap, isScalar, isSeq } from "yaml";
import { meantFor } from "./did-you-mean.js";
import { shorten } from "../text/shorten.js";
import { parseWindow } from "../text/window.js";
import type { LoadCode } from "./problem-codes.js";
import type { ProblemSink } from "./problem-sink.js";
import { childOf, originOf, type Value } from "./yaml-file.js";

/** Longest text of any value, in UTF-16 units. */
const MAX_TEXT = 50_000;
const DAY = 86_400_000;

/** What a value is, in the words of a message. */
export function describe(value: Value): string {
  const { node } = value;
  if (isMap(node)) return "a mapping";
  if (isSeq(node)) return "a list";
  if (!isScalar(node)) return "something else";
  const { value: scalar } = node;
  if (scalar === null) return "empty";
  if (typeof scalar === "string") return quote(scalar);
  return typeof scalar === "number" || typeof scalar === "boolean" ? `${scalar}` : "something else";
}

/** A piece of the author's text in a message: short, on one line, in quotes. */
export function quote(text: string): string {
  return JSON.stringify(shorten(text, 60));
}

function refuse(value: Value, sink: ProblemSink, takes: string, code: LoadCode = "EH_POLICY_VALUE"): undefined {
  sink.error(code, originOf(value), `${value.label} must be ${takes}; here it is ${describe(value)}.`);
  return undefined;
}

/** A text of one or more lines, not empty. Numbers and booleans need quotes. */
export function readText(value: Value, sink: ProblemSink, max = MAX_TEXT): string | undefined {
  const { node } = value;
  if (!isScalar(node) || typeof node.value !== "string") {
    const hint = isScalar(node) && node.value !== null ? " (put it in quotes)" : "";
    return refuse(value, sink, `a text${hint}`);
  }
  if (node.value.trim() === "") return refuse(value, sink, "a text that is not empty");
  if (node.value.length > max) return refuse(value, sink, `a text of at most ${max} characters`);
  return node.value.trim();
}

/** A whole number within bounds. */
export function readInteger(value: Value, sink: ProblemSink, min: number, max: number): number | undefined {
  const { node } = value;
  if (isScalar(node) && typeof node.value === "number" && Number.isSafeInteger(node.value)) {
    if (node.value >= min && node.value <= max) return node.value;
  }
  return refuse(value, sink, `a whole number from ${min} to ${max}`);
}

export function readBoolean(value: Value, sink: ProblemSink): boolean | undefined {
  const { node } = value;
  return isScalar(node) && typeof node.value === "boolean" ? node.value : refuse(value, sink, "true or false");
}

/** One of a few words. */
export function readWord<T extends string>(
  value: Value,
  sink: ProblemSink,
  words: readonly T[],
  code: LoadCode = "EH_POLICY_VALUE",
): T | undefined {
  const { node } = value;
  const word = isScalar(node) && typeof node.value === "string" ? node.value : undefined;
  const found = words.find((candidate) => candidate === word);
  if (found !== undefined) return found;
  const meant = word === undefined ? undefined : meantFor(word, words);
  const hint = meant === undefined ? ` It takes ${words.join(", ")}.` : ` Did you mean \`${meant}\`?`;
  sink.error(code, originOf(value), `${value.label} cannot be ${describe(value)}.${hint}`);
  return undefined;
}

/** Milliseconds of a length of time such as `10m` or `90d`. */
export function readDuration(value: Value, sink: ProblemSink, maxDays: number): number | undefined {
  const { node } = value;
  const ms = isScalar(node) && typeof node.value === "string" ? parseWindow(node.value) : undefined;
  if (ms === undefined) {
    const takes = 'a whole number and a unit s, m, h, d or w, such as "10m" or "90d"';
    return refuse(value, sink, takes, "EH_POLICY_DURATION");
  }
  if (ms <= maxDays * DAY) return ms;
  return refuse(value, sink, `at most ${maxDays}d`, "EH_POLICY_DURATION");
}

/** The elements of a list, or undefined where it is none. */
export function readList(value: Value, sink: ProblemSink, max = 100_000): readonly Value[] | undefined {
  const { node } = value;
  if (!isSeq(node)) return refuse(value, sink, "a list");
  if (node.items.length > max) return refuse(value, sink, `a list of at most ${max} entries`);
  return node.items.map((item) => childOf(value, item, value.label));
}

/** A list of texts, each read by `read`; what is wrong is left out. */
export function readEach<T>(value: Value, sink: ProblemSink, read: (item: Value) => T | undefined): T[] | undefined {
  return readList(value, sink)?.flatMap((item) => read(item) ?? []);
}

const ID = /^[a-z][a-z0-9_-]{0,63}$/;
export const ID_FORM = "a lower-case letter followed by lower-case letters, digits, - and _ (64 at most)";

/** Whether a word can be an id of a rule, detector, counter, queue, level or bank. */
export function isId(word: string): boolean {
  return ID.test(word);
}

export function readId(value: Value, sink: ProblemSink): string | undefined {
  const { node } = value;
  if (isScalar(node) && typeof node.value === "string" && isId(node.value)) return node.value;
  return refuse(value, sink, ID_FORM, "EH_POLICY_ID");
}
