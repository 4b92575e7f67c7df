import type { Call, Expr } from "../ast.js";
import type { Frame } from "../runtime/frame.js";
import { noOverload } from "../stdlib/overload.js";
import { CelError } from "../values/error.js";
import type { Closure } from "./closure.js";
import type { Compiler, Locals } from "./compiler.js";

/** The terms of a chain of one operator, however it was grouped. */
function terms(expr: Expr, fn: string): Expr[] {
  if (expr.kind !== "call" || expr.fn !== fn || expr.target !== undefined) return [expr];
  return expr.args.flatMap((arg) => terms(arg, fn));
}

/**
 * `&&` and `||`: the first term that decides gives the result, whatever errors stand before it; else the first error.
 */
export function compileLogic(compiler: Compiler, call: Call, locals: Locals | undefined): Closure {
  // A trace shows the tree as it was written, so there each operator has its own closure.
  const exprs = compiler.observer === undefined ? terms(call, call.fn) : call.args;
  const closures = exprs.map((expr) => compiler.compile(expr, locals));
  return chain(
    closures,
    call.fn === "_||_",
    exprs.map((expr) => expr.offset),
  );
}

function chain(closures: readonly Closure[], decisive: boolean, offsets: readonly number[]): Closure {
  const neutral = !decisive;
  const slow = (frame: Frame, from: number, value: unknown): unknown =>
    undecided(frame, closures, offsets, decisive, from, value);
  const [first, second, third, fourth] = closures as readonly [Closure, Closure, Closure, Closure];
  switch (closures.length) {
    case 2:
      return (frame) => {
        const a = first(frame);
        if (a === decisive) return decisive;
        if (a !== neutral) return slow(frame, 0, a);
        const b = second(frame);
        return b === true || b === false ? b : slow(frame, 1, b);
      };
    case 3:
      return (frame) => {
        const a = first(frame);
        if (a === decisive) return decisive;
        if (a !== neutral) return slow(frame, 0, a);
        const b = second(frame);
        if (b === decisive) return decisive;
        if (b !== neutral) return slow(frame, 1, b);
        const c = third(frame);
        return c === true || c === false ? c : slow(frame, 2, c);
      };
    case 4:
      return (frame) => {
        const a = first(frame);
        if (a === decisive) return decisive;
        if (a !== neutral) return slow(frame, 0, a);
        const b = second(frame);
        if (b === decisive) return decisive;
        if (b !== neutral) return slow(frame, 1, b);
        const c = third(frame);
        if (c === decisive) return decisive;
        if (c !== neutral) return slow(frame, 2, c);
        const d = fourth(frame);
        return d === true || d === false ? d : slow(frame, 3, d);
      };
    default:
      return (frame) => {
        for (let index = 0; index < closures.length; index++) {
          const value = closures[index]!(frame);
          if (value === decisive) return decisive;
          if (value !== neutral) return slow(frame, index, value);
        }
        return neutral;
      };
  }
}

/** The term at `from` was an error or no bool: a later one may still decide. */
function undecided(
  frame: Frame,
  closures: readonly Closure[],
  offsets: readonly number[],
  decisive: boolean,
  from: number,
  value: unknown,
): unknown {
  const first = asError(value, decisive, offsets[from]!);
  if (first.fatal) return first;
  for (let index = from + 1; index < closures.length; index++) {
    const later = closures[index]!(frame);
    if (later === decisive) return decisive;
    if (later instanceof CelError && later.fatal) return later;
  }
  return first;
}

function asError(value: unknown, decisive: boolean, offset: number): CelError {
  if (value instanceof CelError) return value;
  const error = noOverload(decisive ? "||" : "&&", value);
  error.offset = offset;
  return error;
}

/** `condition ? a : b`: only the chosen branch is evaluated. */
export function compileConditional(compiler: Compiler, call: Call, locals: Locals | undefined): Closure {
  const [test, yes, no] = call.args.map((arg) => compiler.compile(arg, locals)) as [Closure, Closure, Closure];
  const offset = call.offset;
  return (frame) => {
    const value = test(frame);
    if (value === true) return yes(frame);
    if (value === false) return no(frame);
    if (value instanceof CelError) return value;
    const error = noOverload("?:", value);
    error.offset = offset;
    return error;
  };
}
