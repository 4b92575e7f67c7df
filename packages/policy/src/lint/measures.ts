import { eventTypeDecl, measureStrength, measureTarget } from "@evenhand/contract";
import type { Clause, Detector, MeasureSpec } from "../model.js";
import type { LintContext } from "./lint-context.js";

/** Detectors whose measure does not fit the ladder, the automation limit or the events. */
export function lintMeasures(context: LintContext): void {
  for (const detector of context.policy.detectors) {
    const clause = context.clauseOf(detector);
    if (clause === undefined || detector.then.kind !== "measure") continue;
    const { measure } = detector.then;
    lintLadder(detector, clause, measure, context);
    lintAutomation(detector, clause, measure, context);
    lintAccount(detector, measure, context);
  }
}

function lintLadder(detector: Detector, clause: Clause, { kind }: MeasureSpec, { report }: LintContext): void {
  const levels = Object.entries(clause.ladder);
  const without = levels.filter(([, specs]) => !specs.some((spec) => spec.kind === kind));
  if (without.length === 0) return;
  const who = `The detector "${detector.id}" asks for ${kind}`;
  if (without.length === levels.length) {
    const allowed = [...new Set(levels.flatMap(([, specs]) => specs.map((spec) => spec.kind)))];
    const list = allowed.length === 0 ? "nothing" : allowed.toSorted(byStrength).join(", ");
    const message = `${who}, which the ladder of "${clause.id}" has at no standing level; it has ${list}.`;
    const advice = "Ask for one of these, or for ladder, or add the measure to the clause.";
    report("EH_LINT_MEASURE_FORBIDDEN", "error", detector.origin, `${message} ${advice}`);
    return;
  }
  const effects = without.map(([level, specs]) => `at ${level}, ${instead(kind, specs)}`);
  const message = `${who}, which the ladder of "${clause.id}" lacks at some levels: ${effects.join("; ")}.`;
  const places = without.map(([level]) => level).join(" and ");
  const advice = `Add ${kind} at ${places}, or write then: ladder for the strongest that is allowed.`;
  report("EH_LINT_MEASURE_SOMETIMES_FORBIDDEN", "warning", detector.origin, `${message} ${advice}`);
}

function byStrength(a: MeasureSpec["kind"], b: MeasureSpec["kind"]): number {
  return measureStrength(a) - measureStrength(b);
}

function instead(kind: MeasureSpec["kind"], specs: readonly MeasureSpec[]): string {
  const weaker = specs.findLast((spec) => measureStrength(spec.kind) < measureStrength(kind));
  return weaker === undefined ? "nothing is done and a person must look" : `${weaker.kind} is what happens`;
}

/** A clause with `automation: review` says itself that a person always decides; there is nothing to warn of. */
function lintAutomation(detector: Detector, clause: Clause, measure: MeasureSpec, { report }: LintContext): void {
  const { automation } = clause;
  if (automation === "review") return;
  const beyond = Object.values(clause.ladder).map((specs) => {
    const granted = specs.findLast((spec) => measureStrength(spec.kind) <= measureStrength(measure.kind));
    return granted !== undefined && measureStrength(granted.kind) > measureStrength(automation);
  });
  if (beyond.length === 0 || !beyond.every(Boolean)) return;
  const message = `The detector "${detector.id}" asks for ${measure.kind}, but for "${clause.id}" a machine goes no further than ${automation}: every finding opens a case.`;
  const advice = `If that is meant, write then: review or then: ${automation}; otherwise raise automation.`;
  report("EH_LINT_AUTOMATION_REVIEW", "warning", detector.origin, `${message} ${advice}`);
}

function lintAccount(detector: Detector, measure: MeasureSpec, { report }: LintContext): void {
  if (measureTarget(measure.kind) !== "account") return;
  const without = detector.on.filter((type) => !eventTypeDecl(type).required.includes("actor"));
  if (without.length === 0) return;
  const message = `The detector "${detector.id}" asks for ${measure.kind}, a measure on the account, but ${without.join(", ")} events need not have one.`;
  report(
    "EH_LINT_NO_ACCOUNT",
    "warning",
    detector.origin,
    `${message} Ask for a measure on the item or for review, or take them off on:.`,
  );
}
