import type { Expr } from "../../ast.js";
import { INT_MAX, INT_MIN } from "../../values/int.js";
import { UINT_MAX } from "../../values/uint.js";
import type { Checked } from "../check.js";
import { Domain } from "./domain.js";

/** Ranges of what methods of timestamps give, for any time zone. */
const CALENDAR: Readonly<Record<string, readonly [low: bigint, high: bigint]>> = {
  getMonth: [0n, 11n],
  getDate: [1n, 31n],
  getDayOfMonth: [0n, 30n],
  getDayOfWeek: [0n, 6n],
  getDayOfYear: [0n, 365n],
  getHours: [0n, 23n],
  getMinutes: [0n, 59n],
  getSeconds: [0n, 59n],
  getMilliseconds: [0n, 999n],
};

/** Types whose values are whole numbers, or whole nanoseconds. */
const WHOLE: ReadonlySet<string> = new Set(["int", "uint", "timestamp", "duration"]);
/** Types that hold no NaN, nor anything that could. */
const NO_NAN: ReadonlySet<string> = new Set([
  "int",
  "uint",
  "string",
  "bytes",
  "bool",
  "null",
  "timestamp",
  "duration",
  "type",
]);

/** Whether a value of the expression can be NaN or hold one, and so be unequal to itself. */
export function mayBeNaN(expr: Expr, checked: Checked): boolean {
  const kind = checked.types.get(expr.id)?.kind;
  return kind === undefined || !NO_NAN.has(kind);
}

/** All values that a sub-expression can have by its type and by what it calls. */
export function initialDomain(expr: Expr, checked: Checked): Domain {
  const kind = checked.types.get(expr.id)?.kind;
  const base = { whole: kind !== undefined && WHOLE.has(kind), nan: mayBeNaN(expr, checked) };
  if (kind === "uint") return new Domain({ ...base, low: 0n, high: UINT_MAX });
  if (kind !== "int") return new Domain(base);
  const [low, high] = intRange(expr, checked);
  return new Domain({ ...base, low, high });
}

function intRange(expr: Expr, checked: Checked): readonly [bigint, bigint] {
  if (expr.kind !== "call") return [INT_MIN, INT_MAX];
  if (expr.fn === "size") return [0n, INT_MAX];
  if (expr.fn === "indexOf" || expr.fn === "lastIndexOf") return [-1n, INT_MAX];
  // The methods of durations give whole hours and so on, without such bounds.
  const ofTimestamp = expr.target !== undefined && checked.types.get(expr.target.id)?.kind === "timestamp";
  return ofTimestamp && Object.hasOwn(CALENDAR, expr.fn) ? CALENDAR[expr.fn]! : [INT_MIN, INT_MAX];
}
