import { type Problem as CelProblem, renderProblem } from "@evenhand/cel";
import type { Problem } from "@evenhand/contract";
import { originAt, renderingOrigin } from "./load/scalar-origin.js";
import type { Origin } from "./model.js";

/** A problem at an offset of a condition: the checker's own, or one that this package adds. */
export type OffsetProblem = Omit<CelProblem, "code"> & { readonly code: `EH_${string}` };

/** Puts a problem of a condition at its place in the policy folder, with the line and carets under it. */
export function locate(problem: OffsetProblem, source: string, origin: Origin): Problem {
  const { file, line, column } = originAt(origin, source, problem.offset);
  const rendered = renderProblem(problem as CelProblem, source, renderingOrigin(origin, source, problem.offset));
  return {
    code: problem.code,
    severity: problem.severity,
    where: `${file}:${line}:${column}`,
    message: problem.message,
    // The first line repeats place, code and message.
    excerpt: rendered.slice(rendered.indexOf("\n") + 1),
  };
}
