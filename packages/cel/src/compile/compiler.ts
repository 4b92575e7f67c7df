import type { Expr } from "../ast.js";
import type { Env } from "../env.js";
import type { Interner } from "../linker/intern.js";
import type { FrameLayout } from "../runtime/frame.js";
import type { Type } from "../types.js";
import { compileBind } from "./bind.js";
import { compileCall } from "./call.js";
import type { Closure } from "./closure.js";
import { compileList, compileMap } from "./collection.js";
import { compileLiteral } from "./literal.js";
import { compileMacro } from "./macro.js";
import { memoised } from "./memo.js";
import { compileIdent, compileSelect } from "./path.js";
import { compileStruct } from "./struct.js";

/** Where the variables of the macros around an expression are kept in the frame. */
export interface Locals {
  readonly name: string;
  readonly slot: number;
  readonly parent: Locals | undefined;
}

/**
 * Called for every sub-expression while a trace is compiled: it wraps the closure so as to see its values. Sharing,
 * folding and fusing are then off, so that each sub-expression has a closure of its own.
 */
export type Observer = (expr: Expr, closure: Closure) => Closure;

/** Turns expressions into closures, each distinct closed sub-expression once, and lays out the frame they run on. */
export class Compiler {
  readonly env: Env;
  readonly observer: Observer | undefined;
  readonly #interner: Interner;
  readonly #roots: string[] = [];
  #slots = 0;
  #memos = 0;
  #locals: number;
  /** Slots of the local variables of each macro or bind compiled. */
  readonly localSlots = new Map<Expr, readonly number[]>();

  constructor(env: Env, interner: Interner, observer?: Observer, firstLocal = 0) {
    this.env = env;
    this.#interner = interner;
    this.observer = observer;
    this.#locals = firstLocal;
  }

  get layout(): Omit<FrameLayout, "budget"> {
    return { roots: this.#roots, slots: this.#slots, memos: this.#memos, locals: this.#locals };
  }

  /** Where the frame keeps a raw variable. */
  rootOf(variable: string): number {
    const known = this.#roots.indexOf(variable);
    return known === -1 ? this.#roots.push(variable) - 1 : known;
  }

  newSlot(): number {
    return this.#slots++;
  }

  newMemo(): number {
    return this.#memos++;
  }

  newLocals(owner: Expr, count: number): readonly number[] {
    const slots = Array.from({ length: count }, () => this.#locals++);
    this.localSlots.set(owner, slots);
    return slots;
  }

  typeOf(expr: Expr): Type {
    return this.#interner.nodeOf(expr).type;
  }

  /** What one pass through an expression costs, in units. */
  weightOf(expr: Expr): number {
    return this.#interner.nodeOf(expr).weight;
  }

  /** True where a value is read often enough to be kept for the rest of the event. */
  isShared(expr: Expr): boolean {
    const node = this.#interner.nodeOf(expr);
    return this.observer === undefined && node.closed && node.uses > 1;
  }

  compile(expr: Expr, locals?: Locals): Closure {
    if (this.observer !== undefined) return this.observer(expr, this.#dispatch(expr, locals));
    const node = this.#interner.nodeOf(expr);
    if (!node.closed) return this.#dispatch(expr, locals);
    // Equal sub-expressions may stand in different files, so the first one is compiled for all.
    node.closure ??= memoised(this, node, this.#dispatch(expr, undefined));
    return node.closure;
  }

  #dispatch(expr: Expr, locals: Locals | undefined): Closure {
    switch (expr.kind) {
      case "literal":
        return compileLiteral(expr);
      case "ident":
        return compileIdent(this, expr, locals);
      case "select":
        return compileSelect(this, expr, locals);
      case "call":
        return compileCall(this, expr, locals);
      case "list":
        return compileList(this, expr, locals);
      case "map":
        return compileMap(this, expr, locals);
      case "struct":
        return compileStruct(this, expr, locals);
      case "macro":
        return compileMacro(this, expr, locals);
      default:
        return compileBind(this, expr, locals);
    }
  }
}
