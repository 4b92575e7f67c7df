import type { Call, Expr } from "../../ast.js";
import { Frame } from "../../runtime/frame.js";
import { libraryFunction } from "../../stdlib/library.js";
import { OPERATORS } from "../../stdlib/operators.js";
import type { Implementation } from "../../stdlib/overload.js";
import { CelDouble } from "../../values/double.js";
import { CelError } from "../../values/error.js";
import { intFromBigInt } from "../../values/int.js";
import { CelUint } from "../../values/uint.js";
import type { Checked } from "../check.js";
import { isHostFunction } from "../functions.js";

/** Cost units that folding one call may take. */
const FOLD_BUDGET = 10_000;

const scratch = new Frame({ roots: [], slots: 0, memos: 0, locals: 0, budget: FOLD_BUDGET });

/**
 * The value of an expression that is built from literals alone, computed by the functions that evaluation uses; a
 * CelError where it always fails; undefined where it depends on facts, or would take long.
 */
export function fold(expr: Expr, checked: Checked): unknown {
  switch (expr.kind) {
    case "literal":
      if (expr.type === "int") return intFromBigInt(expr.value as bigint);
      if (expr.type === "uint") return new CelUint(expr.value as bigint);
      return expr.type === "double" ? new CelDouble(expr.value as number) : expr.value;
    case "list": {
      const elements: unknown[] = [];
      for (const element of expr.elements) {
        const value = fold(element, checked);
        if (value === undefined || value instanceof CelError) return undefined;
        elements.push(value);
      }
      return elements;
    }
    case "call":
      return foldCall(expr, checked);
    default:
      return undefined;
  }
}

function foldCall(expr: Call, checked: Checked): unknown {
  const run = implementation(expr);
  if (run === undefined || checked.calls.get(expr.id)?.some(isHostFunction) === true) return undefined;
  const operands: unknown[] = [];
  for (const operand of expr.target === undefined ? expr.args : [expr.target, ...expr.args]) {
    const value = fold(operand, checked);
    if (value === undefined || value instanceof CelError) return undefined;
    operands.push(value);
  }
  scratch.cost = 0;
  const result = run(scratch, operands[0], operands[1], operands[2], operands[3]);
  return result instanceof CelError && result.fatal ? undefined : result;
}

function implementation(expr: Call): Implementation | undefined {
  if (expr.target === undefined && Object.hasOwn(OPERATORS, expr.fn)) return OPERATORS[expr.fn];
  const operands = expr.args.length + (expr.target === undefined ? 0 : 1);
  return libraryFunction(expr.fn, operands, expr.target !== undefined)?.run;
}
