import type { Call } from "../ast.js";
import type { Closure } from "./closure.js";
import type { Compiler, Locals } from "./compiler.js";

/** A faster closure for a call whose shape and static types allow one; undefined for the rest. */
export function specialise(_compiler: Compiler, _call: Call, _locals: Locals | undefined): Closure | undefined {
  return undefined;
}
