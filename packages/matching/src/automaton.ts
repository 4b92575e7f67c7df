/**
 * Many needles, one pass: an Aho-Corasick automaton over UTF-16 code units.
 *
 * It compares code units, as `String.includes` does, so it works on any text and any needle, lone surrogates included.
 * Needles are told apart by their index in the list; a needle that is listed twice is reported under both.
 */
import { type Moves, movesOf } from "./automaton-moves.js";
import { buildTrie, type Trie } from "./automaton-trie.js";

/**
 * Everything that an automaton is, in typed arrays: to be sent to another thread, or shared with it (`shareTables`), where
 * `automatonFromTables` makes the same automaton of it without building.
 */
export interface AutomatonTables extends Trie {
  /** How many needles, the length of the longest, and then the indexes of empty needles. */
  readonly info: Int32Array;
}

/** Called for each occurrence: the needle's index, and the offset (UTF-16 code units) at which the occurrence ends. */
export type OnOccurrence = (needle: number, end: number) => void;

/** A compiled list of needles. Scanning is linear in the text plus the number of occurrences reported. */
export interface Automaton {
  /** How many needles were compiled. */
  readonly size: number;
  /** Length of the longest needle, in code units. */
  readonly longest: number;
  /** Bytes held by the tables, besides the moves of `present`: at most four megabytes. */
  readonly bytes: number;
  readonly tables: AutomatonTables;
  /**
   * Reports every occurrence of every needle, in order of where they end. An empty needle is in every text and is
   * reported once, ending at 0.
   */
  scan(text: string, onOccurrence: OnOccurrence): void;
  /**
   * The same for a part `[from, to)` of a text: empty needles apart, it goes on from the state in which the part before
   * ended (0 at the start), and returns the state in which this one does.
   */
  resume(text: string, from: number, to: number, state: number, onOccurrence: OnOccurrence): number;
  /**
   * The needles that `text.includes(needle)` would find, each once, in order of their first end. Linear in the text
   * plus the number of needles found, also where needles nest in each other.
   */
  present(text: string): number[];
  /** The needle whose occurrence ends first (the longest of those), or -1. Stops there. */
  first(text: string): number;
}

class TrieAutomaton implements Automaton {
  readonly size: number;
  readonly longest: number;
  readonly bytes: number;
  readonly tables: AutomatonTables;
  /** The tables again: read in loops. */
  readonly #trie: Trie;
  /** Made when it is first of use; null where it would be too large. */
  #moves: Moves | null | undefined;
  readonly #empty: readonly number[];
  /** Per state, the number of the `present` call that last passed it. */
  #visited: Uint32Array | undefined;
  #visit = 0;

  constructor(tables: AutomatonTables) {
    this.tables = tables;
    this.#trie = tables;
    this.size = tables.info[0]!;
    this.longest = tables.info[1]!;
    this.#empty = [...tables.info.subarray(2)];
    const { codes, cells, heads, nexts } = tables;
    this.bytes = codes.byteLength + cells.byteLength + heads.byteLength + nexts.byteLength;
  }

