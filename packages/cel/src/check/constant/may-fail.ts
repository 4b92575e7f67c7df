import type { Call, Expr } from "../../ast.js";
import type { Type } from "../../types.js";
import type { Checked } from "../check.js";
import { isHostFunction } from "../functions.js";
import { childrenOf } from "../walk.js";

/** Functions that give a value for every argument of their types. */
const TOTAL: ReadonlySet<string> = new Set([
  "_==_",
  "_!=_",
  "_<_",
  "_<=_",
  "_>_",
  "_>=_",
  "_&&_",
  "_||_",
  "!_",
  "_?_:_",
  "@in",
  "size",
  "contains",
  "startsWith",
  "endsWith",
  "dyn",
  "type",
]);
/** Of these, the ones that take operands of any type. */
const ANY_TYPE: ReadonlySet<string> = new Set(["_==_", "_!=_", "dyn", "type"]);

/**
 * Whether evaluation may give an error for some facts of the declared types. It says yes where it does not know. Facts
 * are taken to be what the environment declares, and the budget to be enough.
 */
export function mayFail(expr: Expr, checked: Checked): boolean {
  const type = checked.types.get(expr.id);
  switch (expr.kind) {
    case "literal":
      return false;
    case "ident":
      return isConverted(type);
    case "select": {
      if (checked.references.has(expr.id)) return isConverted(type);
      const owner = checked.types.get(expr.operand.id);
      if (mayFail(expr.operand, checked)) return true;
      if (owner?.kind === "map") return !expr.test;
      if (owner?.kind !== "struct" || !Object.hasOwn(owner.fields, expr.field)) return true;
      return !expr.test && (owner.fields[expr.field]!.absent === "error" || isConverted(type));
    }
    case "call":
      return callMayFail(expr, checked);
    case "list":
      return expr.elements.some((element) => mayFail(element, checked));
    case "macro": {
      const range = checked.types.get(expr.range.id)?.kind;
      if ((range !== "list" && range !== "map") || expr.macro === "transformMapEntry") return true;
      const conditions = expr.macro === "map" || expr.macro.startsWith("transform") ? [] : [expr.body];
      if (expr.filter !== undefined) conditions.push(expr.filter);
      if (conditions.some((condition) => checked.types.get(condition.id)?.kind !== "bool")) return true;
      return childrenOf(expr).some((child) => mayFail(child, checked));
    }
    case "bind":
      return mayFail(expr.value, checked) || mayFail(expr.body, checked);
    default:
      return true;
  }
}

function callMayFail(expr: Call, checked: Checked): boolean {
  const forms = checked.calls.get(expr.id) ?? [];
  if (!TOTAL.has(expr.fn) || forms.some(isHostFunction)) return true;
  const operands = childrenOf(expr);
  if (operands.some((operand) => mayFail(operand, checked))) return true;
  return !ANY_TYPE.has(expr.fn) && operands.some((operand) => !isConcrete(checked.types.get(operand.id)));
}

/** Moments and spans of time are texts in the facts, and a text may be no such thing. */
function isConverted(type: Type | undefined): boolean {
  return type === undefined || type.kind === "timestamp" || type.kind === "duration" || type.kind === "error";
}

function isConcrete(type: Type | undefined): boolean {
  return type !== undefined && type.kind !== "dyn" && type.kind !== "param" && type.kind !== "error";
}
