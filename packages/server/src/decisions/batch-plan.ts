/** What a batch of decided events will write: plain data, made in memory, written by `record-batch.ts`. */
import type { EffectiveState, Measure } from "@evenhand/contract";
import type { DecisionRecord, Strike } from "@evenhand/policy";
import type { CaseRequest } from "../cases/open-cases.js";
import type { IntakeEvent } from "../intake/intake-event.js";
import type { Target } from "../measures/effective-state.js";

/** A measure that will be applied, with the statement that tells it. */
export interface PlannedMeasure {
  readonly id: string;
  readonly statementId: string;
  readonly measure: Measure;
  readonly target: Target;
  /** Whose conduct it answers. */
  readonly account: string | null;
  /** The target's state once it is applied. */
  readonly effective: EffectiveState;
}

/** A strike that will be given, and the measure that gives it. */
export interface PlannedStrike {
  readonly id: string;
  readonly strike: Strike;
  readonly measureId: string;
}

/** A person must look. */
export interface PlannedCase extends CaseRequest {
  readonly openedFor: "hold" | "review" | "error" | "reach";
}

/** One event, decided. */
export interface Decided {
  /** The event's and the decision's. */
  readonly id: string;
  readonly intake: IntakeEvent;
  readonly cause: "reach" | null;
  readonly record: DecisionRecord;
  /** JSON of the facts and of the decision, as stored. */
  readonly facts: string;
  readonly decision: string;
  readonly account: string | null;
  readonly measures: readonly PlannedMeasure[];
  readonly strikes: readonly PlannedStrike[];
  readonly review: PlannedCase | undefined;
}

/** An item's reach, and the checkpoint that it has passed with it. */
export interface ReachUpdate {
  readonly item: string;
  readonly reach: number;
  readonly checkpoint: number;
}
