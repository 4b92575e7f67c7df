import { checkCondition, conjuncts, type Env } from "@evenhand/cel";
import type { Problem } from "@evenhand/contract";
import { checkCounters } from "./check-counters.js";
import { locate } from "./condition-problems.js";
import { checkUsage } from "./environment/check-usage.js";
import { createEnvironment } from "./environment/environment.js";
import type { Detector, Policy } from "./model.js";
import { buildPlan, type Plan } from "./plan/build-plan.js";
import type { CompiledDetector } from "./plan/compiled-detector.js";
import { createSignals } from "./signals/create-signals.js";
import type { PolicySignals } from "./signals/signal-readers.js";

/** A policy whose conditions are compiled: everything that deciding needs, and immutable. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly env: Env;
  /** By id, as in the policy. */
  readonly detectors: readonly CompiledDetector[];
  readonly plan: Plan;
  readonly signals: PolicySignals;
}

export interface CompileResult {
  /** Undefined where a problem is an error. */
  readonly compiled: CompiledPolicy | undefined;
  /** Errors and warnings of conditions, with file, line and column. */
  readonly problems: readonly Problem[];
}

/**
 * Type-checks and compiles the conditions of a loaded policy. Never throws; a policy with an error is not compiled.
 *
 * @param policy as `loadPolicy` made it, or built by hand
 */
export function compilePolicy(policy: Policy): CompileResult {
  const env = createEnvironment(policy);
  const { counters, problems } = checkCounters(policy, env);
  const detectors = policy.detectors.flatMap((detector) => compileDetector(detector, env, policy, problems) ?? []);
  if (problems.some((problem) => problem.severity !== "warning")) return { compiled: undefined, problems };
  const plan = buildPlan(detectors, counters, env);
  return { compiled: { policy, env, detectors, plan, signals: createSignals(policy) }, problems };
}

function compileDetector(
  detector: Detector,
  env: Env,
  policy: Policy,
  problems: Problem[],
): CompiledDetector | undefined {
  const { when, whenOrigin, on } = detector;
  const { checked, problems: found } = checkCondition(when, env);
  problems.push(...found.map((problem) => locate(problem, when, whenOrigin)));
  if (checked === undefined) return undefined;
  for (const problem of checkUsage(checked, on, policy)) problems.push(locate(problem, when, whenOrigin));
  return { detector, checked, conjuncts: conjuncts(checked.expr) };
}
