import type { Expr } from "../ast.js";
import type { Closure } from "../compile/closure.js";
import type { Type } from "../types.js";

/**
 * A distinct sub-expression of everything added to a linker: equal text, equal types and equal bindings make one node,
 * however often it is written.
 */
export interface Node {
  readonly id: number;
  /** One of its occurrences. */
  readonly expr: Expr;
  readonly type: Type;
  /** True where no variable of a surrounding macro or bind is read, so that its value is one per event. */
  readonly closed: boolean;
  /** Number of nodes in it, loops counted once: what one pass through it costs besides what it counts itself. */
  readonly weight: number;
  /** True where it is dearer than a memo: it calls a function, loops or builds something. */
  readonly dear: boolean;
  /** How many distinct nodes and roots refer to it. */
  uses: number;
  closure: Closure | undefined;
}
