/**
 * Many needles, one pass: an Aho-Corasick automaton over UTF-16 code units.
 *
 * It compares code units, as `String.includes` does, so it works on any text and any needle, lone surrogates included.
 * Needles are told apart by their index in the list; a needle that is listed twice is reported under both.
 */
import { type Moves, widthOf } from "./automaton-moves.js";
import { buildTrie, type Trie } from "./automaton-trie.js";

/**
 * Everything that an automaton is, in typed arrays: to be sent to another thread, or shared with it (`shareTables`), where
 * `automatonFromTables` makes the same automaton of it without building.
 */
export interface AutomatonTables extends Trie, Moves {
  /** How many needles, the length of the longest, how many codes, and then the indexes of empty needles. */
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
  /** Bytes held by the tables. */
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

/** Told of a state in which needles end, and where; true stops the run. */
type OnState = (state: number, end: number) => boolean;

class TrieAutomaton implements Automaton {
  readonly size: number;
  readonly longest: number;
  readonly bytes: number;
  readonly tables: AutomatonTables;
  readonly #width: number;
  readonly #empty: readonly number[];
  /** Rows by state: for codes that have no cell of their own. */
  #rowsByState: ReadonlyMap<number, number> | undefined;
  /** Per state, the number of the `present` call that last passed it. */
  #visited: Uint32Array | undefined;
  #visit = 0;

  constructor(tables: AutomatonTables) {
    this.tables = tables;
    this.size = tables.info[0]!;
    this.longest = tables.info[1]!;
    this.#width = widthOf(tables.info[2]!);
    this.#empty = [...tables.info.subarray(3)];
    this.bytes = Object.values(tables).reduce((sum, { byteLength }: Int32Array | Uint16Array) => sum + byteLength, 0);
  }

  scan(text: string, onOccurrence: OnOccurrence): void {
    for (const needle of this.#empty) onOccurrence(needle, 0);
    this.resume(text, 0, text.length, 0, onOccurrence);
  }

  resume(text: string, from: number, to: number, start: number, onOccurrence: OnOccurrence): number {
    const { cells, heads, nexts, shorter } = this.tables;
    return this.#run(text, from, to, start, (state, end) => {
      for (let output = cells[state + 3]!; output !== 0;) {
        const first = heads[output >> 2]!;
        for (let needle = first; needle >= 0; needle = nexts[needle]!) onOccurrence(needle, end);
        output = shorter[first]!;
      }
      return false;
    });
  }

  present(text: string): number[] {
    const found = [...this.#empty];
    let visited: Uint32Array | undefined;
    const { cells, heads, nexts, shorter } = this.tables;
    this.#run(text, 0, text.length, 0, (state) => {
      visited ??= this.#startVisit();
      // Whatever follows a state in its chain was reported when the state was first passed.
      for (let output = cells[state + 3]!; output !== 0 && visited[output >> 2] !== this.#visit;) {
        visited[output >> 2] = this.#visit;
        const first = heads[output >> 2]!;
        for (let needle = first; needle >= 0; needle = nexts[needle]!) found.push(needle);
        output = shorter[first]!;
      }
      return false;
    });
    return found;
  }

  first(text: string): number {
    if (this.#empty.length > 0) return this.#empty[0]!;
    const { cells, heads } = this.tables;
    let found = -1;
    this.#run(text, 0, text.length, 0, (state) => {
      found = heads[cells[state + 3]! >> 2]!;
      return true;
    });
    return found;
  }

  /** Takes the steps of a part of a text. A state is its row, or, where it has none, its offset with all bits turned. */
  #run(text: string, from: number, to: number, start: number, onState: OnState): number {
    const { codes, cells, moves, rows } = this.tables;
    const width = this.#width;
    let row = start >= 0 ? start : 0;
    // The state that has no row; -1 while it has one.
    let deep = start >= 0 ? -1 : ~start;
    for (let i = from; i < to; i++) {
      const code = codes[text.charCodeAt(i)]!;
      if (deep >= 0) {
        let next = cells[deep]! + code * 4;
        while (cells[next + 1] !== deep) {
          deep = cells[deep + 2]!;
          if (deep < 0) break;
          next = cells[deep]! + code * 4;
        }
        if (deep >= 0) {
          deep = next;
          if (cells[next + 3] !== 0 && onState(next, i + 1)) break;
          continue;
        }
        row = ~deep;
        deep = -1;
      }
      const move = code < width ? moves[row + code]! : this.#longWay(row, code);
      if (move >= 0) {
        row = move >> 1;
        if ((move & 1) === 1 && onState(rows[row / width]!, i + 1)) break;
      } else {
        deep = ~move;
        if (cells[deep + 3] !== 0 && onState(deep, i + 1)) break;
      }
    }
    return deep < 0 ? row : ~deep;
  }

  /** The move of a state with a row by a code that has no cell. */
  #longWay(row: number, code: number): number {
    const { cells, rows } = this.tables;
    this.#rowsByState ??= new Map(Array.from(rows, (state, place) => [state, place * this.#width]));
    let state = rows[row / this.#width]!;
    let next = cells[state]! + code * 4;
    while (cells[next + 1] !== state) {
      if (state === 0) return 0;
      // Failure links of states with rows are as they were built.
      state = cells[state + 2]!;
      next = cells[state]! + code * 4;
    }
    const nextRow = this.#rowsByState.get(next);
    return nextRow === undefined ? ~next : nextRow * 2 + (cells[next + 3] === 0 ? 0 : 1);
  }

  #startVisit(): Uint32Array {
    this.#visited ??= new Uint32Array(this.tables.heads.length);
    this.#visit += 1;
    if (this.#visit > 0xffff_fffe) {
      this.#visited.fill(0);
      this.#visit = 1;
    }
    return this.#visited;
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
  const trie = buildTrie(needles);
  const codes = trie.codes.reduce((largest, code) => Math.max(largest, code), 0);
  return new TrieAutomaton({ ...trie, info: Int32Array.of(needles.length, longest, codes, ...empty) });
}

/** The automaton whose `tables` these are. */
export function automatonFromTables(tables: AutomatonTables): Automaton {
  return new TrieAutomaton(tables);
}

/** A copy of the tables that every thread that is sent it reads in the same memory. */
export function shareTables({ codes, ...words }: AutomatonTables): AutomatonTables {
  const shared = Object.entries(words).map(([name, array]) => {
    const copy = new Int32Array(new SharedArrayBuffer(array.byteLength));
    copy.set(array);
    return [name, copy] as const;
  });
  const sharedCodes = new Uint16Array(new SharedArrayBuffer(codes.byteLength));
  sharedCodes.set(codes);
  return { ...(Object.fromEntries(shared) as unknown as typeof words), codes: sharedCodes };
}
