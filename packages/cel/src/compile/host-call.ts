import type { Call, Expr } from "../ast.js";
import type { Env, FunctionDecl } from "../env.js";
import type { Frame } from "../runtime/frame.js";
import { noOverload } from "../stdlib/overload.js";
import type { Type } from "../types.js";
import { fromDyn, isJsonObject } from "../values/access.js";
import { CelDouble } from "../values/double.js";
import { CelDuration } from "../values/duration.js";
import { CelError, located } from "../values/error.js";
import { CelMap } from "../values/map.js";
import { CelTimestamp } from "../values/timestamp.js";
import { CelTypeValue } from "../values/type-value.js";
import { CelUint } from "../values/uint.js";
import type { Closure } from "./closure.js";
import type { Compiler, Locals } from "./compiler.js";
import { factConverter } from "./convert-fact.js";

/** Host functions of a name, way of calling and number of arguments (without the receiver). */
export function hostFunctions(env: Env, name: string, asMethod: boolean, args: number): FunctionDecl[] {
  return env.functions.filter(
    (decl) => decl.name === name && (decl.receiver !== undefined) === asMethod && decl.params.length === args,
  );
}

/** True where a value may be passed to a parameter of a type. */
function accepts(type: Type, value: unknown): boolean {
  switch (type.kind) {
    case "int":
      return typeof value === "number" || typeof value === "bigint";
    case "uint":
      return value instanceof CelUint;
    case "double":
      return value instanceof CelDouble;
    case "string":
      return typeof value === "string";
    case "bool":
      return typeof value === "boolean";
    case "bytes":
      return value instanceof Uint8Array;
    case "null":
      return value === null;
    case "timestamp":
      return value instanceof CelTimestamp;
    case "duration":
      return value instanceof CelDuration;
    case "type":
      return value instanceof CelTypeValue;
    case "list":
      return Array.isArray(value);
    case "map":
      return value instanceof CelMap || isJsonObject(value);
    case "struct":
      return isJsonObject(value);
    case "opaque":
      return typeof value === "object" && value !== null;
    default:
      return true;
  }
}

function acceptsAll(params: readonly Type[], values: readonly unknown[]): boolean {
  for (let index = 0; index < params.length; index++) if (!accepts(params[index]!, values[index])) return false;
  return true;
}

function toNative(value: unknown): unknown {
  return value instanceof CelDouble ? value.value : value;
}

/** A host's Map becomes a map of expressions; everything else is read like a fact of the declared type. */
function resultConverter(type: Type): (value: unknown, frame: Frame) => unknown {
  const convert = factConverter(type);
  return (value, frame) => {
    if (value instanceof CelError) return value;
    if (value instanceof Map) {
      const map = new CelMap();
      for (const [key, entry] of value) map.add(key, fromDyn(entry));
      return map;
    }
    return convert(value === undefined ? null : value, frame);
  };
}

/**
 * Calls the host function whose parameters accept the arguments.
 *
 * A host function that throws gives an error value: one broken signal must not stop the decision of an event.
 */
export function compileHostCall(
  compiler: Compiler,
  call: Call,
  decls: readonly FunctionDecl[],
  operands: readonly Expr[],
  locals: Locals | undefined,
): Closure {
  const closures = operands.map((operand) => compiler.compile(operand, locals));
  const offset = call.nameOffset;
  const forms = decls.map((decl) => ({
    decl,
    params: decl.receiver === undefined ? decl.params : [decl.receiver, ...decl.params],
    convert: resultConverter(decl.result),
  }));
  return (frame) => {
    if (!frame.charge(1)) return frame.overBudget(offset);
    const values: unknown[] = [];
    for (let index = 0; index < closures.length; index++) {
      const value = closures[index]!(frame);
      if (value instanceof CelError) return value;
      values.push(value);
    }
    for (let form = 0; form < forms.length; form++) {
      const { decl, params, convert } = forms[form]!;
      if (!acceptsAll(params, values)) continue;
      for (let index = 0; index < values.length; index++) values[index] = toNative(values[index]);
      let result: unknown;
      try {
        result = decl.call(frame, values);
      } catch (error) {
        return new CelError("EH_CEL_HOST", `${call.fn} failed: ${(error as Error).message}`, offset);
      }
      return frame.cost > frame.budget ? frame.overBudget(offset) : located(convert(result, frame), offset);
    }
    return located(noOverload(call.fn, ...values), offset);
  };
}
