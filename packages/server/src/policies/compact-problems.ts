import type { Problem } from "@evenhand/contract";

/** Bounds of a list of problems: a hostile folder could make millions, each with a line of megabytes under it. */
const MOST = 2_000;
const MESSAGE = 2_000;
const EXCERPT = 2_000;

/** Errors before warnings, each within bounds; the places of all that fit. */
export function compactProblems(problems: readonly Problem[]): readonly Problem[] {
  const errors = problems.filter(({ severity }) => severity !== "warning");
  const kept = problems.length <= MOST ? problems : [...errors, ...problems.filter((p) => p.severity === "warning")];
  const list = kept.slice(0, MOST).map((problem) => ({
    ...problem,
    message: cut(problem.message, MESSAGE),
    ...(problem.excerpt === undefined ? {} : { excerpt: cut(problem.excerpt, EXCERPT) }),
  }));
  if (kept.length === list.length) return list;
  const more: Problem = {
    code: "EH_POLICY_TOO_BIG",
    severity: errors.length > MOST ? "error" : "warning",
    message: `${kept.length - MOST} more problems are not listed. \`evenhand policy check\` lists all of them.`,
  };
  return [...list, more];
}

function cut(text: string, most: number): string {
  // Not through a surrogate pair.
  return text.length <= most ? text : `${text.slice(0, most).replace(/[\ud800-\udbff]$/, "")}…`;
}
