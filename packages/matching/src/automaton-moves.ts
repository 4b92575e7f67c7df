import type { Trie } from "./automaton-trie.js";

/**
 * The automaton with every failure link followed in advance: one step for each code unit, whatever does not match. Takes a
 * cell for each state and code, so only small automata have one.
 */
export interface Moves {
  /** Cells of one state: as many as there are codes. */
  readonly width: number;
  /** At row + code: twice the row of the next state, and one more where a needle ends in it. A row is `width` × state / 4. */
  readonly cells: Int32Array;
}

/** Beyond four megabytes, the misses of the processor's caches cost more than the failure links do. */
const MAX_CELLS = 1 << 20;

/** The table of moves of a trie, or undefined where it would be too large. */
export function movesOf({ cells, codes, heads }: Trie): Moves | undefined {
  const width = codes.reduce((largest, code) => Math.max(largest, code), 0) + 1;
  const states = heads.length;
  if (states * width > MAX_CELLS) return undefined;
  const moves = new Int32Array(states * width);
  // Breadth first: a failure link leads to a shallower state, whose row is complete by then.
  const queue = [0];
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at]!;
    const row = (state >> 2) * width;
    const failRow = (cells[state + 2]! >> 2) * width;
    for (let code = 0; code < width; code++) {
      const next = cells[state]! + code * 4;
      if (code > 0 && cells[next + 1] === state) {
        queue.push(next);
        moves[row + code] = (next >> 2) * width * 2 + (cells[next + 3] === 0 ? 0 : 1);
      } else if (state !== 0) moves[row + code] = moves[failRow + code]!;
    }
  }
  return { width, cells: moves };
}
