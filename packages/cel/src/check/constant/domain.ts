import type { Expr } from "../../ast.js";
import { CelDuration } from "../../values/duration.js";
import { numericValue } from "../../values/numeric.js";
import { CelTimestamp } from "../../values/timestamp.js";

/** A place on a line: numbers by value, durations and timestamps by nanoseconds, texts and booleans by themselves. */
export interface Point {
  readonly line: "number" | "duration" | "timestamp" | "string" | "bool";
  readonly at: number | bigint | string | boolean;
}

/** The point of a constant; undefined for what has no place (lists, null) and for NaN. */
export function pointOf(value: unknown): Point | undefined {
  const number = numericValue(value);
  if (number !== undefined) return Number.isNaN(number) ? undefined : { line: "number", at: number };
  if (typeof value === "string") return { line: "string", at: value };
  if (typeof value === "boolean") return { line: "bool", at: value };
  if (value instanceof CelDuration) return { line: "duration", at: nanoseconds(value) };
  if (value instanceof CelTimestamp) return { line: "timestamp", at: nanoseconds(value) };
  return undefined;
}

function nanoseconds(time: { readonly seconds: number; readonly nanos: number }): bigint {
  return BigInt(time.seconds) * 1_000_000_000n + BigInt(time.nanos);
}

/** Equal in value: 1 and 1.0 are one point. */
export function samePoint(left: Point, right: Point): boolean {
  // oxlint-disable-next-line eqeqeq -- number and bigint compare exactly with ==; the lines are equal
  return left.line === right.line && left.at == right.at;
}

interface Bound {
  readonly at: number | bigint;
  readonly open: boolean;
  /** The term that says so; undefined where the kind of value does. */
  readonly by: Expr | undefined;
}

/** Integers between two bounds that are still looked at one by one. */
const ENUMERABLE = 64;

/**
 * What the terms of a conjunction leave of the values of one sub-expression. It only ever narrows; `isEmpty` is a proof
 * that no value is left.
 */
export class Domain {
  /** Values lie on whole numbers (of nanoseconds, for times). */
  readonly #whole: boolean;
  /** NaN lies nowhere on the line and fails every comparison, so it survives negated ones. */
  #nan: boolean;
  #line: Point["line"] | undefined;
  #low: Bound | undefined;
  #high: Bound | undefined;
  /** The values that are left where they were listed. */
  values: readonly Point[] | undefined;
  readonly #excluded: Point[] = [];
  /** Terms that said something, in order. */
  readonly terms: Expr[] = [];

  constructor(options: { whole: boolean; nan: boolean; low?: number | bigint; high?: number | bigint }) {
    this.#whole = options.whole;
    this.#nan = options.nan;
    if (options.low !== undefined) this.#low = { at: options.low, open: false, by: undefined };
    if (options.high !== undefined) this.#high = { at: options.high, open: false, by: undefined };
    if (this.#low !== undefined) this.#line = "number";
  }

  /** The value is one of these. False where it cannot be, since it lies on another line. */
  restrict(points: readonly Point[], by: Expr): boolean {
    this.terms.push(by);
    this.#nan = false;
    const fitting = points.filter((point) => this.#line === undefined || point.line === this.#line);
    this.values = this.values?.filter((known) => fitting.some((point) => samePoint(known, point))) ?? fitting;
    const [first] = fitting;
    if (first !== undefined && fitting.every((point) => point.line === first.line)) this.#line = first.line;
    return !this.isEmpty();
  }

  /** The value is none of these. */
  exclude(points: readonly Point[], by: Expr): boolean {
    this.terms.push(by);
    this.#excluded.push(...points);
    return !this.isEmpty();
  }

  /**
   * The value is below (or above) a point of an ordered line. A negated comparison lets NaN through: `!(x > 5)` is true
   * of NaN.
   */
  bound(side: "low" | "high", point: Point, open: boolean, negated: boolean, by: Expr): boolean {
    this.terms.push(by);
    if (!negated) this.#nan = false;
    if (typeof point.at === "string" || typeof point.at === "boolean") return true;
    if (this.#line !== undefined && this.#line !== point.line) return this.#nothing();
    if (this.values?.every((value) => value.line !== point.line) === true) return this.#nothing();
    this.#line = point.line;
    const bound = this.#whole ? wholeBound(side, point.at, open, by) : { at: point.at, open, by };
    if (side === "low") this.#low = tighter(this.#low, bound, (a, b) => a > b);
    else this.#high = tighter(this.#high, bound, (a, b) => a < b);
    return !this.isEmpty();
  }

  #nothing(): boolean {
    this.values = [];
    return this.#nan;
  }

  isEmpty(): boolean {
    if (this.#nan) return false;
    if (this.values !== undefined) return !this.values.some((value) => this.#allows(value));
    if (this.#low === undefined || this.#high === undefined) return false;
    const { at: low } = this.#low;
    const { at: high } = this.#high;
    if (low > high || (low >= high && (this.#low.open || this.#high.open))) return true;
    return this.#whole && this.#allExcluded(low, high);
  }

  /** Keeps the listed values that pass. False where none is left. */
  keep(passes: (value: Point) => boolean): boolean {
    this.values = this.values?.filter((value) => this.#allows(value) && passes(value));
    return !this.isEmpty();
  }

  #allows(value: Point): boolean {
    if (this.#excluded.some((point) => samePoint(point, value))) return false;
    if (typeof value.at === "string" || typeof value.at === "boolean") return true;
    const { at } = value;
    const low = this.#low;
    const high = this.#high;
    if (low !== undefined && (at < low.at || (low.open && at <= low.at))) return false;
    return !(high !== undefined && (at > high.at || (high.open && at >= high.at)));
  }

  #allExcluded(low: number | bigint, high: number | bigint): boolean {
    if (!Number.isFinite(Number(low)) || !Number.isFinite(Number(high))) return false;
    const from = BigInt(low);
    const to = BigInt(high);
    if (to - from >= BigInt(ENUMERABLE) || this.#excluded.length === 0) return false;
    for (let at = from; at <= to; at++) {
      if (!this.#excluded.some((point) => samePoint(point, { line: this.#line ?? "number", at }))) return false;
    }
    return true;
  }
}

/** The nearest whole number that the bound still allows; infinities stay. */
function wholeBound(side: "low" | "high", at: number | bigint, open: boolean, by: Expr): Bound {
  if (typeof at === "number" && !Number.isFinite(at)) return { at, open, by };
  if (typeof at === "bigint" || Number.isInteger(at)) {
    const exact = BigInt(at);
    return { at: open ? (side === "low" ? exact + 1n : exact - 1n) : exact, open: false, by };
  }
  return { at: BigInt(side === "low" ? Math.ceil(at) : Math.floor(at)), open: false, by };
}

function tighter(
  known: Bound | undefined,
  next: Bound,
  beyond: (a: number | bigint, b: number | bigint) => boolean,
): Bound {
  if (known === undefined || beyond(next.at, known.at)) return next;
  if (beyond(known.at, next.at)) return known;
  return known.open ? known : next;
}
