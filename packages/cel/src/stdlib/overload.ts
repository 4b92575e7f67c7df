import type { Frame } from "../runtime/frame.js";
import { CelError } from "../values/error.js";
import { typeNameOf } from "../values/type-value.js";

/**
 * A function of the standard library. Arguments are values, never errors; a method's receiver comes first. The result
 * is a value or a CelError without offset. What takes longer than a constant time charges the frame.
 */
export type Implementation = (frame: Frame, a: unknown, b: unknown, c: unknown, d: unknown) => unknown;

export interface LibraryFunction {
  /** Numbers of arguments it takes, the receiver included. */
  readonly arity: readonly number[];
  /** How it may be called. */
  readonly style: "function" | "method" | "both";
  readonly run: Implementation;
}

export type Library = Readonly<Record<string, LibraryFunction>>;

/** The error of a call whose arguments have types that the function does not take. */
export function noOverload(name: string, ...args: readonly unknown[]): CelError {
  const types = args.map(typeNameOf).join(", ");
  return new CelError("EH_CEL_NO_OVERLOAD", `${name} does not take (${types})`);
}

export function conversionError(value: unknown, to: string): CelError {
  const text = typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : String(value).slice(0, 40);
  return new CelError("EH_CEL_CONVERSION", `${text} cannot become ${to}`);
}
