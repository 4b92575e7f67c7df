import type { Trie } from "./automaton-trie.js";

/**
 * The shallow states, in which a text is most of the time, with every failure link followed in advance: one step for each code
 * unit, whatever does not match.
 */
export interface Moves {
  /**
   * At row + code: where a state goes. Twice the row of the next state, and one more where a needle ends in it; or, where that
   * has no row, its offset in the trie with all bits turned. A row is the number of its state × `width`.
   */
  readonly moves: Int32Array;
  /** Per row, the offset of its state in the trie. */
  readonly rows: Int32Array;
}

/** A megabyte: more misses the processor's caches more often than it spares steps. */
const MAX_CELLS = 1 << 18;
/** Codes with a cell of their own. The others are rare, and go the long way. */
const MAX_WIDTH = 256;

/** Cells of a row. */
export function widthOf(codes: number): number {
  return Math.min(codes + 1, MAX_WIDTH);
}

/**
 * Makes the table of moves of the states next to the root, as many as there is room for. In the trie, the failure links of
 * all other states that lead to one of them are turned into its row, with all bits turned.
 * @param codes how many codes the trie has
 */
export function addMoves(trie: Pick<Trie, "cells" | "heads">, codes: number): Moves {
  const { cells, heads } = trie;
  const width = widthOf(codes);
  const most = Math.max(1, Math.min(heads.length, Math.floor(MAX_CELLS / width)));
  // Breadth first: whatever a failure link of one of them leads to is one of them as well.
  const states = new Int32Array(most);
  const rowOf = new Int32Array(heads.length).fill(-1);
  rowOf[0] = 0;
  let size = 1;
  for (let at = 0; at < size && size < most; at++) {
    const state = states[at]!;
    for (let code = 1; code <= codes && size < most; code++) {
      const child = cells[state]! + code * 4;
      if (cells[child + 1] !== state) continue;
      rowOf[child >> 2] = size * width;
      states[size++] = child;
    }
  }
  const rows = states.slice(0, size);
  const moves = new Int32Array(size * width);
  for (let at = 0; at < size; at++) {
    const state = rows[at]!;
    const row = at * width;
    const fail = rowOf[cells[state + 2]! >> 2]!;
    for (let code = 0; code < width; code++) {
      const next = cells[state]! + code * 4;
      if (code === 0 || cells[next + 1] !== state) moves[row + code] = at === 0 ? 0 : moves[fail + code]!;
      else if (rowOf[next >> 2]! < 0) moves[row + code] = ~next;
      else moves[row + code] = rowOf[next >> 2]! * 2 + (cells[next + 3] === 0 ? 0 : 1);
    }
  }
  for (let slot = 0; slot < heads.length; slot++) {
    const state = slot * 4;
    // Free slots, and states with a row, keep what they have.
    if (cells[state + 1]! < 0 || rowOf[slot]! >= 0) continue;
    const fail = rowOf[cells[state + 2]! >> 2]!;
    if (fail >= 0) cells[state + 2] = ~fail;
  }
  return { moves, rows };
}