  scan(text: string, onOccurrence: OnOccurrence): void {
    for (const needle of this.#empty) onOccurrence(needle, 0);
    this.resume(text, 0, text.length, 0, onOccurrence);
  }

  resume(text: string, from: number, to: number, start: number, onOccurrence: OnOccurrence): number {
    const { codes, cells, heads, nexts } = this.#trie;
    let state = start;
    for (let i = from; i < to; i++) {
      const code = codes[text.charCodeAt(i)]!;
      let next = cells[state]! + code * 4;
      while (cells[next + 1] !== state) {
        if (state === 0) {
          next = 0;
          break;
        }
        state = cells[state + 2]!;
        next = cells[state]! + code * 4;
      }
      state = next;
      let output = cells[state + 3]!;
      while (output !== 0) {
        for (let needle = heads[output >> 2]!; needle >= 0; needle = nexts[needle]!) onOccurrence(needle, i + 1);
        output = cells[cells[output + 2]! + 3]!;
      }
    }
    return state;
  }

  present(text: string): number[] {
    const found = [...this.#empty];
    if (this.#moves === undefined) this.#moves = movesOf(this.#trie) ?? null;
    if (this.#moves === null) this.#presentByLinks(text, found);
    else this.#presentByMoves(text, this.#moves, found);
    return found;
  }

  #presentByMoves(text: string, { width, cells }: Moves, found: number[]): void {
    const { codes } = this.#trie;
    let row = 0;
    for (let i = 0; i < text.length; i++) {
      const move = cells[row + codes[text.charCodeAt(i)]!]!;
      row = move >> 1;
      if ((move & 1) === 1) this.#report((row / width) * 4, found);
    }
  }

  #presentByLinks(text: string, found: number[]): void {
    const { codes, cells } = this.#trie;
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const code = codes[text.charCodeAt(i)]!;
      let next = cells[state]! + code * 4;
      while (cells[next + 1] !== state) {
        if (state === 0) {
          next = 0;
          break;
        }
        state = cells[state + 2]!;
        next = cells[state]! + code * 4;
      }
      state = next;
      if (cells[state + 3] !== 0) this.#report(state, found);
    }
  }

  /** Adds the needles that end in a state, unless they were added for this text before. */
  #report(state: number, found: number[]): void {
    if (found.length === this.#empty.length) this.#startVisit();
    const { cells, heads, nexts } = this.#trie;
    const visited = this.#visited!;
    let output = cells[state + 3]!;
    // Whatever follows a state in its chain was reported when the state was first passed.
    while (output !== 0 && visited[output >> 2] !== this.#visit) {
      visited[output >> 2] = this.#visit;
      for (let needle = heads[output >> 2]!; needle >= 0; needle = nexts[needle]!) found.push(needle);
      output = cells[cells[output + 2]! + 3]!;
    }
  }

  first(text: string): number {
    if (this.#empty.length > 0) return this.#empty[0]!;
    const { codes, cells, heads } = this.#trie;
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const code = codes[text.charCodeAt(i)]!;
      let next = cells[state]! + code * 4;
      while (cells[next + 1] !== state) {
        if (state === 0) {
          next = 0;
          break;
        }
        state = cells[state + 2]!;
        next = cells[state]! + code * 4;
      }
      state = next;
      if (cells[state + 3] !== 0) return heads[cells[state + 3]! >> 2]!;
    }
    return -1;
  }

  #startVisit(): void {
    this.#visited ??= new Uint32Array(this.#trie.heads.length);
    this.#visit += 1;
    if (this.#visit > 0xffff_fffe) {
      this.#visited.fill(0);
      this.#visit = 1;
    }
  }
}

/** Compiles a list of needles. Takes about half a microsecond per code unit of needles. */
export function buildAutomaton(needles: readonly string[]): Automaton {
  const empty: number[] = [];
  let longest = 0;
  for (const [index, needle] of needles.entries()) {
    if (needle === "") empty.push(index);
    if (needle.length > longest) longest = needle.length;
  }
  return new TrieAutomaton({ ...buildTrie(needles), info: Int32Array.of(needles.length, longest, ...empty) });
}

/** The automaton whose `tables` these are. */
export function automatonFromTables(tables: AutomatonTables): Automaton {
  return new TrieAutomaton(tables);
}

/** A copy of the tables that every thread that is sent it reads in the same memory. */
export function shareTables({ codes, cells, heads, nexts, info }: AutomatonTables): AutomatonTables {
  const share = <A extends Int32Array | Uint16Array>(array: A, copy: A): A => {
    copy.set(array);
    return copy;
  };
  const words = (array: Int32Array): Int32Array =>
    share(array, new Int32Array(new SharedArrayBuffer(array.byteLength)) as Int32Array);
  return {
    codes: share(codes, new Uint16Array(new SharedArrayBuffer(codes.byteLength)) as Uint16Array),
    cells: words(cells),
    heads: words(heads),
    nexts: words(nexts),
    info: words(info),
  };
}
