import { EvenhandError } from "@evenhand/contract";

/** The answer where somebody names a clause that the policy in force does not have. */
export function clauseUnknown(clause: string): EvenhandError {
  return new EvenhandError("EH_MEASURE_CLAUSE_UNKNOWN", `The policy in force has no clause ${JSON.stringify(clause)}.`);
}
