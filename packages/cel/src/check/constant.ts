import type { Expr } from "../ast.js";
import type { Problem } from "../problem.js";
import type { Checked } from "./check.js";
import { conjuncts, disjuncts } from "./conjuncts.js";
import { expand } from "./constant/assumption.js";
import { type Conflict, conflictOf, type Work } from "./constant/conflict.js";
import { fold } from "./constant/fold.js";
import { mayFail } from "./constant/may-fail.js";
import { excerpt } from "./messages.js";
import { childrenOf } from "./walk.js";

/** Why a condition can never or always hold, and the term that makes it so. */
export interface Verdict {
  readonly node: Expr;
  /** A clause without a full stop, such as "`x < 3` leaves `x` no value beside `x > 5`". */
  readonly reason: string;
}

/** Depth of conditions inside conditions that is looked into. */
const MAX_DEPTH = 24;
/** Characters of expressions that one search for proofs may look at. */
const MAX_WORK = 4_000_000;

/**
 * Whether a sub-expression of a checked tree is true for no facts whatever, and why. It is a proof: undefined means
 * "not known", never "can hold". Facts are taken to be as declared; an evaluation that fails is not true either.
 */
export function neverHolds(expr: Expr, checked: Checked): Verdict | undefined {
  return new Prover(checked).impossible(expr, true, 0);
}

/**
 * Whether a sub-expression is true for all facts as declared and fails for none, and why. A proof, as `neverHolds`.
 */
export function alwaysHolds(expr: Expr, checked: Checked): Verdict | undefined {
  return new Prover(checked).always(expr);
}

class Prover {
  readonly #checked: Checked;
  readonly #work: Work = { left: MAX_WORK };

  constructor(checked: Checked) {
    this.#checked = checked;
  }

  always(expr: Expr): Verdict | undefined {
    const verdict = this.impossible(expr, false, 0);
    if (verdict === undefined || this.#checked.types.get(expr.id)?.kind !== "bool") return undefined;
    return this.mayFail(expr, 0) ? undefined : verdict;
  }

  /** A proof that the expression is not `holds` for any facts. */
  impossible(expr: Expr, holds: boolean, depth: number): Conflict | undefined {
    if (depth > MAX_DEPTH) return undefined;
    return conflictOf(expand(expr, holds), this.#checked, this.#work, (term, value) =>
      this.#term(term, value, depth + 1),
    );
  }

  /** Failing is absorbed beside a term that decides `&&` or `||` without it. */
  mayFail(expr: Expr, depth: number): boolean {
    const fn = expr.kind === "call" && expr.target === undefined ? expr.fn : "";
    if (depth <= MAX_DEPTH && (fn === "_&&_" || fn === "_||_")) {
      const terms = fn === "_&&_" ? conjuncts(expr) : disjuncts(expr);
      const decides = fn === "_||_";
      return !terms.some((term) => this.#surely(term, decides, depth + 1)) && mayFail(expr, this.#checked);
    }
    if (fold(expr, this.#checked) !== undefined) return fold(expr, this.#checked) !== true;
    return mayFail(expr, this.#checked);
  }

  #surely(expr: Expr, holds: boolean, depth: number): boolean {
    return this.impossible(expr, !holds, depth) !== undefined && !this.#fails(expr, holds, depth);
  }

  #fails(expr: Expr, holds: boolean, depth: number): boolean {
    const value = fold(expr, this.#checked);
    return value === undefined ? this.mayFail(expr, depth) : value !== holds;
  }

  /** Terms that are not comparisons: chains that stayed together, conditionals, macros, and what is always there. */
  #term(expr: Expr, holds: boolean, depth: number): Conflict | undefined {
    if (depth > MAX_DEPTH) return undefined;
    switch (expr.kind) {
      case "call":
        return expr.target === undefined ? this.#call(expr.fn, expr.args, expr, holds, depth) : undefined;
      case "macro":
        return this.#macro(expr, holds, depth);
      case "bind":
        return this.impossible(expr.body, holds, depth);
      case "select":
        return holds ? undefined : this.#alwaysThere(expr);
      default:
        return undefined;
    }
  }

  #call(fn: string, args: readonly Expr[], expr: Expr, holds: boolean, depth: number): Conflict | undefined {
    // A true `||` needs one true term, a false `&&` one false term; the rest may be anything.
    if ((fn === "_||_" && holds) || (fn === "_&&_" && !holds)) {
      const terms = fn === "_||_" ? disjuncts(expr) : conjuncts(expr);
      return this.#allImpossible(terms, holds, depth);
    }
    if (fn === "_?_:_" && args.length === 3) {
      const [condition, yes, no] = args as readonly [Expr, Expr, Expr];
      const viaYes = this.impossible(condition, true, depth) ?? this.impossible(yes, holds, depth);
      if (viaYes === undefined) return undefined;
      const viaNo = this.impossible(condition, false, depth) ?? this.impossible(no, holds, depth);
      return viaNo === undefined
        ? undefined
        : { node: expr, reason: `no branch of \`${excerpt(expr)}\` is ever ${holds}` };
    }
    return undefined;
  }

  #allImpossible(terms: readonly Expr[], holds: boolean, depth: number): Conflict | undefined {
    let last: Conflict | undefined;
    for (const term of terms) {
      last = this.impossible(term, holds, depth);
      if (last === undefined) return undefined;
    }
    return last;
  }

  #macro(expr: Expr & { kind: "macro" }, holds: boolean, depth: number): Conflict | undefined {
    const searches = expr.macro === "exists" || expr.macro === "existsOne";
    if (!searches && expr.macro !== "all") return undefined;
    const found = searches === holds;
    // exists() is true, and all() false, only through an element for which the condition is.
    if (!found) return undefined;
    const range = fold(expr.range, this.#checked);
    if (Array.isArray(range) && range.length === 0) return { node: expr, reason: "the list is empty" };
    return this.impossible(expr.body, searches, depth);
  }

  #alwaysThere(expr: Expr & { kind: "select" }): Conflict | undefined {
    const owner = this.#checked.types.get(expr.operand.id);
    if (!expr.test || owner?.kind !== "struct" || !Object.hasOwn(owner.fields, expr.field)) return undefined;
    if (owner.fields[expr.field]!.absent !== "never") return undefined;
    return { node: expr, reason: `\`${excerpt({ ...expr, test: false })}\` is never absent` };
  }
}

