import { check, type Checked, CelSyntaxError, type Env, parse, syntaxProblem } from "@evenhand/cel";
import type { Problem } from "@evenhand/contract";
import { locate } from "./condition-problems.js";
import { expressionOrigin } from "./load/counters.js";
import { checkUsage } from "./environment/check-usage.js";
import { bankFunctions } from "./environment/bank-functions.js";
import { classifierFunctions } from "./environment/classifier-functions.js";
import type { CounterDecl, Policy } from "./model.js";
import type { CheckedCounter } from "./plan/compiled-counter.js";

const VALUE_TYPES: ReadonlySet<string> = new Set(["string", "int", "bool", "dyn", "error"]);
/** A list: the event is counted under each of its elements. */
const KEY_TYPES: ReadonlySet<string> = new Set([...VALUE_TYPES, "list"]);

/**
 * Checks the expressions of the policy's counters. They read the facts of the event that is counted, and no counters.
 *
 * @param env the environment of the conditions
 */
export function checkCounters(
  policy: Pick<Policy, "banks" | "classifiers" | "counters">,
  env: Env,
): { counters: CheckedCounter[]; problems: Problem[] } {
  const problems: Problem[] = [];
  // Neither what a live bank holds nor what others answer: counts are computed again from stored events.
  const replaced = [...bankFunctions(policy.banks, true), ...classifierFunctions(policy.classifiers, true)];
  const names = new Set(["count", "distinct", ...replaced.map((decl) => decl.name)]);
  const functions = [...env.functions.filter((decl) => !names.has(decl.name)), ...replaced];
  const context = { policy, env: { ...env, functions }, problems };
  const counters = policy.counters.flatMap((decl, index) => {
    const key = checkOne(decl, decl.key, "key", context);
    const value = decl.value === undefined ? undefined : checkOne(decl, decl.value, "value", context);
    const where = decl.where === undefined ? undefined : checkOne(decl, decl.where, "where", context);
    return key === undefined ? [] : [{ decl, index, key, value, where }];
  });
  return { counters, problems };
}

interface Context {
  readonly policy: Pick<Policy, "banks" | "counters">;
  readonly env: Env;
  readonly problems: Problem[];
}

function checkOne(
  decl: CounterDecl,
  source: string,
  field: "key" | "value" | "where",
  { policy, env, problems }: Context,
): Checked | undefined {
  const report = (problem: Parameters<typeof locate>[0]): void => {
    problems.push(locate(problem, source, expressionOrigin(decl, field)));
  };
  let checked: Checked;
  try {
    checked = check(parse(source), env, { condition: field === "where", source });
  } catch (error) {
    if (!(error instanceof CelSyntaxError)) throw error;
    report(syntaxProblem(error));
    return undefined;
  }
  checked.problems.forEach(report);
  const allowed = field === "key" ? KEY_TYPES : VALUE_TYPES;
  if (field !== "where" && !allowed.has(checked.type.kind)) {
    const message = `The ${field}: of the counter "${decl.name}" is a ${checked.type.kind}; it must be a string, a whole number or a boolean.`;
    report({ code: "EH_POLICY_COUNTER_KEY", severity: "error", message, offset: 0 });
  }
  checkUsage(checked, decl.on, policy).forEach(report);
  return checked;
}
