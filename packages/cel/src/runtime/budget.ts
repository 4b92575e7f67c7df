/**
 * Cost units that one evaluation may use. A unit is one to three closure calls, at most about 20 ns on a two-core cloud
 * machine in the worst cases that the adversarial tests know, so an evaluation that uses all of it stays below 50 ms.
 */
export const DEFAULT_BUDGET = 1_000_000;

/** Levels that comparing or writing out a value goes down; deeper ones exceed the budget. */
export const MAX_VALUE_DEPTH = 200;

/** Longest string, list or map that an expression may build. */
export const MAX_BUILT = 1_000_000;
