/** Which acts a reader wants: names of acts, `measure.*` for all that begin so, `*` for all. */
import { ACTS, EvenhandError, type Problem } from "@evenhand/contract";
import { type RawBuilder, sql } from "kysely";

/** Whether a pattern matches an act's name. */
export function matchesAct(pattern: string, act: string): boolean {
  if (pattern === "*") return true;
  return pattern.endsWith(".*") ? act.startsWith(pattern.slice(0, -1)) : act === pattern;
}

/**
 * Checks patterns, so that a misspelt one does not silently match nothing.
 *
 * @param where JSON Pointer or parameter for the message; the pattern's index is added
 * @throws EvenhandError EH_JOURNAL_ACTS where one matches no act that there is
 */
export function checkActPatterns(patterns: readonly string[], where: string): void {
  const problems = patterns.flatMap((pattern, i): Problem[] => {
    if (ACTS.some((act) => matchesAct(pattern, act))) return [];
    const message = `"${pattern}" matches no act. There are: ${ACTS.join(", ")}; measure.* and * are patterns.`;
    return [{ code: "EH_JOURNAL_ACTS", message, where: `${where}/${i}` }];
  });
  const [first] = problems;
  if (first !== undefined) throw new EvenhandError("EH_JOURNAL_ACTS", first.message, problems);
}

/** The patterns as a condition on the column `act`; undefined where they let everything through. */
export function actsCondition(patterns: readonly string[] | undefined): RawBuilder<boolean> | undefined {
  if (patterns === undefined || patterns.includes("*")) return undefined;
  const names = patterns.filter((pattern) => !pattern.endsWith(".*"));
  const prefixes = patterns
    .filter((pattern) => pattern.endsWith(".*"))
    .map((pattern) => `${pattern.slice(0, -1).replaceAll(/[\\%_]/g, "\\$&")}%`);
  return sql<boolean>`(act = any(${names}::text[]) or act like any(${prefixes}::text[]))`;
}
