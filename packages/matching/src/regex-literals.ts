/** What has to stand in a text for a regular expression to match anywhere in it. */
import type { RegexNode } from "./regex-syntax.js";

/** In every match, one of these texts stands. */
export interface LiteralSet {
  readonly texts: readonly string[];
  /** How many code units of the match stand before it, at least and at most (`Infinity` where there is no bound). */
  readonly before: Width;
}

/** Code units, at least and at most. */
interface Width {
  readonly min: number;
  readonly max: number;
}

/** Texts of a set at most. */
const MAX_SET = 64;
/** Code units of a text of a set at most; a part of a longer one is looked for. */
const MAX_LITERAL = 64;
/** Sets that are looked for at most: more prove little more. */
const MAX_SETS = 4;

interface Known {
  /** All that the part matches, where that is few texts. */
  readonly exact: readonly string[] | undefined;
  /** Sets of which each has one text in every match of the part; what `exact` says is not among them. */
  readonly sets: readonly LiteralSet[];
  /** How long its matches are. */
  readonly width: Width;
}

const NONE: Width = { min: 0, max: 0 };
const EMPTY: Known = { exact: [""], sets: [], width: NONE };

/** The sets of an expression, the most telling first. Empty where the expression needs no text of use. */
export function requiredLiterals(node: RegexNode): readonly LiteralSet[] {
  const distinct = new Map<string, LiteralSet>();
  for (const set of setsOf(know(node))) {
    const key = JSON.stringify(set.texts);
    if (!distinct.has(key)) distinct.set(key, set);
  }
  return [...distinct.values()].sort((a, b) => worth(b.texts) - worth(a.texts)).slice(0, MAX_SETS);
}

/** The code units of the longest match; Infinity where there is no longest. */
export function longestMatch(node: RegexNode): number {
  return know(node).width.max;
}

function know(node: RegexNode): Known {
  switch (node.kind) {
    case "text":
      return { exact: [node.text], sets: [], width: { min: node.text.length, max: node.text.length } };
    case "class": {
      const { members } = node.of;
      const lengths = members?.map((member) => member.length) ?? [1, 2];
      return { exact: members, sets: [], width: { min: Math.min(...lengths), max: Math.max(...lengths) } };
    }
    case "assert":
      return EMPTY;
    case "all":
      return knowAll(node.nodes.flatMap(knowParts));
    case "any":
      return knowAny(node.nodes.map(know));
    case "repeat":
      return knowAll(knowParts(node));
  }
}

function plus(a: Width, b: Width): Width {
  return { min: a.min + b.min, max: a.max + b.max };
}

function widest(widths: readonly Width[]): Width {
  return {
    min: Math.min(...widths.map((width) => width.min)),
    max: Math.max(...widths.map((width) => width.max)),
  };
}

/** One part after the other: texts grow together for as long as they are few. */
function knowAll(parts: readonly Known[]): Known {
  const sets: LiteralSet[] = [];
  let grown: readonly string[] = [""];
  let grownAt = NONE;
  let at = NONE;
  let whole = true;
  for (const { exact, sets: inner, width } of parts) {
    for (const { texts, before } of inner) sets.push({ texts, before: plus(at, before) });
    const product = exact === undefined ? undefined : times(grown, exact);
    if (product === undefined) {
      whole = false;
      sets.push(...usable(grown, grownAt));
      grown = exact ?? [""];
      grownAt = exact === undefined ? plus(at, width) : at;
    } else grown = product;
    at = plus(at, width);
  }
  if (whole) return { exact: grown, sets, width: at };
  return { exact: undefined, sets: [...sets, ...usable(grown, grownAt)], width: at };
}

/** One of the parts: a text of each has to be looked for. */
function knowAny(parts: readonly Known[]): Known {
  const width = widest(parts.map((part) => part.width));
  if (parts.every((part) => part.exact !== undefined)) {
    const union = [...new Set(parts.flatMap((part) => part.exact!))];
    // What is exact and more than that is lost with the union, and so is nothing that a search needs.
    if (union.length <= MAX_SET) return { exact: union, sets: [], width };
  }
  const union = new Set<string>();
  const befores: Width[] = [];
  for (const part of parts) {
    const best = setsOf(part).toSorted((a, b) => worth(b.texts) - worth(a.texts))[0];
    if (best === undefined) return { exact: undefined, sets: [], width };
    for (const text of best.texts) union.add(text);
    befores.push(best.before);
  }
  if (union.size > MAX_SET) return { exact: undefined, sets: [], width };
  return { exact: undefined, sets: [{ texts: [...union], before: widest(befores) }], width };
}

/** What is repeated, as its least turns and then whatever else: what stands before grows on into the first. */
function knowParts(node: RegexNode): readonly Known[] {
  if (node.kind !== "repeat") return [know(node)];
  const { min, max } = node;
  const once = know(node.node);
  if (max === 0) return [EMPTY];
  const more = (turns: number): Width => ({ min: 0, max: once.width.max === 0 ? 0 : once.width.max * turns });
  if (min === 0) {
    const optional = max === 1 && (once.exact?.length ?? MAX_SET) < MAX_SET ? once.exact : undefined;
    return [{ exact: optional && [...new Set([...optional, ""])], sets: [], width: more(max) }];
  }
  // Turns beyond the longest literal say nothing more.
  const count = Math.min(min, MAX_LITERAL);
  const turns = Array.from({ length: count }, () => once);
  if (min === max && count === min) return turns;
  const rest = { min: once.width.min * (min - count), max: more(max - count).max };
  return [...turns, { exact: undefined, sets: [], width: rest }];
}

function times(left: readonly string[], right: readonly string[]): readonly string[] | undefined {
  if (left.length * right.length > MAX_SET) return undefined;
  const product = new Set<string>();
  for (const a of left) {
    for (const b of right) {
      if (a.length + b.length > MAX_LITERAL) return undefined;
      product.add(a + b);
    }
  }
  return [...product];
}

/** Every set that a part has, with what it is exactly. */
function setsOf({ exact, sets }: Known): readonly LiteralSet[] {
  return [...sets, ...usable(exact ?? [], NONE)];
}

/** Texts that may be empty prove nothing. */
function usable(texts: readonly string[], before: Width): readonly LiteralSet[] {
  if (texts.length === 0 || texts.includes("")) return [];
  const cut = [...new Set(texts.map((text) => text.slice(0, MAX_LITERAL)))];
  // Where a text stands, so does each that it holds, a little further on.
  let further = 0;
  const least = cut.filter((text) => {
    const held = cut.find((other) => other !== text && text.includes(other));
    if (held !== undefined) further = Math.max(further, text.length);
    return held === undefined;
  });
  return [{ texts: least, before: { min: before.min, max: before.max + further } }];
}

/** Long texts and few of them are rare. */
function worth(texts: readonly string[]): number {
  return Math.min(...texts.map(weight)) - Math.log2(texts.length) / 4;
}

/** Code units, of which those outside ASCII say more. */
function weight(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum += text.charCodeAt(i) > 127 ? 2 : 1;
  return sum;
}

/** Whether a set is rare enough to lead to its rule: nothing in it is a single ASCII character or a run of blanks. */
export function isTelling({ texts }: LiteralSet): boolean {
  return texts.every((text) => weight(text.trim()) >= 2);
}
