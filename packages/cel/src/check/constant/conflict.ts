import type { Expr, Literal } from "../../ast.js";
import { format } from "../../format.js";
import { CelError } from "../../values/error.js";
import { numericValue } from "../../values/numeric.js";
import type { Checked } from "../check.js";
import { excerpt } from "../messages.js";
import {
  type Assumption,
  type Comparison,
  comparisonOf,
  EQUAL,
  GREATER,
  LESS,
  mirrored,
  TRUE_FOR,
  UNORDERED,
} from "./assumption.js";
import { type Domain, type Point, pointOf } from "./domain.js";
import { fold } from "./fold.js";
import { initialDomain, mayBeNaN } from "./ranges.js";
import { namesIn, substitute } from "./substitute.js";

/** Why assumptions cannot all be met: the first term that cannot, and a reason in words. */
export interface Conflict {
  readonly node: Expr;
  readonly reason: string;
}

/** Values of one sub-expression that are tried in the other terms. */
const MAX_TRIED_VALUES = 32;
/** Terms of a chain up to which values are tried in all others, a quadratic affair. */
const MAX_TRIED_TERMS = 48;

/** Characters of expressions that may still be looked at; once they are used up nothing more is proved. */
export interface Work {
  left: number;
}

/** Whether an expression can be true, or can be false, looked at alone; asked for terms that are no comparisons. */
export type Possibility = (expr: Expr, holds: boolean) => Conflict | undefined;

/**
 * A proof that the assumptions cannot be met together, or undefined. Each narrows what is known of one sub-expression:
 * its truth, how two of them compare, or the values it can have; where nothing is left, no facts can meet them all.
 */
export function conflictOf(
  atoms: readonly Assumption[],
  checked: Checked,
  work: Work,
  possibility: Possibility,
): Conflict | undefined {
  const known = new Knowledge(checked, work);
  for (const atom of atoms) {
    if (work.left < 0) return undefined;
    const conflict =
      known.assume(atom) ?? (comparisonOf(atom.expr) === undefined ? possibility(atom.expr, atom.holds) : undefined);
    if (conflict !== undefined) return conflict;
  }
  if (atoms.length > MAX_TRIED_TERMS || atoms.length < 2) return undefined;
  return known.tryValues(atoms, possibility);
}

interface Subject {
  readonly expr: Expr;
  readonly domain: Domain;
}

class Knowledge {
  readonly #checked: Checked;
  readonly #work: Work;
  readonly #truths = new Map<string, Assumption>();
  readonly #standings = new Map<string, { allowed: number; by: Expr[] }>();
  readonly #subjects = new Map<string, Subject>();

  constructor(checked: Checked, work: Work) {
    this.#checked = checked;
    this.#work = work;
  }

  assume(atom: Assumption): Conflict | undefined {
    const { expr, holds } = atom;
    const value = fold(expr, this.#checked);
    if (value !== undefined)
      return value === holds ? undefined : { node: expr, reason: foldedReason(expr, value, holds) };
    return this.#truth(atom) ?? this.#membership(atom) ?? this.#comparison(atom);
  }

  #truth(atom: Assumption): Conflict | undefined {
    const key = format(atom.expr);
    this.#work.left -= key.length;
    const before = this.#truths.get(key);
    this.#truths.set(key, before ?? atom);
    if (before === undefined || before.holds === atom.holds) return undefined;
    return { node: atom.expr, reason: `\`${excerpt(atom.expr)}\` would have to be true and false at once` };
  }

