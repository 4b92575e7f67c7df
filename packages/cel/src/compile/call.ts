import type { Call, Expr } from "../ast.js";
import { Frame } from "../runtime/frame.js";
import { libraryFunction } from "../stdlib/library.js";
import { OPERATORS } from "../stdlib/operators.js";
import type { Implementation } from "../stdlib/overload.js";
import { CelError, located } from "../values/error.js";
import { type Closure, constant, constantOf } from "./closure.js";
import type { Compiler, Locals } from "./compiler.js";
import { compileHostCall, hostFunctions } from "./host-call.js";
import { compileConditional, compileLogic } from "./logic.js";
import { findLocal, qualifiedName } from "./names.js";
import { type General, specialise } from "./specialise.js";

/** Operators, functions and methods. */
export function compileCall(compiler: Compiler, call: Call, locals: Locals | undefined): Closure {
  if (call.fn === "_&&_" || call.fn === "_||_") return compileLogic(compiler, call, locals);
  if (call.fn === "_?_:_") return compileConditional(compiler, call, locals);
  const operator = call.target === undefined && Object.hasOwn(OPERATORS, call.fn) ? OPERATORS[call.fn] : undefined;
  if (operator !== undefined) return compileStrict(compiler, call, operator, call.args, locals);
  const namespaced = namespacedName(call, locals);
  if (namespaced !== undefined) {
    const host = hostFunctions(compiler.env, namespaced, false, call.args.length);
    if (host.length > 0) return compileHostCall(compiler, call, host, call.args, locals);
    const library = libraryFunction(namespaced, call.args.length, false);
    if (library !== undefined) return compileStrict(compiler, call, library.run, call.args, locals);
  }
  const operands = call.target === undefined ? call.args : [call.target, ...call.args];
  const host = hostFunctions(compiler.env, call.fn, call.target !== undefined, call.args.length);
  if (host.length > 0) return compileHostCall(compiler, call, host, operands, locals);
  const library = libraryFunction(call.fn.replace(/^\./, ""), operands.length, call.target !== undefined);
  if (library === undefined) {
    const what = call.target === undefined ? "function" : "method";
    return constant(
      new CelError("EH_CEL_NO_OVERLOAD", `No ${what} ${call.fn} takes ${call.args.length} arguments`, call.nameOffset),
    );
  }
  return compileStrict(compiler, call, library.run, operands, locals);
}

/** `strings.quote` of `strings.quote(x)`, where `strings` is no variable. */
function namespacedName(call: Call, locals: Locals | undefined): string | undefined {
  const prefix = call.target === undefined ? undefined : qualifiedName(call.target);
  if (prefix === undefined || findLocal(prefix.split(".")[0]!, locals) !== undefined) return undefined;
  return `${prefix}.${call.fn}`.replace(/^\./, "");
}

/**
 * A function of all its operands: the first error among them, else the call. Calls of constants are made once, now; what
 * has a faster form gets it.
 */
function compileStrict(
  compiler: Compiler,
  call: Call,
  run: Implementation,
  operands: readonly Expr[],
  locals: Locals | undefined,
): Closure {
  const general: General = { run, closure: (closures) => strictClosure(run, closures, call.nameOffset) };
  // A written pattern is compiled once even in a trace, where each use of an unknown one would be charged.
  if (compiler.observer === undefined || call.fn === "matches") {
    const fast = specialise(compiler, call, operands, locals, general);
    if (fast !== undefined) return fast;
  }
  const closures = operands.map((operand) => compiler.compile(operand, locals));
  const closure = general.closure(closures);
  if (compiler.observer !== undefined || !closures.every((one) => constantOf(one) !== undefined)) return closure;
  const value = closure(new Frame({ roots: [], slots: 0, memos: 0, locals: 0, budget: FOLDING_BUDGET }));
  return value instanceof CelError && value.fatal ? closure : constant(value);
}

/** Units that evaluating one constant call at compile time may take. */
const FOLDING_BUDGET = 50_000;

function strictClosure(run: Implementation, operands: readonly Closure[], offset: number): Closure {
  const [first, second, third, fourth] = operands as readonly [Closure, Closure, Closure, Closure];
  switch (operands.length) {
    case 1:
      return (frame) => {
        const a = first(frame);
        if (a instanceof CelError) return a;
        return located(run(frame, a, undefined, undefined, undefined), offset);
      };
    case 2:
      return (frame) => {
        const a = first(frame);
        if (a instanceof CelError) return a;
        const b = second(frame);
        if (b instanceof CelError) return b;
        return located(run(frame, a, b, undefined, undefined), offset);
      };
    case 3:
      return (frame) => {
        const a = first(frame);
        if (a instanceof CelError) return a;
        const b = second(frame);
        if (b instanceof CelError) return b;
        const c = third(frame);
        if (c instanceof CelError) return c;
        return located(run(frame, a, b, c, undefined), offset);
      };
    default:
      return (frame) => {
        const a = first(frame);
        if (a instanceof CelError) return a;
        const b = second(frame);
        if (b instanceof CelError) return b;
        const c = third(frame);
        if (c instanceof CelError) return c;
        const d = fourth(frame);
        if (d instanceof CelError) return d;
        return located(run(frame, a, b, c, d), offset);
      };
  }
}
