import type { Expr } from "./ast.js";
import type { Closure } from "./compile/closure.js";
import { Compiler } from "./compile/compiler.js";
import { literalValue } from "./compile/literal.js";
import type { Env } from "./env.js";
import { format } from "./format.js";
import type { Interner } from "./linker/intern.js";
import { Frame } from "./runtime/frame.js";
import { type Json, toJson } from "./to-json.js";

/** One sub-expression with what it came to. */
export interface TraceNode {
  /** Canonical text. */
  readonly text: string;
  /** UTF-16 offset in the source it was parsed from. */
  readonly offset: number;
  /** Its value, or a CelError. Inside a loop: of the last turn. Absent where it was not evaluated. */
  readonly value?: unknown;
  /** True where an earlier operand had already decided. */
  readonly skipped?: boolean;
  /** What decided a loop, such as the element that made an `exists` true. */
  readonly note?: string;
  readonly children: readonly TraceNode[];
}

/** Characters of a value that a note shows. */
const NOTE_LENGTH = 200;

/**
 * Evaluates an expression once more for the event in a frame, with every sub-expression observed.
 *
 * Host functions are called again; they must be pure for one event.
 */
export function traceExpression(env: Env, interner: Interner, expr: Expr, frame: Frame, budget: number): TraceNode {
  const seen = new Map<Expr, unknown>();
  const observe = (of: Expr, closure: Closure): Closure => {
    return (running) => {
      const value = closure(running);
      seen.set(of, value);
      return value;
    };
  };
  const compiler = new Compiler(env, interner, observe);
  const closure = compiler.compile(expr);
  const own = new Frame({ ...compiler.layout, budget });
  own.load(frame.variables, frame.host);
  closure(own);
  return describe(expr, { seen, frame: own, compiler });
}

interface Observed {
  readonly seen: ReadonlyMap<Expr, unknown>;
  readonly frame: Frame;
  readonly compiler: Compiler;
}

function describe(expr: Expr, observed: Observed): TraceNode {
  // Some closures read a literal when they are made; it has its value all the same.
  const literal = expr.kind === "literal";
  const evaluated = literal || observed.seen.has(expr);
  const value = literal ? literalValue(expr) : observed.seen.get(expr);
  const note = evaluated ? noteOf(expr, value, observed) : undefined;
  return {
    text: format(expr),
    offset: expr.offset,
    ...(evaluated ? { value } : { skipped: true }),
    ...(note === undefined ? {} : { note }),
    children: childrenOf(expr, observed).map((child) => describe(child, observed)),
  };
}

/** The operands of a node; of a name with dots that is one variable, none. */
function childrenOf(expr: Expr, observed: Observed): readonly Expr[] {
  switch (expr.kind) {
    case "select":
      return observed.seen.has(expr) && !observed.seen.has(expr.operand) ? [] : [expr.operand];
    case "call":
      return expr.target === undefined ? expr.args : [expr.target, ...expr.args];
    case "list":
      return expr.elements;
    case "map":
      return expr.entries.flatMap((entry) => [entry.key, entry.value]);
    case "struct":
      return expr.fields.map((field) => field.value);
    case "macro":
      return [expr.range, ...(expr.filter === undefined ? [] : [expr.filter]), expr.body];
    case "bind":
      return [expr.value, expr.body];
    default:
      return [];
  }
}

/** `exists` stops at the element that holds and `all` at the one that does not: the variables still have it. */
function noteOf(expr: Expr, value: unknown, observed: Observed): string | undefined {
  if (expr.kind !== "macro") return undefined;
  const decided = (expr.macro === "exists" && value === true) || (expr.macro === "all" && value === false);
  if (!decided) return undefined;
  const names = expr.variable2 === undefined ? [expr.variable] : [expr.variable, expr.variable2];
  const slots = observed.compiler.localSlots.get(expr)!;
  const shown = names.map((name, index) => `${name} = ${shorten(toJson(observed.frame.locals[slots[index]!]))}`);
  return `decided by ${shown.join(", ")}`;
}

function shorten(json: Json): string {
  const text = JSON.stringify(json);
  return text.length > NOTE_LENGTH ? `${text.slice(0, NOTE_LENGTH)}…` : text;
}
