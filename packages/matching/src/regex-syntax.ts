/**
 * Reads regular expressions as RE2 writes them (https://github.com/google/re2/wiki/Syntax): no look-around, no references
 * back, so that every expression can be searched for in linear time. Groups capture nothing: only whole matches count.
 */
import { CharClass, type ClassParts, perlClass, posixClass, unicodeClass } from "./regex-class.js";

export type RegexNode =
  /** Exactly this text, folded; empty for nothing. */
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "class"; readonly of: CharClass }
  | { readonly kind: "assert"; readonly what: Assertion }
  | { readonly kind: "all"; readonly nodes: readonly RegexNode[] }
  | { readonly kind: "any"; readonly nodes: readonly RegexNode[] }
  | {
      readonly kind: "repeat";
      readonly node: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
    };

export type Assertion = "textStart" | "textEnd" | "lineStart" | "lineEnd" | "boundary" | "noBoundary";

/** What an expression is read for. */
export interface RegexReading {
  /** The fold of the texts that are searched; what is written out in the expression is folded alike. */
  fold(text: string): string;
  /** The fold makes all of one case, so the expression is of any case. */
  readonly caseFolded: boolean;
}

/** What is wrong with an expression, and at which code unit of it. */
export class RegexSyntaxProblem extends Error {
  readonly at: number;

  constructor(what: string, at: number) {
    super(what);
    this.name = "RegexSyntaxProblem";
    this.at = at;
  }
}

/** RE2's own limit. */
const MAX_REPEAT = 1000;
const MAX_DEPTH = 100;

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly U: boolean;
}

/** One character as written, before its neighbours are known; `text` of more than one is folded as one. */
type Piece = RegexNode | { readonly kind: "written"; readonly text: string; readonly anyCase: boolean };

const CONTROL: Readonly<Record<string, string>> = { a: "\u0007", f: "\f", t: "\t", n: "\n", r: "\r", v: "\v" };

class Reader {
  readonly #source: string;
  readonly #reading: RegexReading;
  readonly #names = new Set<string>();
  #at = 0;
  #flags: Flags = { i: false, m: false, s: false, U: false };

  constructor(source: string, reading: RegexReading) {
    this.#source = source;
    this.#reading = reading;
  }

  read(): RegexNode {
    const node = this.#alternatives(0);
    if (this.#at < this.#source.length) this.#fail("there is a ) without its (");
    return node;
  }

  #fail(what: string, at = this.#at): never {
    throw new RegexSyntaxProblem(what, at);
  }

