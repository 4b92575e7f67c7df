import type { Checked, Expr } from "@evenhand/cel";
import type { Detector } from "../model.js";

/** A detector with its condition parsed and checked. */
export interface CompiledDetector {
  readonly detector: Detector;
  readonly checked: Checked;
  /** Top-level parts of the condition, in source order. */
  readonly conjuncts: readonly Expr[];
}
