/** Regular expressions as programs for the machine of Thompson and Pike (see Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009). */
import type { CharClass } from "./regex-class.js";
import type { Assertion, RegexNode } from "./regex-syntax.js";

/** What an instruction does. */
export const CHARACTER = 0;
export const CLASS = 1;
/** Goes on at the next instruction, and then, with less right, at `x`. */
export const TRY_NEXT = 2;
/** Goes on at `x`, and then, with less right, at the next instruction. */
export const TRY_OTHER = 3;
export const JUMP = 4;
export const ASSERT = 5;
export const MATCH = 6;

export const ASSERTIONS: readonly Assertion[] = [
  "textStart",
  "textEnd",
  "lineStart",
  "lineEnd",
  "boundary",
  "noBoundary",
];

/** Instructions side by side: what it does, and `x`: a code point, the index of a class, of an assertion, or of an instruction. */
export interface RegexProgram {
  readonly ops: Uint8Array;
  readonly xs: Int32Array;
  readonly classes: readonly CharClass[];
}

/** The code points with which a match may begin. */
export interface FirstCharacters {
  /** Per ASCII character, 1 where a match may begin with it. */
  readonly ascii: Uint8Array;
  /** Whether it may begin with any other. */
  readonly others: boolean;
}

/** Where no match is empty. */
export function firstCharacters({ ops, xs, classes }: RegexProgram): FirstCharacters {
  const ascii = new Uint8Array(128);
  let others = false;
  const seen = new Set<number>();
  const open = [0];
  for (let pc = open.pop(); pc !== undefined; pc = open.pop()) {
    if (seen.has(pc)) continue;
    seen.add(pc);
    const x = xs[pc]!;
    switch (ops[pc]) {
      case CHARACTER:
        if (x < 128) ascii[x] = 1;
        else others = true;
        break;
      case CLASS:
        for (let unit = 0; unit < 128; unit++) if (classes[x]!.has(unit)) ascii[unit] = 1;
        others = true;
        break;
      case JUMP:
        open.push(x);
        break;
      case MATCH:
        break;
      default:
        open.push(pc + 1);
        if (ops[pc] !== ASSERT) open.push(x);
    }
  }
  return { ascii, others };
}

/** Instructions at most: a text's time with a rule is the product of both. */
export const MAX_INSTRUCTIONS = 2_000;

/** The program of an expression; undefined where it would have more than `MAX_INSTRUCTIONS`. */
export function compileProgram(node: RegexNode): RegexProgram | undefined {
  const ops: number[] = [];
  const xs: number[] = [];
  const classes: CharClass[] = [];
  const emit = (op: number, x = 0): number => {
    if (ops.length >= MAX_INSTRUCTIONS) throw new TooLarge();
    xs.push(x);
    return ops.push(op) - 1;
  };

  const put = (part: RegexNode): void => {
    switch (part.kind) {
      case "text":
        for (const character of part.text) emit(CHARACTER, character.codePointAt(0));
        return;
      case "class":
        emit(CLASS, classes.push(part.of) - 1);
        return;
      case "assert":
        emit(ASSERT, ASSERTIONS.indexOf(part.what));
        return;
      case "all":
        for (const inner of part.nodes) put(inner);
        return;
      case "any":
        putBranches(part.nodes);
        return;
      case "repeat":
        for (let i = 0; i < part.min; i++) put(part.node);
        if (part.max === Infinity) putLoop(part.node, part.lazy);
        else putOptional(part.node, part.max - part.min, part.lazy);
    }
  };

  const putBranches = (nodes: readonly RegexNode[]): void => {
    const ends: number[] = [];
    for (const [index, branch] of nodes.entries()) {
      const last = index === nodes.length - 1;
      const choice = last ? -1 : emit(TRY_NEXT);
      put(branch);
      if (last) break;
      ends.push(emit(JUMP));
      xs[choice] = ops.length;
    }
    for (const end of ends) xs[end] = ops.length;
  };

  /** Up to `count` more, each within the one before. */
  const putOptional = (inner: RegexNode, count: number, lazy: boolean): void => {
    const choices: number[] = [];
    for (let i = 0; i < count; i++) {
      choices.push(emit(lazy ? TRY_OTHER : TRY_NEXT));
      put(inner);
    }
    for (const choice of choices) xs[choice] = ops.length;
  };

  /** Any number more. What may be empty is (x+)? and not x*, so that an empty turn ends the loop. */
  const putLoop = (inner: RegexNode, lazy: boolean): void => {
    const choice = emit(lazy ? TRY_OTHER : TRY_NEXT);
    const start = ops.length;
    put(inner);
    if (mayBeEmpty(inner)) emit(lazy ? TRY_NEXT : TRY_OTHER, start);
    else emit(JUMP, choice);
    xs[choice] = ops.length;
  };

  try {
    put(node);
    emit(MATCH);
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
  return { ops: Uint8Array.from(ops), xs: Int32Array.from(xs), classes };
}

class TooLarge extends Error {}

function mayBeEmpty(node: RegexNode): boolean {
  switch (node.kind) {
    case "text":
      return node.text === "";
    case "class":
      return false;
    case "assert":
      return true;
    case "all":
      return node.nodes.every(mayBeEmpty);
    case "any":
      return node.nodes.some(mayBeEmpty);
    case "repeat":
      return node.min === 0 || mayBeEmpty(node.node);
  }
}