  #peek(text: string): boolean {
    return this.#source.startsWith(text, this.#at);
  }

  #take(text: string): boolean {
    if (!this.#peek(text)) return false;
    this.#at += text.length;
    return true;
  }

  #next(): string {
    const character = String.fromCodePoint(this.#source.codePointAt(this.#at)!);
    this.#at += character.length;
    return character;
  }

  #alternatives(depth: number): RegexNode {
    if (depth > MAX_DEPTH) this.#fail(`groups lie more than ${MAX_DEPTH} deep in each other`);
    const outer = this.#flags;
    const branches = [this.#sequence(depth)];
    while (this.#take("|")) branches.push(this.#sequence(depth));
    this.#flags = outer;
    return branches.length === 1 ? branches[0]! : { kind: "any", nodes: branches };
  }

  #sequence(depth: number): RegexNode {
    const pieces: Piece[] = [];
    while (this.#at < this.#source.length && !this.#peek("|") && !this.#peek(")")) {
      const from = this.#at;
      const piece = this.#piece(depth);
      if (piece === undefined) continue;
      if (Array.isArray(piece)) pieces.push(...piece.slice(0, -1));
      pieces.push(this.#repeated(Array.isArray(piece) ? piece.at(-1)! : piece, from));
    }
    const nodes = this.#join(pieces);
    return nodes.length === 1 ? nodes[0]! : { kind: "all", nodes };
  }

  /** Characters that stand side by side are folded together: a letter and its mark are one. */
  #join(pieces: readonly Piece[]): RegexNode[] {
    const nodes: RegexNode[] = [];
    for (let at = 0; at < pieces.length;) {
      const piece = pieces[at]!;
      if (piece.kind !== "written") {
        nodes.push(piece);
        at += 1;
        continue;
      }
      let text = "";
      let next: Piece | undefined = piece;
      while (next?.kind === "written" && next.anyCase === piece.anyCase) {
        text += next.text;
        next = pieces[++at];
      }
      nodes.push(this.#text(text, piece.anyCase));
    }
    return nodes;
  }

  #text(text: string, anyCase: boolean): RegexNode {
    const folded = this.#reading.fold(text);
    if (!anyCase || this.#reading.caseFolded) return { kind: "text", text: folded };
    const nodes = Array.from(folded, (character): RegexNode => {
      const codePoint = character.codePointAt(0)!;
      return character.toLowerCase() === character.toUpperCase()
        ? { kind: "text", text: character }
        : this.#class({ ranges: [codePoint, codePoint], properties: [] }, false, true);
    });
    return { kind: "all", nodes };
  }

  #class(parts: ClassParts, negated: boolean, anyCase = this.#flags.i): RegexNode {
    const reading = this.#reading;
    const of = new CharClass(parts, negated, anyCase || reading.caseFolded, (text) => reading.fold(text));
    return { kind: "class", of };
  }

  #piece(depth: number): Piece | Piece[] | undefined {
    const from = this.#at;
    if (this.#take("\\Q")) return this.#quoted();
    if (this.#repetition() !== undefined) {
      this.#fail(`nothing stands before the ${this.#source.slice(from, this.#at)} that could be repeated`, from);
    }
    const character = this.#next();
    switch (character) {
      case "(":
        return this.#group(depth, from);
      case "[":
        return this.#brackets(from);
      case ".":
        return this.#class({ ranges: this.#flags.s ? [] : [10, 10], properties: [] }, true, false);
      case "^":
        return { kind: "assert", what: this.#flags.m ? "lineStart" : "textStart" };
      case "$":
        return { kind: "assert", what: this.#flags.m ? "lineEnd" : "textEnd" };
      case "\\":
        return this.#escape(from);
      default:
        return { kind: "written", text: character, anyCase: this.#flags.i };
    }
  }

  #quoted(): Piece[] | undefined {
    const end = this.#source.indexOf("\\E", this.#at);
    const text = this.#source.slice(this.#at, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#source.length : end + 2;
    if (text === "") return undefined;
    return Array.from(text, (character) => ({ kind: "written", text: character, anyCase: this.#flags.i }));
  }

  #group(depth: number, from: number): RegexNode | undefined {
    const outer = this.#flags;
    if (this.#peek("?=") || this.#peek("?!") || this.#peek("?<=") || this.#peek("?<!")) {
      this.#fail("there is no look-around: what has to stand near can be said with near and notNear", from);
    }
    if (this.#take("?P<") || this.#take("?<")) {
      const name = /^(\w+)>/.exec(this.#source.slice(this.#at, this.#at + 200));
      if (name === null) this.#fail("the name of a group is letters, digits and _, and then >");
      if (this.#names.has(name[1]!)) this.#fail(`two groups have the name ${name[1]}`);
      this.#names.add(name[1]!);
      this.#at += name[0].length;
    } else if (this.#take("?")) {
      const flags = /^([imsU]*)(?:-([imsU]+))?([:)])/.exec(this.#source.slice(this.#at, this.#at + 20));
      if (flags === null) this.#fail("a group that begins with ? is (?:…), (?i), (?i:…) or (?P<name>…)", from);
      this.#at += flags[0].length;
      const set = Object.fromEntries([
        ...Array.from(flags[1]!, (flag) => [flag, true]),
        ...Array.from(flags[2] ?? "", (flag) => [flag, false]),
      ]) as Partial<Flags>;
      this.#flags = { ...this.#flags, ...set };
      // Without a colon, the flags hold for the rest of the group that this stands in.
      if (flags[3] === ")") return undefined;
    }
    const node = this.#alternatives(depth + 1);
    if (!this.#take(")")) this.#fail("a ( has no )", from);
    this.#flags = outer;
    return node;
  }

  #escape(from: number): Piece {
    if (this.#at >= this.#source.length) this.#fail("a \\ stands at the end", from);
    const letter = this.#source[this.#at]!;
    const what = ({ A: "textStart", z: "textEnd", b: "boundary", B: "noBoundary" } as const)[letter];
    if (what !== undefined) {
      this.#at += 1;
      return { kind: "assert", what };
    }
    const property = this.#escapedClass();
    if (property !== undefined) return this.#class({ ranges: [], properties: [property] }, false);
    return { kind: "written", text: this.#escapedCharacter(from), anyCase: this.#flags.i };
  }

  /** After a backslash: `d`, `W`, `pL`, `p{Greek}`, `P{^Greek}`. */
  #escapedClass(): ((codePoint: number) => boolean) | undefined {
    const letter = this.#source[this.#at] ?? "";
    const perl = perlClass(letter);
    if (perl !== undefined) {
      this.#at += 1;
      return perl;
    }
    if (letter !== "p" && letter !== "P") return undefined;
    const named = /^[pP](?:([A-Z])|\{(\^?)(\w+)\})/.exec(this.#source.slice(this.#at, this.#at + 60));
    const test = named && unicodeClass(named[1] ?? named[3]!, (letter === "P") !== (named[2] === "^"));
    if (named === null || test === undefined || test === null) {
      this.#fail("\\p takes a general category or a script, such as \\pL, \\p{Lu}, \\p{Greek}", this.#at - 1);
    }
    this.#at += named[0].length;
    return test;
  }

  /** After a backslash: one character. */
  #escapedCharacter(from: number): string {
    const rest = this.#source.slice(this.#at, this.#at + 12);
    const hex = /^x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,8})\})/.exec(rest);
    if (hex !== null) {
      const codePoint = Number.parseInt(hex[1] ?? hex[2]!, 16);
      if (codePoint > 0x10ffff) this.#fail("there is no such code point", from);
      this.#at += hex[0].length;
      return String.fromCodePoint(codePoint);
    }
    const octal = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest);
    if (octal !== null) {
      this.#at += octal[0].length;
      return String.fromCodePoint(Number.parseInt(octal[0], 8));
    }
    const character = this.#next();
    if (Object.hasOwn(CONTROL, character)) return CONTROL[character]!;
    if (/^[1-9]$/.test(character)) this.#fail("there are no references back to groups", from);
    if (/^[^A-Za-z0-9\u0080-\u{10ffff}]$/u.test(character)) return character;
    return this.#fail(`\\${character} means nothing`, from);
  }

  #brackets(from: number): RegexNode {
    const parts: ClassParts = { ranges: [], properties: [] };
    const negated = this.#take("^");
    for (let first = true; first || !this.#peek("]"); first = false) {
      if (this.#at >= this.#source.length) this.#fail("a [ has no ]", from);
      if (this.#peek("[:")) {
        this.#posix(parts);
        continue;
      }
      const property = this.#peek("\\") ? this.#classInBrackets() : undefined;
      if (property !== undefined) {
        parts.properties.push(property);
        continue;
      }
      const at = this.#at;
      const low = this.#member(from);
      let high = low;
      if (this.#peek("-") && this.#source[this.#at + 1] !== "]" && this.#at + 1 < this.#source.length) {
        this.#at += 1;
        high = this.#member(from);
        if (high < low) this.#fail("a range ends before it begins", at);
      }
      parts.ranges.push(low, high);
    }
    this.#at += 1;
    return this.#class(parts, negated);
  }

  #classInBrackets(): ((codePoint: number) => boolean) | undefined {
    this.#at += 1;
    const property = this.#escapedClass();
    if (property === undefined) this.#at -= 1;
    return property;
  }

  #posix(parts: ClassParts): void {
    const named = /^\[:(\^?)(\w+):\]/.exec(this.#source.slice(this.#at, this.#at + 20));
    const ranges = named === null ? undefined : posixClass(named[2]!);
    if (named === null || ranges === undefined) this.#fail("there is no such class; [:alpha:] is one");
    this.#at += named[0].length;
    if (named[1] === "") parts.ranges.push(...ranges);
    else
      parts.properties.push(
        (codePoint) => !ranges.some((low, i) => i % 2 === 0 && codePoint >= low && codePoint <= ranges[i + 1]!),
      );
  }

  #member(from: number): number {
    if (this.#at >= this.#source.length) this.#fail("a [ has no ]", from);
    const at = this.#at;
    const character = this.#next();
    return (character === "\\" && this.#at < this.#source.length ? this.#escapedCharacter(at) : character).codePointAt(
      0,
    )!;
  }

  #repeated(piece: Piece, from: number): Piece {
    let times = this.#repetition();
    if (times === undefined) return piece;
    const node: RegexNode = piece.kind === "written" ? this.#text(piece.text, piece.anyCase) : piece;
    const lazy = this.#take("?") !== this.#flags.U;
    const repeated: RegexNode = { kind: "repeat", node, ...times, lazy };
    times = this.#repetition();
    if (times !== undefined) this.#fail("two repetitions stand one behind the other; put the first in (?:…)", from);
    return repeated;
  }

  #repetition(): { min: number; max: number } | undefined {
    if (this.#take("*")) return { min: 0, max: Infinity };
    if (this.#take("+")) return { min: 1, max: Infinity };
    if (this.#take("?")) return { min: 0, max: 1 };
    const counted = /^\{(\d+)(,(\d*))?\}/.exec(this.#source.slice(this.#at, this.#at + 24));
    // As RE2 has it, another brace is a character.
    if (counted === null) return undefined;
    const min = Number(counted[1]);
    const max = counted[2] === undefined ? min : counted[3] === "" ? Infinity : Number(counted[3]);
    if (min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT))
      this.#fail(`at most ${MAX_REPEAT} repetitions can be counted`);
    if (max < min) this.#fail("a repetition's most is less than its least");
    this.#at += counted[0].length;
    return { min, max };
  }
}

/**
 * Reads a regular expression. Differs from RE2 in what `\d`, `\s`, `\w` and `\b` know: letters, digits and blanks of every
 * script.
 * @throws RegexSyntaxProblem
 */
export function parseRegex(source: string, reading: RegexReading): RegexNode {
  return new Reader(source, reading).read();
}
