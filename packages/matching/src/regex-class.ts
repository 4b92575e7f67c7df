/** Classes of characters in regular expressions. */

/** What a class is made of: ranges of code points, and tests by Unicode property. */
export interface ClassParts {
  /** First and last code point of each range, in turn. */
  readonly ranges: number[];
  readonly properties: ((codePoint: number) => boolean)[];
}

/** Members of a class are listed up to so many. */
const MAX_MEMBERS = 8;
/** Members of a class that are folded one by one, at most. */
const MAX_FOLDED = 128;

/** A class of code points, with what is known of ASCII kept. */
export class CharClass {
  /** The members, where they are few; a class that is told by properties, or negated, has no list. */
  readonly members: readonly string[] | undefined;
  readonly #parts: ClassParts;
  readonly #negated: boolean;
  readonly #anyCase: boolean;
  /** Per ASCII character: 0 not asked yet, 1 no, 2 yes. */
  readonly #ascii = new Uint8Array(128);

  /**
   * @param anyCase a character is in the class if its upper or lower case is
   * @param fold the fold of the texts that are searched
   */
  constructor(parts: ClassParts, negated: boolean, anyCase: boolean, fold: (text: string) => string) {
    // What a class leaves out it leaves out as written: a line's end is a blank when folded, and blanks are not meant.
    const folded = negated ? [] : foldedMembers(parts, fold);
    this.#parts = { ranges: [...parts.ranges, ...folded], properties: parts.properties };
    this.#negated = negated;
    this.#anyCase = anyCase;
    this.members = this.#list();
  }

  has(codePoint: number): boolean {
    if (codePoint >= 128) return this.#test(codePoint);
    const known = this.#ascii[codePoint]!;
    if (known !== 0) return known === 2;
    const is = this.#test(codePoint);
    this.#ascii[codePoint] = is ? 2 : 1;
    return is;
  }

  #test(codePoint: number): boolean {
    return this.#includes(codePoint) !== this.#negated;
  }

  #includes(codePoint: number): boolean {
    if (contains(this.#parts, codePoint)) return true;
    if (!this.#anyCase) return false;
    const character = String.fromCodePoint(codePoint);
    return (
      isOneOf(this.#parts, character, character.toLowerCase()) ||
      isOneOf(this.#parts, character, character.toUpperCase())
    );
  }

  #list(): readonly string[] | undefined {
    const { ranges, properties } = this.#parts;
    if (this.#negated || properties.length > 0) return undefined;
    const members = new Set<string>();
    for (let i = 0; i < ranges.length; i += 2) {
      for (let codePoint = ranges[i]!; codePoint <= ranges[i + 1]!; codePoint++) {
        const character = String.fromCodePoint(codePoint);
        members.add(character);
        // Others may share its case: more than these two are rare, and a class that cannot be listed is only slower.
        if (this.#anyCase) {
          if (codePoint > 127) return undefined;
          members.add(character.toLowerCase()).add(character.toUpperCase());
          // K and S have a third form each outside ASCII.
          if (/[ks]/iu.test(character)) members.add(/k/iu.test(character) ? "\u212a" : "\u017f");
        }
        if (members.size > MAX_MEMBERS) return undefined;
      }
    }
    return [...members];
  }
}

function contains({ ranges, properties }: ClassParts, codePoint: number): boolean {
  for (let i = 0; i < ranges.length; i += 2) {
    if (codePoint >= ranges[i]! && codePoint <= ranges[i + 1]!) return true;
  }
  return properties.some((property) => property(codePoint));
}

function isOneOf(parts: ClassParts, character: string, other: string): boolean {
  const codePoint = other.codePointAt(0)!;
  return other !== character && String.fromCodePoint(codePoint) === other && contains(parts, codePoint);
}

/** What the members of a small class are after folding: "é" is "e" in a folded text. */
function foldedMembers({ ranges }: ClassParts, fold: (text: string) => string): number[] {
  let size = 0;
  for (let i = 0; i < ranges.length; i += 2) size += ranges[i + 1]! - ranges[i]! + 1;
  if (size > MAX_FOLDED) return [];
  const added: number[] = [];
  for (let i = 0; i < ranges.length; i += 2) {
    for (let codePoint = ranges[i]!; codePoint <= ranges[i + 1]!; codePoint++) {
      const folded = fold(String.fromCodePoint(codePoint));
      const first = folded.codePointAt(0);
      if (first !== undefined && first !== codePoint && String.fromCodePoint(first) === folded)
        added.push(first, first);
    }
  }
  return added;
}

const testOf = (pattern: RegExp): ((codePoint: number) => boolean) => {
  return (codePoint) => pattern.test(String.fromCodePoint(codePoint));
};

/** `\d`, `\s`, `\w`: of any script, unlike RE2's, which know ASCII only. */
const PERL: Readonly<Record<string, RegExp>> = {
  d: /^\p{Nd}$/u,
  s: /^\p{White_Space}$/u,
  w: /^[\p{L}\p{N}\p{M}_]$/u,
};

/** The test of `\d`, `\D`, `\s`, `\S`, `\w` or `\W`, or undefined for another letter. */
export function perlClass(letter: string): ((codePoint: number) => boolean) | undefined {
  const pattern = PERL[letter.toLowerCase()];
  if (pattern === undefined) return undefined;
  const test = testOf(pattern);
  return letter === letter.toLowerCase() ? test : (codePoint) => !test(codePoint);
}

/** The test of a Unicode general category or script, or undefined for an unknown one. */
export function unicodeClass(name: string, negated: boolean): ((codePoint: number) => boolean) | undefined {
  if (!/^[A-Za-z_]+$/.test(name)) return undefined;
  for (const property of [`Script=${name}`, `General_Category=${name}`]) {
    try {
      const test = testOf(new RegExp(`^\\p{${property}}$`, "u"));
      return negated ? (codePoint) => !test(codePoint) : test;
    } catch {
      // Not a name of this kind.
    }
  }
  return name === "Any" ? () => !negated : undefined;
}

const POSIX: Readonly<Record<string, readonly number[]>> = {
  alnum: [48, 57, 65, 90, 97, 122],
  alpha: [65, 90, 97, 122],
  ascii: [0, 127],
  blank: [9, 9, 32, 32],
  cntrl: [0, 31, 127, 127],
  digit: [48, 57],
  graph: [33, 126],
  lower: [97, 122],
  print: [32, 126],
  punct: [33, 47, 58, 64, 91, 96, 123, 126],
  space: [9, 13, 32, 32],
  upper: [65, 90],
  word: [48, 57, 65, 90, 95, 95, 97, 122],
  xdigit: [48, 57, 65, 70, 97, 102],
};

/** Ranges of `[:name:]`, or undefined for an unknown one. */
export function posixClass(name: string): readonly number[] | undefined {
  return Object.hasOwn(POSIX, name) ? POSIX[name] : undefined;
}
