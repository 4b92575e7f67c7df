import type { Frame } from "@evenhand/cel";
import type { Candidate, CandidateTable, Search } from "./candidates.js";
import type { Index } from "./indexes.js";
import type { LinearPath } from "./linear.js";
import { countUpTo } from "./numbers.js";

type Run = (frame: Frame) => unknown;

/**
 * A table of comparisons between the same two values. Going through four columns of numbers takes a fraction of what
 * evaluating as many conditions takes, and most rows are out of reach: see {@link Columns.reach}.
 *
 * Host numbers are exact up to 2^53: where a row could leave that, all rows are left to the conditions themselves, which
 * know what an int is.
 */
export function linearIndex(
  description: string,
  subject: Run,
  other: Run,
  entries: readonly { path: LinearPath; candidate: Candidate }[],
  table: CandidateTable,
): Index {
  const rows = [...entries].sort((one, another) => one.path.numbers[1] - another.path.numbers[1]);
  const { from, to } = table.add(rows.map(({ candidate }) => candidate));
  const columns = new Columns(rows, from);
  const op = entries[0]?.path.op ?? "==";
  const holds = comparison(op);

  return {
    description,
    lookUp(frame, search) {
      frame.cost = 0;
      const a = subject(frame);
      frame.cost = 0;
      const b = other(frame);
      if (typeof a === "number" && typeof b === "number" && columns.exact(a, b)) {
        holds(a, b, columns, op === "!=" ? to - from : columns.reach(a, b), search);
      } else search.visitUnproved(from, to);
    },
  };
}

/** The rows `a * leftFactor + leftAdded OP b * rightFactor + rightAdded`, by ascending `leftAdded`. */
class Columns {
  readonly leftFactors: Float64Array;
  readonly leftAdded: Float64Array;
  readonly rightFactors: Float64Array;
  readonly rightAdded: Float64Array;
  /** Number of the first row's candidate. */
  readonly from: number;
  readonly #left: Extremes;
  readonly #leftAdded: Extremes;
  readonly #right: Extremes;
  readonly #rightAdded: Extremes;

  constructor(rows: readonly { path: LinearPath }[], from: number) {
    const column = (at: 0 | 1 | 2 | 3): Float64Array => Float64Array.from(rows, ({ path }) => path.numbers[at]);
    this.from = from;
    this.leftFactors = column(0);
    this.leftAdded = column(1);
    this.rightFactors = column(2);
    this.rightAdded = column(3);
    this.#left = extremes(this.leftFactors);
    this.#leftAdded = extremes(this.leftAdded);
    this.#right = extremes(this.rightFactors);
    this.#rightAdded = extremes(this.rightAdded);
  }

  /** Whether no row leaves the numbers that the host knows exactly. */
  exact(a: number, b: number): boolean {
    return (
      Math.abs(a) * this.#left.size + this.#leftAdded.size < Number.MAX_SAFE_INTEGER &&
      Math.abs(b) * this.#right.size + this.#rightAdded.size < Number.MAX_SAFE_INTEGER
    );
  }

  /**
   * How many rows the left side may be no more than the right side in: with the least product of `a` and the most that the
   * right can be, what is added on the left decides, and the rows are sorted by it.
   *
   * The difference may be rounded where it is beyond 2^53, where all that is added is on one side of it.
   */
  reach(a: number, b: number): number {
    const least = Math.min(a * this.#left.low, a * this.#left.high);
    const most = Math.max(b * this.#right.low, b * this.#right.high) + this.#rightAdded.high;
    return countUpTo(this.leftAdded, most - least);
  }
}

interface Extremes {
  readonly low: number;
  readonly high: number;
  /** The largest magnitude. */
  readonly size: number;
}

function extremes(column: Float64Array): Extremes {
  const low = column.reduce((least, number) => Math.min(least, number), Infinity);
  const high = column.reduce((most, number) => Math.max(most, number), -Infinity);
  return { low, high, size: Math.max(Math.abs(low), Math.abs(high)) };
}

type Compare = (a: number, b: number, columns: Columns, rows: number, search: Search) => void;

/** One loop for each operator: a test of the operator inside of the loop would cost as much as the comparison. */
function comparison(op: LinearPath["op"]): Compare {
  switch (op) {
    case "<":
      return (a, b, { leftFactors: k, leftAdded: c, rightFactors: l, rightAdded: d, from }, rows, search) => {
        for (let i = 0; i < rows; i++) {
          if (a * k[i]! + c[i]! < b * l[i]! + d[i]!) search.visit(from + i, from + i + 1);
        }
      };
    case "<=":
      return (a, b, { leftFactors: k, leftAdded: c, rightFactors: l, rightAdded: d, from }, rows, search) => {
        for (let i = 0; i < rows; i++) {
          if (a * k[i]! + c[i]! <= b * l[i]! + d[i]!) search.visit(from + i, from + i + 1);
        }
      };
    case "==":
      return (a, b, { leftFactors: k, leftAdded: c, rightFactors: l, rightAdded: d, from }, rows, search) => {
        for (let i = 0; i < rows; i++) {
          if (0 === a * k[i]! + c[i]! - (b * l[i]! + d[i]!)) search.visit(from + i, from + i + 1);
        }
      };
    case "!=":
      return (a, b, { leftFactors: k, leftAdded: c, rightFactors: l, rightAdded: d, from }, rows, search) => {
        for (let i = 0; i < rows; i++) {
          if (0 !== a * k[i]! + c[i]! - (b * l[i]! + d[i]!)) search.visit(from + i, from + i + 1);
        }
      };
  }
}
