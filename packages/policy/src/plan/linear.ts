/**
 * Comparisons of two ints, each a fact or computed value times a number plus a number: `actor.followers * 2 + 10 <
 * actor.following`. Those that compare the same two values differ in numbers only, and are gone through as columns.
 */
import { type Checked, type Expr, format } from "@evenhand/cel";

/** `left * leftFactor + leftAdded OP right * rightFactor + rightAdded`, all ints. Exact. */
export interface LinearPath {
  readonly kind: "linear";
  readonly subject: Expr;
  readonly other: Expr;
  readonly op: "<" | "<=" | "==" | "!=";
  /** Factor and summand of the subject, then of the other. */
  readonly numbers: readonly [number, number, number, number];
}

const OPERATORS: Readonly<Record<string, { op: LinearPath["op"]; swapped: boolean }>> = {
  "_<_": { op: "<", swapped: false },
  "_<=_": { op: "<=", swapped: false },
  "_>_": { op: "<", swapped: true },
  "_>=_": { op: "<=", swapped: true },
  "_==_": { op: "==", swapped: false },
  "_!=_": { op: "!=", swapped: false },
};

interface Side {
  readonly subject: Expr;
  readonly factor: number;
  readonly added: number;
}

/** A comparison as a linear path, or undefined where it is none. */
export function linearPath(fn: string, left: Expr, right: Expr, checked: Checked): LinearPath | undefined {
  const operator = OPERATORS[fn];
  if (operator === undefined || !isInt(left, checked) || !isInt(right, checked)) return undefined;
  const [first, second] = operator.swapped ? [right, left] : [left, right];
  const a = sideOf(first, checked);
  const b = sideOf(second, checked);
  if (a === undefined || b === undefined) return undefined;
  const numbers = [a.factor, a.added, b.factor, b.added] as const;
  if (!numbers.every((number) => Number.isSafeInteger(number))) return undefined;
  return { kind: "linear", subject: a.subject, other: b.subject, op: operator.op, numbers };
}

/** What linear paths have in common that go through one table. */
export function linearTable({ subject, other, op }: LinearPath): string {
  return `${format(subject)}\n${op}\n${format(other)}`;
}

function isInt(expr: Expr, checked: Checked): boolean {
  return checked.types.get(expr.id)?.kind === "int";
}

/** Undefined for what is only a number: such comparisons have bounds. */
function sideOf(expr: Expr, checked: Checked): Side | undefined {
  if (expr.kind === "literal") return undefined;
  if (expr.kind === "call" && expr.target === undefined && expr.args.length === 2) {
    const [left, right] = expr.args as readonly [Expr, Expr];
    const [operand, number] = right.kind === "literal" ? [left, numberOf(right)] : [right, numberOf(left)];
    const side = number === undefined || !isInt(operand, checked) ? undefined : sideOf(operand, checked);
    if (side !== undefined && number !== undefined) {
      if (expr.fn === "_+_") return { ...side, added: side.added + number };
      if (expr.fn === "_*_") return { subject: side.subject, factor: side.factor * number, added: side.added * number };
      if (expr.fn === "_-_" && operand === left) return { ...side, added: side.added - number };
      if (expr.fn === "_-_") return { subject: side.subject, factor: -side.factor, added: number - side.added };
    }
  }
  return { subject: expr, factor: 1, added: 0 };
}

function numberOf(expr: Expr): number | undefined {
  if (expr.kind !== "literal" || expr.type !== "int") return undefined;
  const number = Number(expr.value);
  return Number.isSafeInteger(number) ? number : undefined;
}
