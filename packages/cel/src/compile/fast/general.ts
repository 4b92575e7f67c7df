import type { Implementation } from "../../stdlib/overload.js";
import { valuesEqual } from "../../values/equals.js";
import { CelError, located } from "../../values/error.js";
import { CelDuration } from "../../values/duration.js";
import { CelTimestamp } from "../../values/timestamp.js";
import type { Closure } from "../closure.js";
import type { ComparisonName } from "./numeric.js";

/** A comparison of two computed numbers; `run` does everything else. */
export function compareNumbers(
  fn: ComparisonName,
  left: Closure,
  right: Closure,
  run: Implementation,
  offset: number,
): Closure {
  const finish = (frame: Parameters<Implementation>[0], a: unknown, b: unknown): unknown => {
    if (a instanceof CelError) return a;
    if (b instanceof CelError) return b;
    return located(run(frame, a, b, undefined, undefined), offset);
  };
  switch (fn) {
    case "_<_":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a < b : finish(frame, a, b);
      };
    case "_<=_":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a <= b : finish(frame, a, b);
      };
    case "_>_":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a > b : finish(frame, a, b);
      };
    case "_>=_":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a >= b : finish(frame, a, b);
      };
    default: {
      const wanted = fn === "_==_";
      return (frame) => {
        const a = left(frame);
        if (a instanceof CelError) return a;
        const b = right(frame);
        if (b instanceof CelError) return b;
        if (typeof a === "number" && typeof b === "number") return (a === b) === wanted;
        const equal = valuesEqual(a, b, frame);
        return frame.cost > frame.budget ? frame.overBudget(offset) : equal === wanted;
      };
    }
  }
}

/** Moments with moments, spans with spans of time. */
export function compareTimes(
  fn: ComparisonName,
  left: Closure,
  right: Closure,
  run: Implementation,
  offset: number,
): Closure {
  return (frame) => {
    const a = left(frame);
    if (a instanceof CelError) return a;
    const b = right(frame);
    if (b instanceof CelError) return b;
    const times =
      (a instanceof CelTimestamp && b instanceof CelTimestamp) ||
      (a instanceof CelDuration && b instanceof CelDuration);
    if (!times) return located(run(frame, a, b, undefined, undefined), offset);
    const order = a.seconds - b.seconds || a.nanos - b.nanos;
    switch (fn) {
      case "_<_":
        return order < 0;
      case "_<=_":
        return order <= 0;
      case "_>_":
        return order > 0;
      case "_>=_":
        return order >= 0;
      case "_==_":
        return order === 0;
      default:
        return order !== 0;
    }
  };
}

/** `!operand`. */
export function not(read: Closure, run: Implementation, offset: number): Closure {
  return (frame) => {
    const value = read(frame);
    if (value === true) return false;
    if (value === false) return true;
    return value instanceof CelError ? value : located(run(frame, value, undefined, undefined, undefined), offset);
  };
}
