/**
 * The skeleton of UTS #39 (Unicode Security Mechanisms), section 4: two texts are confusable when their skeletons are the
 * same. A skeleton is for comparison only: it turns m into rn, and 1 and I into l.
 */
import { classOf, IGNORABLE } from "../characters.js";
import { MAPPINGS, TARGETS } from "./confusables-data.js";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Reads the numbers that scripts/confusables.mjs writes: five bits a digit, the lowest first; the sixth bit says that more follow. */
class Numbers {
  readonly #digits: string;
  #at = 0;

  constructor(digits: string) {
    this.#digits = digits;
  }

  get done(): boolean {
    return this.#at >= this.#digits.length;
  }

  next(): number {
    let number = 0;
    for (let weight = 1; ; weight *= 32) {
      const digit = DIGITS.indexOf(this.#digits.charAt(this.#at++));
      number += (digit & 31) * weight;
      if (digit < 32) return number;
    }
  }

  signed(): number {
    const number = this.next();
    return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
  }
}

function readTargets(): string[] {
  const targets: string[] = [];
  let first = 0;
  for (const numbers = new Numbers(TARGETS); !numbers.done;) {
    const codePoints: number[] = [];
    let previous = first;
    for (let count = numbers.next(); count > 0; count--) {
      previous += numbers.signed();
      codePoints.push(previous);
    }
    first = codePoints[0]!;
    targets.push(String.fromCodePoint(...codePoints));
  }
  return targets;
}

function readMappings(): ReadonlyMap<number, string> {
  const targets = readTargets();
  const mappings = new Map<number, string>();
  let codePoint = -1;
  let target = -1;
  for (const numbers = new Numbers(MAPPINGS); !numbers.done;) {
    codePoint += numbers.next() + 1;
    target += numbers.signed() + 1;
    mappings.set(codePoint, targets[target]!);
  }
  return mappings;
}

// Read when first needed: most processes compare no skeletons.
let known: ReadonlyMap<number, string> | undefined;

/** A mapped text may be mapped again; the data of Unicode 17 needs two rounds at most. */
const MAX_ROUNDS = 8;

/**
 * The skeleton: decomposed (NFD), without what is invisible, every character replaced by what it is confused with, decomposed
 * again, until nothing changes.
 */
export function skeleton(text: string): string {
  known ??= readMappings();
  let current = text.normalize("NFD");
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let mapped = "";
    for (const character of current) {
      const codePoint = character.codePointAt(0)!;
      if ((classOf(codePoint) & IGNORABLE) === 0) mapped += known.get(codePoint) ?? character;
    }
    mapped = mapped.normalize("NFD");
    if (mapped === current) break;
    current = mapped;
  }
  return current;
}
