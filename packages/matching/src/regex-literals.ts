/** What has to stand in a text for a regular expression to match anywhere in it. */
import type { RegexNode } from "./regex-syntax.js";

/** In every match, one of these texts stands. */
export type LiteralSet = readonly string[];

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
}

const NOTHING: Known = { exact: undefined, sets: [] };
const EMPTY: Known = { exact: [""], sets: [] };

/** The sets of an expression, the most telling first. Empty where the expression needs no text of use. */
export function requiredLiterals(node: RegexNode): readonly LiteralSet[] {
  const distinct = new Map(setsOf(know(node)).map((set) => [JSON.stringify(set), set]));
  return [...distinct.values()].sort((a, b) => worth(b) - worth(a)).slice(0, MAX_SETS);
}

/** The code units of the longest match; Infinity where there is no longest. */
export function longestMatch(node: RegexNode): number {
  switch (node.kind) {
    case "text":
      return node.text.length;
    case "class":
      return node.of.members?.every((member) => member.length === 1) === true ? 1 : 2;
    case "assert":
      return 0;
    case "all":
      return node.nodes.reduce((sum, inner) => sum + longestMatch(inner), 0);
    case "any":
      return node.nodes.reduce((most, inner) => Math.max(most, longestMatch(inner)), 0);
    case "repeat": {
      const once = longestMatch(node.node);
      return once === 0 ? 0 : once * node.max;
    }
  }
}

function know(node: RegexNode): Known {
  switch (node.kind) {
    case "text":
      return { exact: [node.text], sets: [] };
    case "class":
      return node.of.members === undefined ? NOTHING : { exact: node.of.members, sets: [] };
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

/** One part after the other: texts grow together for as long as they are few. */
function knowAll(parts: readonly Known[]): Known {
  const sets: LiteralSet[] = [];
  let grown: readonly string[] = [""];
  let whole = true;
  for (const { exact, sets: inner } of parts) {
    sets.push(...inner);
    const product = exact === undefined ? undefined : times(grown, exact);
    if (product !== undefined) {
      grown = product;
      continue;
    }
    whole = false;
    sets.push(...usable(grown));
    grown = exact ?? [""];
  }
  if (whole) return { exact: grown, sets };
  return { exact: undefined, sets: [...sets, ...usable(grown)] };
}

/** One of the parts: a text of each has to be looked for. */
function knowAny(parts: readonly Known[]): Known {
  if (parts.every((part) => part.exact !== undefined)) {
    const union = [...new Set(parts.flatMap((part) => part.exact!))];
    // What is exact and more than that is lost with the union, and so is nothing that a search needs.
    if (union.length <= MAX_SET) return { exact: union, sets: [] };
  }
  const union = new Set<string>();
  for (const part of parts) {
    const best = [...setsOf(part)].sort((a, b) => worth(b) - worth(a))[0];
    if (best === undefined) return NOTHING;
    for (const text of best) union.add(text);
  }
  return union.size <= MAX_SET ? { exact: undefined, sets: [[...union]] } : NOTHING;
}

/** What is repeated, as its least turns and then whatever else: what stands before grows on into the first. */
function knowParts(node: RegexNode): readonly Known[] {
  if (node.kind !== "repeat") return [know(node)];
  const { min, max } = node;
  const once = know(node.node);
  if (max === 0) return [EMPTY];
  if (min === 0) {
    const optional = max === 1 && once.exact !== undefined && once.exact.length < MAX_SET;
    return [optional ? { exact: [...new Set([...once.exact, ""])], sets: [] } : NOTHING];
  }
  // Turns beyond the longest literal say nothing more.
  const turns = Array.from({ length: Math.min(min, MAX_LITERAL) }, () => once);
  return min === max && min <= MAX_LITERAL ? turns : [...turns, NOTHING];
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
  return [...sets, ...usable(exact ?? [])];
}

/** Texts that may be empty prove nothing. */
function usable(texts: readonly string[]): readonly LiteralSet[] {
  if (texts.length === 0 || texts.includes("")) return [];
  const cut = [...new Set(texts.map((text) => text.slice(0, MAX_LITERAL)))];
  // Where a text stands, so does each that it holds.
  return [cut.filter((text) => !cut.some((other) => other !== text && text.includes(other)))];
}

/** Long texts and few of them are rare. */
function worth(set: LiteralSet): number {
  return Math.min(...set.map(weight)) - Math.log2(set.length) / 4;
}

/** Code units, of which those outside ASCII say more. */
function weight(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum += text.charCodeAt(i) > 127 ? 2 : 1;
  return sum;
}

/** Whether a set is rare enough to lead to its rule: nothing in it is a single ASCII character or a run of blanks. */
export function isTelling(set: LiteralSet): boolean {
  return set.every((text) => weight(text.trim()) >= 2);
}
