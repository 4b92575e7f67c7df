import type { Expr } from "../ast.js";
import { type CostEstimate, estimateCost } from "../cost.js";
import type { Env } from "../env.js";
import { parse } from "../parse.js";
import type { Problem } from "../problem.js";
import { DEFAULT_BUDGET } from "../runtime/budget.js";
import { CelSyntaxError } from "../syntax-error.js";
import type { Type } from "../types.js";
import { Checker } from "./checker.js";
import { constantConditions } from "./constant.js";
import { unguardedReads } from "./guards.js";
import { literalProblems } from "./literals.js";
import { excerpt, notBool } from "./messages.js";
import type { Signature } from "./standard-library.js";
import { walk } from "./walk.js";

/** An expression with what is known of it before it runs. */
export interface Checked {
  readonly expr: Expr;
  readonly env: Env;
  /** The type of the whole expression; `error` where it has none. */
  readonly type: Type;
  /** The type of every node, by its id. */
  readonly types: ReadonlyMap<number, Type>;
  /** In source order; an expression with a problem of severity `error` should not run. */
  readonly problems: readonly Problem[];
  readonly cost: CostEstimate;
  /** Selections and calls that are one qualified name, by node id: a variable `a.b`, the function `strings.quote`. */
  readonly references: ReadonlyMap<number, string>;
  /** The forms that a call may mean, by node id: one, or several where an argument is dyn. */
  readonly calls: ReadonlyMap<number, readonly Signature[]>;
}

export interface CheckOptions {
  /** Demand that the expression is true or false (dyn passes; it is checked when it runs). Default false. */
  readonly condition?: boolean;
  /** Cost units of one evaluation; a larger estimate is an error. Default DEFAULT_BUDGET. */
  readonly budget?: number;
  /** Namespace that names are looked up in first, as cel-spec's containers. Default none. */
  readonly container?: string;
  /** The text that was parsed; with it the caret of a bad pattern points into the pattern. */
  readonly source?: string;
}

/** Checks types, literal arguments, guards and cost. Never throws. */
export function check(expr: Expr, env: Env, options: CheckOptions = {}): Checked {
  const checker = new Checker(env, options.container ?? "");
  checker.infer(expr, undefined);
  const types = checker.finish();
  const type = types.get(expr.id) ?? { kind: "error" };
  const base = { expr, env, type, types, references: checker.references, calls: checker.calls };
  const tooDeep = checker.problems.some((problem) => problem.code === "EH_CEL_TOO_DEEP");
  if (tooDeep) return { ...base, problems: checker.problems, cost: { max: Infinity, tier: "cheap" } };

  const problems = [...checker.problems];
  if (options.condition === true && type.kind !== "bool" && type.kind !== "dyn" && type.kind !== "error") {
    problems.push(notBool(expr, "A condition", type));
  }
  walk(expr, (node) => {
    const forms = node.kind === "call" ? checker.calls.get(node.id) : undefined;
    if (node.kind === "call" && forms !== undefined) problems.push(...literalProblems(node, forms, options.source));
  });
  problems.push(...unguardedReads(expr, types));
  const cost = estimateCost(expr, base);
  const sound = problems.every((problem) => problem.severity !== "error");
  if (sound) problems.push(...overBudget(expr, cost, options.budget ?? DEFAULT_BUDGET));
  return { ...base, problems: problems.toSorted((a, b) => a.offset - b.offset), cost };
}

function overBudget(expr: Expr, cost: CostEstimate, budget: number): Problem[] {
  if (cost.max <= budget) return [];
  const figure = Number.isFinite(cost.max) ? `about ${rounded(cost.max)} units` : "more than can be counted";
  const message =
    `In the worst case this costs ${figure}, and one evaluation may cost ${budget.toLocaleString("en")}. ` +
    advice(cost.dearest);
  const at = cost.dearest ?? expr;
  return [
    { code: "EH_CEL_OVER_BUDGET", severity: "error", message, offset: "nameOffset" in at ? at.nameOffset : at.offset },
  ];
}

/** What makes the dearest part cheaper. */
function advice(dearest: Expr | undefined): string {
  if (dearest === undefined) return "Split the condition, or ask less of it.";
  const most = `Most of it goes into \`${excerpt(dearest)}\`. `;
  if (dearest.kind === "macro") return `${most}Avoid loops inside loops, and go through shorter lists.`;
  if (dearest.kind === "call" && dearest.fn === "matches") {
    return `${most}Use contains() or a bank, or a simpler pattern: a written one, without counts such as {6,12}.`;
  }
  return `${most}Do it outside of loops, or on shorter texts and lists.`;
}

/** To one digit, as an estimate is no more exact. */
function rounded(units: number): string {
  return Number(units.toPrecision(1)).toLocaleString("en");
}

/** The outcome of `checkCondition`: `checked` is absent where the source does not parse. */
export interface CheckedCondition {
  readonly checked: Checked | undefined;
  readonly problems: readonly Problem[];
}

/**
 * All that can be said of the source of a condition before it runs: syntax, types, a true-or-false result, literals,
 * guards, cost, and parts that never or always hold. Never throws.
 */
export function checkCondition(
  source: string,
  env: Env,
  options: Omit<CheckOptions, "source" | "condition"> = {},
): CheckedCondition {
  let expr: Expr;
  try {
    expr = parse(source);
  } catch (error) {
    if (!(error instanceof CelSyntaxError)) throw error;
    return { checked: undefined, problems: [syntaxProblem(error)] };
  }
  const checked = check(expr, env, { ...options, condition: true, source });
  const sound = checked.problems.every((problem) => problem.severity !== "error");
  const constant = sound ? constantConditions(checked) : [];
  const problems = [...checked.problems, ...constant].toSorted((a, b) => a.offset - b.offset);
  return { checked: { ...checked, problems }, problems };
}

export function syntaxProblem(error: CelSyntaxError): Problem {
  const message = /[.!?]$/.test(error.message) ? error.message : `${error.message}.`;
  return { code: "EH_CEL_SYNTAX", severity: "error", message, offset: error.offset };
}
