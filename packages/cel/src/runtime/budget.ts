/**
 * Cost units that one evaluation may use. A unit is about one closure call, 5 to 10 ns on a two-core cloud machine, and
 * every operation charges at least its share of that, so an evaluation that uses all of it stays below 50 ms.
 */
export const DEFAULT_BUDGET = 2_000_000;

/** Longest string, list or map that an expression may build. */
export const MAX_BUILT = 1_000_000;
