import type { Frame } from "../runtime/frame.js";
import { fromDyn, isJsonObject, mapGet, mapHas } from "../values/access.js";
import { compareValues } from "../values/compare.js";
import { CelDouble } from "../values/double.js";
import { valuesEqual } from "../values/equals.js";
import { CelError } from "../values/error.js";
import { CelMap } from "../values/map.js";
import { numericValue } from "../values/numeric.js";
import { CelUint } from "../values/uint.js";
import { add, divide, modulo, multiply, negate, subtract } from "./arithmetic.js";
import { type Implementation, noOverload } from "./overload.js";

function equal(frame: Frame, a: unknown, b: unknown): unknown {
  const result = valuesEqual(a, b, frame);
  return frame.cost > frame.budget ? frame.overBudget(-1) : result;
}

function notEqual(frame: Frame, a: unknown, b: unknown): unknown {
  const result = equal(frame, a, b);
  return typeof result === "boolean" ? !result : result;
}

/** Comparing long strings takes time; the rest is constant. */
function chargeComparison(frame: Frame, a: unknown, b: unknown): boolean {
  if ((typeof a === "string" || a instanceof Uint8Array) && (typeof b === "string" || b instanceof Uint8Array)) {
    return frame.charge(Math.min(a.length, b.length) >> 4);
  }
  return true;
}

function ordering(name: string, holds: (order: number) => boolean): Implementation {
  return (frame, a, b) => {
    if (!chargeComparison(frame, a, b)) return frame.overBudget(-1);
    const order = compareValues(a, b);
    return order === undefined ? noOverload(name, a, b) : holds(order);
  };
}

/** `a[b]`. */
export function index(_frame: Frame, a: unknown, b: unknown): unknown {
  if (Array.isArray(a)) {
    const position = numericValue(b);
    if (position === undefined) return noOverload("[]", a, b);
    const at = Number(position);
    if (!Number.isInteger(at)) return noOverload("[]", a, b);
    if (at < 0 || at >= a.length) {
      return new CelError("EH_CEL_INDEX", `Index ${at} is outside a list of ${a.length}`);
    }
    return fromDyn(a[at]);
  }
  if (a instanceof CelMap || isJsonObject(a)) {
    if (!isKey(b)) return noOverload("[]", a, b);
    return mapGet(a, b) ?? (mapHas(a, b) ? null : noSuchKey(b));
  }
  return noOverload("[]", a, b);
}

function isKey(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || numericValue(value) !== undefined;
}

export function noSuchKey(key: unknown): CelError {
  const text = key instanceof CelDouble || key instanceof CelUint ? key.value : key;
  const shown = typeof text === "string" ? JSON.stringify(text.slice(0, 80)) : String(text);
  return new CelError("EH_CEL_NO_SUCH_FIELD", `no such key: ${shown}`);
}

function containedInList(frame: Frame, a: unknown, list: readonly unknown[]): unknown {
  if (!frame.charge(list.length)) return frame.overBudget(-1);
  const plain = typeof a === "number" || typeof a === "string";
  for (const element of list) {
    if (plain && element === a) return true;
    // A number may equal a boxed one; nothing else that is not identical equals a plain value.
    if (plain && typeof element !== "object" && typeof element !== "bigint") continue;
    const equal = valuesEqual(a, fromDyn(element), frame);
    if (frame.cost > frame.budget) return frame.overBudget(-1);
    if (equal) return true;
  }
  return false;
}

/** `a in b`. */
export function contained(frame: Frame, a: unknown, b: unknown): unknown {
  if (Array.isArray(b)) return containedInList(frame, a, b);
  if (b instanceof CelMap || isJsonObject(b)) return isKey(a) ? mapHas(b, a) : noOverload("in", a, b);
  return noOverload("in", a, b);
}

/** Operators that evaluate all their operands; `&&`, `||` and `?:` are compiled apart. */
export const OPERATORS: Readonly<Record<string, Implementation>> = {
  "_==_": equal,
  "_!=_": notEqual,
  "_<_": ordering("<", (order) => order === -1),
  "_<=_": ordering("<=", (order) => order <= 0),
  "_>_": ordering(">", (order) => order === 1),
  "_>=_": ordering(">=", (order) => order === 0 || order === 1),
  "_+_": add,
  "_-_": subtract,
  "_*_": multiply,
  "_/_": divide,
  "_%_": modulo,
  "-_": negate,
  "!_": (_frame, a) => (typeof a === "boolean" ? !a : noOverload("!", a)),
  "_[_]": index,
  "@in": contained,
};
