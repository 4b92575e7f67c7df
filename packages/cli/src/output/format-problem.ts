import { EvenhandError, type Problem } from "@evenhand/contract";
import type { Colours } from "./colours.js";
import { safeBlock } from "./safe-text.js";

/** A problem for a person: where, how grave, which code, and the message with its caret lines. */
export function formatProblem(problem: Problem, colours: Colours): string {
  const severity = problem.severity ?? "error";
  const word = severity === "error" ? colours.red("error") : colours.yellow("warning");
  const where = problem.where ? `${colours.bold(safeBlock(problem.where))}: ` : "";
  const excerpt = problem.excerpt === undefined ? "" : `\n${safeBlock(problem.excerpt)}`;
  return `${where}${word} ${problem.code}: ${safeBlock(problem.message)}${excerpt}`;
}

/** An error and its problems, one below the other; errors that are not for people are shown with their stack. */
export function formatError(error: unknown, colours: Colours): string {
  if (!(error instanceof EvenhandError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `${colours.red("error")} EH_INTERNAL: This is a mistake in Evenhand; please report it.\n${stack}`;
  }
  const lines = error.problems.map((problem) => formatProblem(problem, colours));
  return [...lines, formatProblem({ code: error.code, message: error.message }, colours)].join("\n");
}