/**
 * Warnings for the conditions inside a tree that never or always hold, the outermost ones: the whole, operands of `&&`,
 * `||`, `!` and `?:`, and conditions of macros. A whole condition that just says `true` is meant and is left alone.
 */
export function constantConditions(checked: Checked): Problem[] {
  const problems: Problem[] = [];
  const prover = new Prover(checked);
  const visit = (expr: Expr, depth: number, condition: boolean): void => {
    if (depth > MAX_DEPTH) return;
    const problem = condition ? report(expr, prover) : undefined;
    if (problem !== undefined) {
      problems.push(problem);
      return;
    }
    for (const { part, isCondition } of partsOf(expr)) visit(part, depth + 1, isCondition);
  };
  const { expr } = checked;
  if (expr.kind !== "literal" || expr.value !== true) visit(expr, 0, checked.types.get(expr.id)?.kind === "bool");
  return problems;
}

/** The sub-expressions, and which of them decide something. Chains are looked at as a whole and then term by term. */
function partsOf(expr: Expr): { part: Expr; isCondition: boolean }[] {
  const all = (parts: readonly Expr[], isCondition: boolean): { part: Expr; isCondition: boolean }[] =>
    parts.map((part) => ({ part, isCondition }));
  if (expr.kind === "call" && expr.target === undefined) {
    if (expr.fn === "_&&_") return all(conjuncts(expr), true);
    if (expr.fn === "_||_") return all(disjuncts(expr), true);
    if (expr.fn === "!_") return all(expr.args, true);
    if (expr.fn === "_?_:_") return expr.args.map((part, index) => ({ part, isCondition: index === 0 }));
  }
  if (expr.kind === "macro") {
    const decides = expr.macro !== "map" && !expr.macro.startsWith("transform");
    const filter = expr.filter === undefined ? [] : [expr.filter];
    return [...all([expr.range], false), ...all(filter, true), ...all([expr.body], decides)];
  }
  return all(childrenOf(expr), false);
}

function report(expr: Expr, prover: Prover): Problem | undefined {
  const no = prover.impossible(expr, true, 0);
  if (no !== undefined) return never(expr, no);
  const yes = prover.always(expr);
  if (yes === undefined) return undefined;
  const message = `\`${excerpt(expr)}\` is always true: ${asFact(yes.reason)}. Leave it out, or ask something else.`;
  return { code: "EH_CEL_ALWAYS_HOLDS", severity: "warning", message, offset: yes.node.offset };
}

function never(expr: Expr, verdict: Verdict): Problem {
  const message = `\`${excerpt(expr)}\` can never be true: ${verdict.reason}.`;
  return { code: "EH_CEL_NEVER_HOLDS", severity: "warning", message, offset: verdict.node.offset };
}

/** The proof that something always holds is that its opposite never does. */
function asFact(reason: string): string {
  return reason.startsWith("it is written") || reason.includes("is always") || reason.includes("is never")
    ? reason
    : "one of its terms is true whatever the facts are";
}
