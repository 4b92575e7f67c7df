import type { Implementation } from "../../stdlib/overload.js";
import { CelError, located } from "../../values/error.js";
import type { Closure } from "../closure.js";

export type ArithmeticName = "_+_" | "_-_" | "_*_";

export function isArithmetic(fn: string): fn is ArithmeticName {
  return fn === "_+_" || fn === "_-_" || fn === "_*_";
}

/**
 * Arithmetic of two ints. As long as operands and result are safe integers, the host's own numbers are exact: a result that
 * would have to be rounded is at least 2^53 and goes the general way, as everything else does.
 *
 * @param literal the right operand where it is written, else undefined
 */
export function computeInts(
  fn: ArithmeticName,
  left: Closure,
  right: Closure,
  literal: number | undefined,
  run: Implementation,
  offset: number,
): Closure {
  const finish = (frame: Parameters<Implementation>[0], a: unknown, b: unknown): unknown => {
    if (a instanceof CelError) return a;
    if (b instanceof CelError) return b;
    return located(run(frame, a, b, undefined, undefined), offset);
  };
  if (literal !== undefined) return withLiteral(fn, left, literal, finish);
  switch (fn) {
    case "_+_":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        if (typeof a === "number" && typeof b === "number") {
          const sum = a + b;
          if (Number.isSafeInteger(sum)) return sum;
        }
        return finish(frame, a, b);
      };
    case "_-_":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        if (typeof a === "number" && typeof b === "number") {
          const difference = a - b;
          if (Number.isSafeInteger(difference)) return difference;
        }
        return finish(frame, a, b);
      };
    case "_*_":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        if (typeof a === "number" && typeof b === "number") {
          // Adding 0 makes −0, which an int is never, 0.
          const product = a * b + 0;
          if (Number.isSafeInteger(product)) return product;
        }
        return finish(frame, a, b);
      };
  }
}

function withLiteral(
  fn: ArithmeticName,
  left: Closure,
  literal: number,
  finish: (frame: Parameters<Implementation>[0], a: unknown, b: unknown) => unknown,
): Closure {
  if (fn === "_*_") {
    return (frame) => {
      const a = left(frame);
      if (typeof a === "number") {
        const product = a * literal + 0;
        if (Number.isSafeInteger(product)) return product;
      }
      return finish(frame, a, literal);
    };
  }
  const added = fn === "_+_" ? literal : -literal;
  return (frame) => {
    const a = left(frame);
    if (typeof a === "number") {
      const sum = a + added;
      if (Number.isSafeInteger(sum)) return sum;
    }
    return finish(frame, a, literal);
  };
}
