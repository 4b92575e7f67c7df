/**
 * A guess, before any event has been seen, of the share of events that take a path. Only the order of guesses matters: a
 * wrong one costs time, never a finding.
 */
import { type Expr, format } from "@evenhand/cel";
import type { Access, AccessPath, BoundPath } from "./access-paths.js";
import { countUpTo } from "./numbers.js";

/** What the detectors of one event type compare each subject with: among many literals, one is rarer; so is a bound far out. */
export interface Landscape {
  /** How many different literals a subject is compared with for equality. */
  readonly literals: ReadonlyMap<string, number>;
  /** The bounds of a subject and side, mildest first. */
  readonly bounds: ReadonlyMap<string, Float64Array>;
}

/** Surveys the literals and bounds in `accesses`. */
export function survey(accesses: readonly Access[]): Landscape {
  const literals = new Map<string, Set<string | number | boolean>>();
  const bounds = new Map<string, number[]>();
  for (const { paths } of accesses) {
    for (const path of paths) {
      if (path.kind === "equal") {
        const key = format(path.subject);
        const values = literals.get(key) ?? new Set();
        for (const value of path.values) values.add(value);
        literals.set(key, values);
      } else if (path.kind === "bound") {
        const key = boundKey(path);
        const list = bounds.get(key) ?? [];
        list.push(extremity(path));
        bounds.set(key, list);
      }
    }
  }
  return {
    literals: new Map([...literals].map(([key, values]) => [key, values.size])),
    bounds: new Map([...bounds].map(([key, list]) => [key, Float64Array.from(list).sort()])),
  };
}

/** Estimated share of events, 0 to 1, that take at least one path of `access`. */
export function selectivity(access: Access, landscape: Landscape): number {
  const sum = access.paths.reduce((total, path) => total + pathSelectivity(path, landscape), 0);
  return Math.min(1, sum);
}

function pathSelectivity(path: AccessPath, landscape: Landscape): number {
  switch (path.kind) {
    case "equal": {
      if (typeof path.values[0] === "boolean") return path.values.length / 2;
      const distinct = landscape.literals.get(format(path.subject)) ?? 1;
      return path.values.length / (distinct + 4);
    }
    case "element":
      return 0.02 * path.values.length;
    case "literal":
      return path.literal.length < 4 ? 0.1 : 0.02;
    case "bound":
      return boundSelectivity(path, landscape);
    case "linear":
      // Even where most rows hold, the table is quicker than as many conditions: always just worth an index.
      return path.op === "==" ? 0.05 : path.op === "!=" ? 0.44 : 0.4;
    case "true":
      return truthShare(path.subject);
  }
}

/** Bounds are put where they tell something: of many, the farthest are seldom reached and the mildest often. */
function boundSelectivity(path: BoundPath, { bounds }: Landscape): number {
  const typical = path.side === "above" && isCounter(path.subject) ? 0.03 : 0.3;
  const sorted = bounds.get(boundKey(path));
  if (sorted === undefined) return typical;
  const notNearer = sorted.length - countUpTo(sorted, extremity(path)) + 1;
  // Sorted bounds cost nothing where they are not reached, so even a mild one is just worth an index.
  return Math.min(0.44, (2 * typical * notNearer) / (sorted.length + 1));
}

function boundKey({ subject, side }: BoundPath): string {
  return `${side}\n${format(subject)}`;
}

/** Larger for bounds that are harder to reach. */
function extremity({ side, bound }: BoundPath): number {
  return side === "above" ? bound : -bound;
}

function isCounter(subject: Expr): boolean {
  return subject.kind === "call" && (subject.fn === "count" || subject.fn === "distinct");
}

/** What is not so is seldom rare: `a != "x"` and `!a` mostly hold. */
function truthShare(subject: Expr): number {
  if (isBankHit(subject)) return 0.05;
  return subject.kind === "call" && (subject.fn === "_!=_" || subject.fn === "!_") ? 0.9 : 0.4;
}

function isBankHit(subject: Expr): boolean {
  return (
    subject.kind === "call" && subject.fn === "any" && subject.target?.kind === "call" && subject.target.fn === "bank"
  );
}
