/** Conditions in their top-level parts, each with what the plan needs to know of it. */
import { costOf, type Expr, type Handle, type Linker } from "@evenhand/cel";
import { type Access, accessTo } from "./access-paths.js";
import type { CompiledDetector } from "./compiled-detector.js";
import { indexKey } from "./make-index.js";

/** A top-level part of a condition. */
export interface Part {
  readonly expr: Expr;
  /** Position in the source. */
  readonly order: number;
  readonly handle: Handle;
  /** How an index can reach it; undefined where none can, or where its value is a costly signal. */
  readonly access: Access | undefined;
  readonly costly: boolean;
  /** Cost units at most. */
  readonly cost: number;
}

/** A detector in its parts. */
export interface Prepared {
  readonly compiled: CompiledDetector;
  /** Rank by id. */
  readonly position: number;
  readonly parts: readonly Part[];
}

export function prepare(compiled: CompiledDetector, position: number, linker: Linker): Prepared {
  const { checked } = compiled;
  const parts = compiled.conjuncts.map((expr, order): Part => {
    const { tier, max } = costOf(expr, checked);
    const costly = tier === "costly";
    const access = costly ? undefined : accessTo(expr, checked);
    return { expr, order, handle: linker.add(checked, expr), access, costly, cost: max };
  });
  return { compiled, position, parts };
}

/** How many parts could go through the same index, by its key. */
export type Sharers = ReadonlyMap<string, number>;

export function countSharers(list: readonly Prepared[]): Sharers {
  const sharers = new Map<string, number>();
  for (const { parts } of list) {
    for (const { access } of parts) {
      for (const path of access?.paths ?? []) {
        const key = indexKey(path);
        sharers.set(key, (sharers.get(key) ?? 0) + 1);
      }
    }
  }
  return sharers;
}
