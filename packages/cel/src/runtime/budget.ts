/**
 * Cost units that one evaluation may use. A unit is one to three closure calls, at most about 20 ns on a two-core cloud
 * machine in the worst cases that the adversarial tests know, so an evaluation that uses all of it stays below 50 ms.
 */
export const DEFAULT_BUDGET = 1_000_000;

/** Longest string, list or map that an expression may build. */
export const MAX_BUILT = 1_000_000;
