import { type CelError, type Frame, isCelError } from "@evenhand/cel";
import type { Detector } from "../model.js";
import type { Access } from "./access-paths.js";

/** One top-level part of a condition, ready to run. */
export interface Conjunct {
  readonly run: (frame: Frame) => unknown;
  /** Position in the source: of several errors, the leftmost is reported. */
  readonly order: number;
}

/** A detector ready to run, and how it is reached. */
export interface DetectorPlan {
  readonly detector: Detector;
  /** Rank by id: findings come in this order. */
  readonly position: number;
  /** Cheapest first, costly signals last. */
  readonly conjuncts: readonly Conjunct[];
  /** The access chosen for an index, with the conjunct it stands for; undefined where it is always evaluated. */
  readonly access: { readonly access: Access; readonly conjunct: Conjunct; readonly description: string } | undefined;
  /** Generation of the last event for which it was evaluated, so that several lookups evaluate it once. */
  seen: number;
}

/** A detector that held, or could not be decided. */
export interface Hit {
  /** {@link DetectorPlan.position} */
  readonly position: number;
  readonly plan: DetectorPlan;
  readonly error: CelError | undefined;
}

/**
 * Evaluates the parts of a condition, or what an index has left of them.
 *
 * `&&` is false where any part is false, else an error where any part is, else true; so the order of parts does not
 * matter, except for which of several errors is told: the leftmost, as in one-by-one evaluation.
 *
 * @returns true, false or the error
 */
export function evaluateParts(conjuncts: readonly Conjunct[], frame: Frame): boolean | CelError {
  let error: CelError | undefined;
  let errorOrder = Number.POSITIVE_INFINITY;
  for (let i = 0; i < conjuncts.length; i++) {
    const conjunct = conjuncts[i] as Conjunct;
    frame.cost = 0;
    const value = conjunct.run(frame);
    if (value === false) return false;
    if (value !== true && conjunct.order < errorOrder && isCelError(value)) {
      error = value;
      errorOrder = conjunct.order;
    }
  }
  return error ?? true;
}