  #membership({ expr, holds }: Assumption): Conflict | undefined {
    if (expr.kind !== "call" || expr.fn !== "@in" || expr.args.length !== 2) return undefined;
    const [element, list] = expr.args as readonly [Expr, Expr];
    if (list.kind === "map" && list.entries.length === 0 && holds) return { node: expr, reason: "the map is empty" };
    const values = fold(list, this.#checked);
    if (!Array.isArray(values)) return undefined;
    if (values.length === 0) return holds ? { node: expr, reason: "the list is empty" } : undefined;
    const points = values.map(pointOf);
    const listed = points.filter((point) => point !== undefined);
    const { domain } = this.#subject(element);
    // What is not on a line (a NaN, a null, a list) can still be meant where the list contains it.
    if (holds && listed.length < points.length) return undefined;
    const left = holds ? domain.restrict(listed, expr) : domain.exclude(listed, expr);
    return left ? undefined : this.#contradiction(element, domain, expr);
  }

  #comparison({ expr, holds }: Assumption): Conflict | undefined {
    const comparison = comparisonOf(expr);
    if (comparison === undefined) return undefined;
    const left = fold(comparison.left, this.#checked);
    const right = fold(comparison.right, this.#checked);
    if (left instanceof CelError || right instanceof CelError) {
      return {
        node: expr,
        reason: `\`${excerpt(left instanceof CelError ? comparison.left : comparison.right)}\` always fails`,
      };
    }
    if (right !== undefined) return this.#withConstant(comparison, right, expr, holds);
    if (left !== undefined) return this.#withConstant(mirrored(comparison), left, expr, holds);
    return this.#standing(comparison, expr, holds);
  }

  #withConstant({ relation, left }: Comparison, constant: unknown, by: Expr, holds: boolean): Conflict | undefined {
    const number = numericValue(constant);
    if (number !== undefined && Number.isNaN(number)) {
      // Nothing equals NaN or lies on a side of it.
      const impossible = relation === "!=" ? !holds : holds;
      return impossible ? { node: by, reason: "nothing compares with NaN" } : undefined;
    }
    const point = pointOf(constant);
    if (point === undefined) return undefined;
    const { domain } = this.#subject(left);
    return this.#narrow(domain, relation, point, by, holds) ? undefined : this.#contradiction(left, domain, by);
  }

