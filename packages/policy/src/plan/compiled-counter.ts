import type { Checked, Frame } from "@evenhand/cel";
import type { CounterDecl } from "../model.js";

/** A counter with its expressions parsed and checked. */
export interface CheckedCounter {
  readonly decl: CounterDecl;
  /** Position in the policy's counters. */
  readonly index: number;
  readonly key: Checked;
  readonly value: Checked | undefined;
  readonly where: Checked | undefined;
}

/** A counter ready to run on the plan's own frame, so that what conditions read too is worked out once. */
export interface CounterPlan {
  readonly index: number;
  readonly key: (frame: Frame) => unknown;
  readonly value: ((frame: Frame) => unknown) | undefined;
  readonly where: ((frame: Frame) => unknown) | undefined;
}
