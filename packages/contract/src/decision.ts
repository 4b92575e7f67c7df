import { Type } from "typebox";
import { Finding } from "./finding.js";
import { Measure } from "./measure.js";

export const OUTCOMES = ["allow", "act", "hold", "review"] as const;
/**
 * `allow`: nothing found that acts. `act`: measures are carried out and nothing waits. `hold`: the item waits, unseen,
 * for a person. `review`: a person must look; measures listed beside it are carried out meanwhile.
 */
export type Outcome = (typeof OUTCOMES)[number];

/** The outcome for one event: what `evenhand decide --json` prints, and what the service stores. */
export const Decision = Type.Object({
  event: Type.Object({ source: Type.String(), id: Type.String() }),
  outcome: Type.Union(OUTCOMES.map((outcome) => Type.Literal(outcome))),
  measures: Type.Array(Measure),
  findings: Type.Array(Finding),
  /** Version of the policy: `sha256:` and 64 hexadecimal digits. */
  policy: Type.String({ pattern: "^sha256:[0-9a-f]{64}$" }),
});

/** The outcome for one event, its measures, its findings and the policy version that made it. */
export interface Decision {
  readonly event: { readonly source: string; readonly id: string };
  readonly outcome: Outcome;
  readonly measures: readonly Measure[];
  readonly findings: readonly Finding[];
  readonly policy: string;
}
