import type { CallFrame } from "../env.js";
import { CelError } from "../values/error.js";

/** What counts the cost of a running evaluation. */
export interface Meter {
  /** Adds units; false once the budget is exceeded. */
  charge(units: number): boolean;
}

/** Marks a slot that the running event has not filled. */
export const UNREAD = Symbol("unread");

export interface FrameLayout {
  /** Variables whose fields are read in place. */
  readonly roots: readonly string[];
  /** Shared root variables and fields, filled on first read. */
  readonly slots: number;
  /** Shared sub-expressions. */
  readonly memos: number;
  /** Variables of macros and binds. */
  readonly locals: number;
  readonly budget: number;
}

/**
 * The state of one evaluation at a time, reused from event to event: the facts, what shared nodes computed for them, and
 * the cost counted so far.
 *
 * Set `cost` to 0 before each evaluation through a raw closure.
 */
export class Frame implements CallFrame, Meter {
  variables: Readonly<Record<string, unknown>> = {};
  host: unknown = undefined;
  cost = 0;
  readonly budget: number;
  /** Grows by one with every event; a memo holds for the generation it was stored in. */
  generation = 1;
  readonly slots: unknown[];
  readonly #rootNames: readonly string[];
  /** Raw variables, read when first needed; `root()` fills one that is UNREAD. */
  readonly roots: unknown[];
  readonly locals: unknown[];
  readonly memoValues: unknown[];
  readonly memoCosts: Float64Array;
  readonly memoGenerations: Float64Array;

  constructor(layout: FrameLayout) {
    this.budget = layout.budget;
    this.#rootNames = layout.roots;
    this.roots = Array.from(layout.roots, (): unknown => UNREAD);
    this.slots = Array.from({ length: layout.slots }, (): unknown => UNREAD);
    this.locals = Array.from({ length: layout.locals }, (): unknown => null);
    this.memoValues = Array.from({ length: layout.memos }, (): unknown => null);
    this.memoCosts = new Float64Array(layout.memos);
    this.memoGenerations = new Float64Array(layout.memos);
  }

  /** Starts a new event. `host` is handed to host functions as it is. */
  load(variables: Readonly<Record<string, unknown>>, host?: unknown): void {
    this.variables = variables;
    this.host = host;
    this.cost = 0;
    this.generation++;
    const roots = this.roots;
    for (let index = 0; index < roots.length; index++) roots[index] = UNREAD;
    const slots = this.slots;
    // The slots are as many as distinct shared fields, a few dozen: refilling them makes each read one comparison.
    for (let index = 0; index < slots.length; index++) slots[index] = UNREAD;
  }

  /** Reads a raw variable of the event for the first time. */
  root(index: number): unknown {
    return (this.roots[index] = this.variables[this.#rootNames[index]!]);
  }

  charge(units: number): boolean {
    return (this.cost += units) <= this.budget;
  }

  overBudget(offset: number): CelError {
    return new CelError(
      "EH_CEL_BUDGET",
      `The condition costs more than its budget of ${this.budget} units on this event`,
      offset,
    );
  }
}
