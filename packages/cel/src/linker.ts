import type { Expr } from "./ast.js";
import type { Closure } from "./compile/closure.js";
import { Compiler } from "./compile/compiler.js";
import type { Env } from "./env.js";
import { Interner } from "./linker/intern.js";
import type { Node } from "./linker/node.js";
import { DEFAULT_BUDGET } from "./runtime/budget.js";
import { Frame, type FrameLayout } from "./runtime/frame.js";
import { traceExpression, type TraceNode } from "./trace.js";
import type { Type } from "./types.js";
import { CelError } from "./values/error.js";

/** What a linker needs of a checked expression. Without types every node is dynamic. */
export interface Linkable {
  readonly expr: Expr;
  readonly types: ReadonlyMap<number, Type>;
}

/** A distinct expression of a linker. Equal expressions get the same handle. */
export interface Handle {
  readonly node: Node;
  /** The expression as it was first added. */
  readonly expr: Expr;
}

export interface LinkerOptions {
  /** Cost units of one evaluation. Default `DEFAULT_BUDGET`. */
  readonly budget?: number;
}

export interface LinkStats {
  /** Distinct sub-expressions. */
  readonly nodes: number;
  /** Sub-expressions computed once per event although several expressions hold them. */
  readonly shared: number;
  /** Variables and fields read once per event. */
  readonly slots: number;
}

/** Collects expressions over one environment, then compiles all of them together. */
export interface Linker {
  /**
   * Adds an expression, or a sub-expression `node` of it, and gives its handle.
   *
   * Expressions with problems may be added too: what is wrong in them becomes an error value when evaluated.
   *
   * @throws LinkerError after `link()`, and where `node` is no part of `checked.expr`.
   */
  add(checked: Linkable, node?: Expr): Handle;
  link(): Linked;
}

/** Compiled expressions that share what they have in common. */
export interface Linked {
  /** A frame for one thread of evaluation. Load an event into it, then evaluate any handles. */
  frame(): Frame;
  /** The value of an expression for the event in the frame, or a CelError. Starts its cost at 0. */
  evaluate(handle: Handle, frame: Frame): unknown;
  /** The closure behind a handle, for hot loops: set `frame.cost = 0` before each call. */
  closure(handle: Handle): Closure;
  /** Every sub-expression with its value for the event in the frame. */
  trace(handle: Handle, frame: Frame): TraceNode;
  stats(): LinkStats;
}

/** A misuse of the linker by the program around it. */
export class LinkerError extends Error {
  readonly code = "EH_CEL_LINKER";

  constructor(message: string) {
    super(message);
    this.name = "LinkerError";
  }
}

/** A trace shares and folds nothing, so what fitted the budget may cost more in it. */
const TRACE_BUDGET_FACTOR = 20;

export function createLinker(env: Env, options: LinkerOptions = {}): Linker {
  const interner = new Interner();
  const handles = new Map<Node, Handle>();
  const known = new WeakSet<Expr>();
  let linked = false;

  return {
    add(checked, part) {
      if (linked) throw new LinkerError("This linker is linked; add every expression before link()");
      if (!known.has(checked.expr)) {
        interner.intern(checked.expr, checked.types);
        known.add(checked.expr);
      }
      const expr = part ?? checked.expr;
      if (!interner.has(expr)) throw new LinkerError("The node is no part of the expression");
      const node = interner.nodeOf(expr);
      if (!node.closed)
        throw new LinkerError("The node reads a variable of a macro around it and has no value of its own");
      node.uses++;
      let handle = handles.get(node);
      if (handle === undefined) {
        handle = { node, expr };
        handles.set(node, handle);
      }
      return handle;
    },

    link() {
      linked = true;
      const compiler = new Compiler(env, interner);
      const closures = new Map<Handle, Closure>();
      for (const handle of handles.values()) closures.set(handle, compiler.compile(handle.expr));
      const layout: FrameLayout = { ...compiler.layout, budget: options.budget ?? DEFAULT_BUDGET };
      return createLinked(env, interner, layout, closures);
    },
  };
}

function createLinked(
  env: Env,
  interner: Interner,
  layout: FrameLayout,
  closures: ReadonlyMap<Handle, Closure>,
): Linked {
  const closureOf = (handle: Handle): Closure => {
    const closure = closures.get(handle);
    if (closure === undefined) throw new LinkerError("The handle belongs to another linker");
    return closure;
  };
  return {
    frame: () => new Frame(layout),
    evaluate(handle, frame) {
      frame.cost = 0;
      return closureOf(handle)(frame);
    },
    closure: closureOf,
    trace(handle, frame) {
      frame.cost = 0;
      const value = closureOf(handle)(frame);
      const exceeded = value instanceof CelError && value.fatal;
      const budget = exceeded ? frame.budget : frame.budget * TRACE_BUDGET_FACTOR;
      return traceExpression(env, interner, handle.expr, frame, budget);
    },
    stats: () => ({ nodes: interner.nodes, shared: layout.memos, slots: layout.slots }),
  };
}
