import type { MeasureKind, Outcome } from "@evenhand/contract";
import type { Origin } from "../model.js";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** An event as a case writes it: the type, and whatever matters; `expandEvent` fills in the rest. */
export interface EventShorthand {
  readonly type: string;
  readonly [key: string]: Json;
}

/** What a case says of the decision. What it leaves out is not looked at. */
export interface CaseExpectation {
  readonly outcome?: Outcome;
  /** Exactly the clauses of the live findings; `clause: null` is the empty list. */
  readonly clauses?: readonly string[];
  /** Exactly the kinds of the decision's measures. */
  readonly measures?: readonly MeasureKind[];
  /** Exactly the live detectors that matched. */
  readonly detectors?: readonly string[];
  /** Live detectors that matched, perhaps beside others. */
  readonly includes?: readonly string[];
}

/** A value for each place of a swap; the decision must be the same for all of them. */
export interface Swap {
  /** `placeholder`: stands as `{NAME}` in texts of the event. `path`: a fact such as `actor.locale`. */
  readonly kind: "placeholder" | "path";
  readonly key: string;
  readonly values: readonly Json[];
}

/** One test of a policy: `cases/*.yaml`. */
export interface CaseDoc {
  readonly name: string;
  readonly given: {
    readonly standing?: string;
    /** What classifiers that somebody else runs say, by name, of any text. */
    readonly scores?: Readonly<Record<string, number>>;
    /** Earlier events in the order of their times, `repeat` written out. Each has a `time`. */
    readonly events: readonly EventShorthand[];
  };
  readonly event: EventShorthand;
  readonly expect: CaseExpectation;
  readonly swap: readonly Swap[];
  readonly origin: Origin;
}
