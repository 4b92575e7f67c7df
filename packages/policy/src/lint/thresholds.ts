import { type Expr, walk } from "@evenhand/cel";
import { namingCall } from "../environment/naming-call.js";
import { originAt } from "../load/scalar-origin.js";
import type { Detector } from "../model.js";
import type { LintContext } from "./lint-context.js";

const COMPARISONS: ReadonlySet<string> = new Set(["_<_", "_<=_", "_>_", "_>=_", "_==_", "_!=_"]);

/** Counts that are compared with a number at or above the cap of their counter: from there on all counts look the same. */
export function lintThresholds(context: LintContext): void {
  for (const detector of context.policy.detectors) {
    walk(context.conditionOf(detector), (node) => {
      if (node.kind !== "call" || !COMPARISONS.has(node.fn) || node.args.length !== 2) return;
      const [left, right] = node.args as readonly [Expr, Expr];
      lintComparison(left, right, detector, context);
      lintComparison(right, left, detector, context);
    });
  }
}

function lintComparison(count: Expr, threshold: Expr, detector: Detector, { policy, report }: LintContext): void {
  const call = namingCall(count);
  const counter = call?.kind === "counter" ? policy.counters.find((decl) => decl.name === call.name) : undefined;
  if (counter === undefined) return;
  for (const { value, offset } of numbersOf(threshold)) {
    if (value < counter.cap) continue;
    const message = `The counter "${counter.name}" counts no further than ${counter.cap}, so ${value} cannot be told from more or fewer.`;
    const advice = "Lower the threshold, or raise cap: in evenhand.yaml.";
    report(
      "EH_LINT_THRESHOLD_BEYOND_CAP",
      "error",
      originAt(detector.whenOrigin, detector.when, offset),
      `${message} ${advice}`,
    );
  }
}

/** The whole numbers that an operand may be: a literal, or one of the branches of a conditional. */
function numbersOf(expr: Expr): readonly { value: number; offset: number }[] {
  if (expr.kind === "literal" && (typeof expr.value === "bigint" || typeof expr.value === "number")) {
    return [{ value: Number(expr.value), offset: expr.offset }];
  }
  if (expr.kind !== "call" || expr.fn !== "_?_:_") return [];
  return expr.args.slice(1).flatMap(numbersOf);
}
