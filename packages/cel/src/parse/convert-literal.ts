import type { Constant } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Literal } from "../ast.js";
import { CelSyntaxError } from "../syntax-error.js";

const INT_MIN = -(2n ** 63n);
const INT_MAX = 2n ** 63n - 1n;
const UINT_MAX = 2n ** 64n - 1n;

/**
 * Turns a constant of the parser into a literal.
 *
 * @throws CelSyntaxError for an integer that does not fit in 64 bits; the parser takes any.
 */
export function convertLiteral(id: number, offset: number, constant: Constant): Literal {
  const value = constant.constantKind;
  const base = { kind: "literal", id, offset } as const;
  switch (value.case) {
    case "int64Value":
      if (value.value < INT_MIN || value.value > INT_MAX) {
        throw new CelSyntaxError("This integer does not fit in 64 bits", offset);
      }
      return { ...base, type: "int", value: value.value };
    case "uint64Value":
      if (value.value > UINT_MAX) throw new CelSyntaxError("This unsigned integer does not fit in 64 bits", offset);
      return { ...base, type: "uint", value: value.value };
    case "doubleValue":
      return { ...base, type: "double", value: value.value };
    case "stringValue":
      return { ...base, type: "string", value: value.value };
    case "bytesValue":
      return { ...base, type: "bytes", value: value.value };
    case "boolValue":
      return { ...base, type: "bool", value: value.value };
    default:
      return { ...base, type: "null", value: null };
  }
}