  #narrow(domain: Domain, relation: Comparison["relation"], point: Point, by: Expr, holds: boolean): boolean {
    switch (relation) {
      case "==":
      case "!=":
        return (relation === "==") === holds ? domain.restrict([point], by) : domain.exclude([point], by);
      case "<":
        return holds ? domain.bound("high", point, true, false, by) : domain.bound("low", point, false, true, by);
      case "<=":
        return holds ? domain.bound("high", point, false, false, by) : domain.bound("low", point, true, true, by);
      case ">":
        return holds ? domain.bound("low", point, true, false, by) : domain.bound("high", point, false, true, by);
      case ">=":
        return holds ? domain.bound("low", point, false, false, by) : domain.bound("high", point, true, true, by);
    }
  }

  /** Two sub-expressions against each other: `a < b && b < a`. */
  #standing(comparison: Comparison, by: Expr, holds: boolean): Conflict | undefined {
    const ordered = format(comparison.left) <= format(comparison.right) ? comparison : mirrored(comparison);
    const [left, right] = [format(ordered.left), format(ordered.right)];
    const trueFor = TRUE_FOR[ordered.relation];
    const meant = holds ? trueFor : (LESS | EQUAL | GREATER | UNORDERED) & ~trueFor;
    const same = left === right;
    const initial = same
      ? EQUAL | (mayBeNaN(ordered.left, this.#checked) ? UNORDERED : 0)
      : LESS | EQUAL | GREATER | UNORDERED;
    const key = `${left}\u0000${right}`;
    const standing = this.#standings.get(key) ?? { allowed: initial, by: [] };
    standing.allowed &= meant;
    this.#standings.set(key, standing);
    if (standing.allowed === 0) {
      const reason = same && standing.by.length === 0 ? "both sides are the same" : contradicts(by, standing.by.at(-1));
      return { node: by, reason };
    }
    standing.by.push(by);
    return undefined;
  }

  #subject(expr: Expr): Subject {
    const key = format(expr);
    const known = this.#subjects.get(key);
    if (known !== undefined) return known;
    const subject = { expr, domain: initialDomain(expr, this.#checked) };
    this.#subjects.set(key, subject);
    return subject;
  }

  #contradiction(subject: Expr, domain: Domain, by: Expr): Conflict {
    const earlier = domain.terms.slice(0, -1);
    if (earlier.length === 0) return { node: by, reason: `\`${excerpt(subject)}\` has no such value` };
    const told = earlier
      .slice(-2)
      .map((term) => `\`${excerpt(term)}\``)
      .join(" and ");
    return { node: by, reason: `\`${excerpt(by)}\` leaves \`${excerpt(subject)}\` no value beside ${told}` };
  }

  /** Where only some values are left of a sub-expression, each must pass in every other term that holds it. */
  tryValues(atoms: readonly Assumption[], possibility: Possibility): Conflict | undefined {
    for (const [key, { expr, domain }] of this.#subjects) {
      const type = this.#checked.types.get(expr.id)?.kind;
      const values = domain.values;
      if (values === undefined || values.length > MAX_TRIED_VALUES || type === undefined) continue;
      const names = namesIn(expr);
      for (const atom of atoms) {
        if (domain.terms.includes(atom.expr) || this.#work.left < 0) continue;
        const text = format(atom.expr);
        this.#work.left -= text.length * (1 + values.length);
        if (!text.includes(key)) continue;
        const conflict = this.#tryIn(atom, { key, names, type, domain }, possibility);
        if (conflict !== undefined) return conflict;
      }
    }
    return undefined;
  }

  #tryIn(
    atom: Assumption,
    subject: { key: string; names: ReadonlySet<string>; type: string; domain: Domain },
    possibility: Possibility,
  ): Conflict | undefined {
    let failed: Conflict | undefined;
    const left = subject.domain.keep((value) => {
      const literal = asLiteral(value, subject.type);
      if (literal === undefined) return true;
      const replaced = substitute(atom.expr, subject.key, subject.names, literal);
      if (replaced === atom.expr) return true;
      const alone = new Knowledge(this.#checked, this.#work).assume({ expr: replaced, holds: atom.holds });
      const conflict = alone ?? (comparisonOf(replaced) === undefined ? possibility(replaced, atom.holds) : undefined);
      failed = conflict ?? failed;
      return conflict === undefined;
    });
    if (left || failed === undefined) return undefined;
    const told = subject.domain.terms
      .slice(-2)
      .map((term) => `\`${excerpt(term)}\``)
      .join(" and ");
    return { node: atom.expr, reason: `\`${excerpt(atom.expr)}\` cannot be ${atom.holds} beside ${told}` };
  }
}

/**
 * The literal that stands for a value wherever the sub-expression stands: of the very type, so that the other terms mean
 * the same with it. Doubles are left out, since 0.0 and -0.0 are equal and not the same.
 */
function asLiteral(point: Point, type: string): Pick<Literal, "type" | "value"> | undefined {
  if (typeof point.at === "string" && (type === "string" || type === "dyn")) return { type: "string", value: point.at };
  if (typeof point.at === "boolean" && (type === "bool" || type === "dyn")) return { type: "bool", value: point.at };
  if (point.line !== "number" || (type !== "int" && type !== "uint")) return undefined;
  if (typeof point.at === "number" && !Number.isInteger(point.at)) return undefined;
  return { type, value: BigInt(point.at) };
}

function foldedReason(expr: Expr, value: unknown, holds: boolean): string {
  const text = excerpt(expr);
  if (value instanceof CelError) return `\`${text}\` always fails`;
  return expr.kind === "literal" ? `it is written out as ${text}` : `\`${text}\` is always ${String(!holds)}`;
}

function contradicts(by: Expr, earlier: Expr | undefined): string {
  return earlier === undefined
    ? `\`${excerpt(by)}\` cannot be`
    : `\`${excerpt(by)}\` contradicts \`${excerpt(earlier)}\``;
}
