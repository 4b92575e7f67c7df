import type { Type } from "./types.js";
import type { MessageAdapter } from "./values/message.js";

/** What an expression may name: variables, and functions beyond the standard library. */
export interface Env {
  readonly variables: Readonly<Record<string, Variable>>;
  readonly functions: readonly FunctionDecl[];
  /** Namespace in which names are looked up first, innermost first, such as `my.package`. */
  readonly container?: string;
  /** Message types for message literals, where the host works with protocol buffers. */
  readonly messages?: MessageAdapter;
}

export interface Variable {
  readonly type: Type;
  readonly doc: string;
  /** Upper bound of its size where it is a string, list or map, as in `Field`. */
  readonly maxSize?: number;
  /** Upper bound of the size of its elements where it is a list or map of texts, as in `Field`. */
  readonly maxElementSize?: number;
}

/**
 * A host function such as `count(name, key, window)`, or a method where `receiver` is set.
 *
 * Arguments and results cross in native form, by declared type: int → number (bigint beyond 2^53), double → number,
 * string, bool, bytes → Uint8Array, duration and timestamp → `CelDuration`, `CelTimestamp`, list → array,
 * map → Map or plain object, opaque → whatever the host made. Return a `CelError` for an error value.
 */
export interface FunctionDecl {
  readonly name: string;
  readonly receiver?: Type;
  readonly params: readonly Type[];
  readonly result: Type;
  readonly doc: string;
  /** `costly` functions (hashes, classifiers, similarity) run only after every cheap conjunct held. */
  readonly tier: "cheap" | "costly";
  /** Cost units of one call at most, given the largest sizes of receiver and arguments (1 for scalars). */
  readonly maxCost: (sizes: readonly number[]) => number;
  /** Upper bound of the result's size, for cost estimates, as in `Field`. */
  readonly maxResultSize?: number;
  /**
   * Checks arguments that are literals when the expression is compiled (an unknown bank, a bad window).
   * `args` holds the literal's native value, or undefined where the argument is not a literal.
   * Returns a message and, where there is one, the name the author probably meant.
   */
  readonly checkLiterals?: (args: readonly unknown[]) => LiteralProblem | undefined;
  /** `host` is what the caller put on the frame. Charge run-time cost with `frame.charge(units)`. */
  readonly call: (frame: CallFrame, args: readonly unknown[]) => unknown;
}

export interface LiteralProblem {
  readonly argument: number;
  readonly message: string;
  readonly suggestion?: string;
}

/** What a host function sees of the running evaluation. */
export interface CallFrame {
  readonly host: unknown;
  /** Adds to the counted cost; false when the budget is now exceeded (return at once, the engine makes the error). */
  charge(units: number): boolean;
}
