import { parse } from "@evenhand/cel";
import { namesIn } from "../environment/naming-call.js";
import type { LintContext } from "./lint-context.js";

/** Banks, counters and classifiers that nothing asks. */
export function lintUnused({ policy, conditionOf, report }: LintContext): void {
  const used = { bank: new Set<string>(), counter: new Set<string>(), classifier: new Set<string>() };
  for (const detector of policy.detectors) {
    for (const { kind, name } of namesIn(conditionOf(detector))) used[kind].add(name);
  }
  for (const { key, value, where } of policy.counters) {
    for (const source of [key, value, where]) {
      if (source === undefined) continue;
      for (const { kind, name } of namesIn(parse(source))) used[kind].add(name);
    }
  }
  for (const bank of policy.banks) {
    if (used.bank.has(bank.name)) continue;
    report(
      "EH_LINT_BANK_UNUSED",
      "warning",
      bank.origin,
      `No condition asks the bank "${bank.name}". Use it, or take the file out.`,
    );
  }
  for (const { name, origin } of policy.classifiers) {
    if (used.classifier.has(name)) continue;
    report(
      "EH_LINT_CLASSIFIER_UNUSED",
      "warning",
      origin,
      `No condition asks the classifier "${name}". Use it, or take the file out.`,
    );
  }
  for (const { name, origin } of policy.counters) {
    if (used.counter.has(name)) continue;
    report(
      "EH_LINT_COUNTER_UNUSED",
      "warning",
      origin,
      `No condition asks the counter "${name}". Use it, or take it out.`,
    );
  }
}
