import type { Literal } from "../ast.js";
import { CelDouble } from "../values/double.js";
import { intFromBigInt } from "../values/int.js";
import { CelUint } from "../values/uint.js";
import { type Closure, constant } from "./closure.js";

/** The value of a literal. */
export function literalValue(literal: Literal): unknown {
  switch (literal.type) {
    case "int":
      return intFromBigInt(literal.value as bigint);
    case "uint":
      return new CelUint(literal.value as bigint);
    case "double":
      return new CelDouble(literal.value as number);
    default:
      return literal.value;
  }
}

export function compileLiteral(literal: Literal): Closure {
  return constant(literalValue(literal));
}
