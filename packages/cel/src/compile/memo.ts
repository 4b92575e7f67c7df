import type { Node } from "../linker/node.js";
import { type Closure, constantOf } from "./closure.js";
import type { Compiler } from "./compiler.js";

/**
 * Keeps the value of a shared, dear sub-expression for the rest of the event.
 *
 * Each hit charges what the first evaluation charged, so that a result never depends on what was evaluated before; a
 * value that the budget cut short is not kept.
 */
export function memoised(compiler: Compiler, node: Node, closure: Closure): Closure {
  if (!node.closed || node.uses < 2 || !node.dear || constantOf(closure) !== undefined) return closure;
  const memo = compiler.newMemo();
  const offset = node.expr.offset;
  return (frame) => {
    if (frame.memoGenerations[memo] === frame.generation) {
      frame.cost += frame.memoCosts[memo]!;
      return frame.cost > frame.budget ? frame.overBudget(offset) : frame.memoValues[memo];
    }
    const before = frame.cost;
    const value = closure(frame);
    if (frame.cost <= frame.budget) {
      frame.memoGenerations[memo] = frame.generation;
      frame.memoCosts[memo] = frame.cost - before;
      frame.memoValues[memo] = value;
    }
    return value;
  };
}
