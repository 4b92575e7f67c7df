import type { Problem } from "@evenhand/contract";
import type { CompiledPolicy } from "../compile-policy.js";
import type { Policy } from "../model.js";
import { lintClauses } from "./clauses.js";
import { lintCommonTerms } from "./common-terms.js";
import { lintDuplicates } from "./duplicates.js";
import { createLintContext } from "./lint-context.js";
import { lintMeasures } from "./measures.js";
import { lintShadowed } from "./shadowed.js";
import { lintThresholds } from "./thresholds.js";
import { lintTranslations } from "./translations.js";
import { lintUnused } from "./unused.js";

export interface LintOptions {
  /** Ordinary texts of the community; terms that match many of them are reported. */
  readonly sample?: readonly string[];
}

/**
 * What is likely to be a mistake in a policy that loads, beyond what `compilePolicy` says of its conditions (unknown names,
 * types, cost, parts that never or always hold). By file, line and column.
 *
 * @param compiled the same policy compiled; spares work, and may be undefined where its conditions have errors
 */
export function lintPolicy(
  policy: Policy,
  compiled: CompiledPolicy | undefined,
  options: LintOptions = {},
): readonly Problem[] {
  const context = createLintContext(policy, compiled);
  lintClauses(context);
  lintTranslations(context);
  lintMeasures(context);
  lintShadowed(context);
  lintThresholds(context);
  lintUnused(context);
  lintDuplicates(context);
  lintCommonTerms(context, options.sample ?? []);
  return context.problems();
}
