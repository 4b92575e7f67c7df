import type { Frame } from "@evenhand/cel";
import { type Candidate, type Index, type Visit, visitUnproved } from "./indexes.js";
import type { LinearPath } from "./linear.js";

type Run = (frame: Frame) => unknown;

/**
 * A table of comparisons between the same two values. Going through four columns of numbers takes a fraction of what
 * evaluating as many conditions takes.
 *
 * Host numbers are exact up to 2^53: where a row could leave that, all rows are left to the conditions themselves, which
 * know what an int is.
 */
export function linearIndex(
  description: string,
  subject: Run,
  other: Run,
  entries: readonly { path: LinearPath; candidate: Candidate }[],
): Index {
  const column = (at: 0 | 1 | 2 | 3): Float64Array => Float64Array.from(entries, ({ path }) => path.numbers[at]);
  const [leftFactors, leftAdded, rightFactors, rightAdded] = [column(0), column(1), column(2), column(3)];
  const [maxLeft, maxLeftAdded, maxRight, maxRightAdded] = [
    largest(leftFactors),
    largest(leftAdded),
    largest(rightFactors),
    largest(rightAdded),
  ];
  const candidates = entries.map(({ candidate }) => candidate);
  const holds = comparison(entries[0]?.path.op ?? "==");

  return {
    description,
    lookUp(frame, visit) {
      frame.cost = 0;
      const a = subject(frame);
      frame.cost = 0;
      const b = other(frame);
      const exact =
        typeof a === "number" &&
        typeof b === "number" &&
        Math.abs(a) * maxLeft + maxLeftAdded < Number.MAX_SAFE_INTEGER &&
        Math.abs(b) * maxRight + maxRightAdded < Number.MAX_SAFE_INTEGER;
      if (!exact) {
        visitUnproved(candidates, visit);
        return;
      }
      holds(a, b, { leftFactors, leftAdded, rightFactors, rightAdded, candidates }, visit);
    },
  };
}

interface Columns {
  readonly leftFactors: Float64Array;
  readonly leftAdded: Float64Array;
  readonly rightFactors: Float64Array;
  readonly rightAdded: Float64Array;
  readonly candidates: readonly Candidate[];
}

function largest(column: Float64Array): number {
  return column.reduce((max, number) => Math.max(max, Math.abs(number)), 0);
}

/** One loop for each operator: a test of the operator inside of the loop would cost as much as the comparison. */
function comparison(op: LinearPath["op"]): (a: number, b: number, columns: Columns, visit: Visit) => void {
  switch (op) {
    case "<":
      return (a, b, { leftFactors: k, leftAdded: c, rightFactors: l, rightAdded: d, candidates }, visit) => {
        for (let i = 0; i < k.length; i++) {
          if (a * k[i]! + c[i]! < b * l[i]! + d[i]!) visit(candidates[i]!);
        }
      };
    case "<=":
      return (a, b, { leftFactors: k, leftAdded: c, rightFactors: l, rightAdded: d, candidates }, visit) => {
        for (let i = 0; i < k.length; i++) {
          if (a * k[i]! + c[i]! <= b * l[i]! + d[i]!) visit(candidates[i]!);
        }
      };
    case "==":
      return (a, b, { leftFactors: k, leftAdded: c, rightFactors: l, rightAdded: d, candidates }, visit) => {
        for (let i = 0; i < k.length; i++) {
          if (0 === a * k[i]! + c[i]! - (b * l[i]! + d[i]!)) visit(candidates[i]!);
        }
      };
    case "!=":
      return (a, b, { leftFactors: k, leftAdded: c, rightFactors: l, rightAdded: d, candidates }, visit) => {
        for (let i = 0; i < k.length; i++) {
          if (0 !== a * k[i]! + c[i]! - (b * l[i]! + d[i]!)) visit(candidates[i]!);
        }
      };
  }
}
