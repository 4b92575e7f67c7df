import { type Problem as CelProblem, locate as placeOf, renderProblem } from "@evenhand/cel";
import type { Problem } from "@evenhand/contract";
import type { Origin } from "./model.js";

/** A problem at an offset of a condition: the checker's own, or one that this package adds. */
export type OffsetProblem = Omit<CelProblem, "code"> & { readonly code: `EH_${string}` };

/** Puts a problem of a condition at its place in the policy folder, with the line and carets under it. */
export function locate(problem: OffsetProblem, source: string, origin: Origin): Problem {
  const place = placeOf(source, problem.offset);
  const column = place.line === 1 ? origin.column + place.column - 1 : place.column;
  return {
    code: problem.code,
    severity: problem.severity,
    where: `${origin.file}:${origin.line + place.line - 1}:${column}`,
    message: renderProblem(problem as CelProblem, source, origin),
  };
}
