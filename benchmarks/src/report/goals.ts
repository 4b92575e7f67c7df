/** What this engine is meant to reach, and whether this run did. */
import type { CellResult } from "../decide/cell.js";
import type { ExpressionResult } from "../expression/expression.js";
import { bestPeer, ceiling, rateOf } from "./decide-report.js";
import { count, table, times } from "./table.js";

const DECIDE = "evenhand decide";
const FINDINGS = "evenhand findings";
/** Peers that take rules; the other one takes expressions one by one. */
const RULE_ENGINES = ["zen-engine", "json-rules-engine"];

/** How many times the best peer the mixed pack is to be, by detectors. */
export const MULTIPLES: ReadonlyMap<number, number> = new Map([
  [100, 10],
  [10_000, 100],
]);

export interface Goal {
  readonly goal: string;
  readonly wanted: string;
  /** What this run measured, as text; two figures where deciding and finding differ. */
  readonly measured: string;
  readonly reached: boolean;
}

/** Goals for which this run has figures. */
export function goals(cells: readonly CellResult[], expression: readonly ExpressionResult[] | undefined): Goal[] {
  const cell = (pack: string, size: number): CellResult | undefined =>
    cells.find((one) => one.pack === pack && one.size === size);
  const found: Goal[] = [];
  for (const [size, wanted] of [
    [100, 100_000],
    [10_000, 50_000],
  ] as const) {
    const mixed = cell("mixed", size);
    if (mixed === undefined) continue;
    for (const engine of [DECIDE, FINDINGS]) {
      const rate = rateOf(mixed, engine);
      found.push(
        goal(`mixed pack, ${count(size)} detectors, ${engine}`, rate, wanted, `${count(wanted)} events/s`, count),
      );
    }
  }
  const [small, large] = [cell("mixed", 100), cell("mixed", 10_000)];
  if (small !== undefined && large !== undefined) {
    for (const engine of [DECIDE, FINDINGS]) {
      const growth = rateOf(small, engine) / rateOf(large, engine);
      found.push({
        goal: `mixed pack, growth of cost from 100 to 10,000 detectors, ${engine}`,
        wanted: "at most 4×",
        measured: times(growth),
        reached: growth <= 4,
      });
    }
  }
  for (const one of [small, large]) {
    const wanted = one === undefined ? undefined : MULTIPLES.get(one.size);
    if (one === undefined || wanted === undefined) continue;
    // Peers only find: findings against findings.
    const findings = rateOf(one, FINDINGS);
    const title = `mixed pack, ${count(one.size)} detectors, findings against`;
    const best = bestPeer(one);
    found.push(
      goal(`${title} the best peer (${best.name})`, findings / best.eventsPerSecond, wanted, times(wanted), times),
    );
    const engine = bestPeer(one, RULE_ENGINES);
    found.push(
      goal(
        `${title} the best rule engine (${engine.name})`,
        findings / engine.eventsPerSecond,
        wanted,
        times(wanted),
        times,
      ),
    );
  }
  for (const one of cells.filter(({ pack }) => pack === "hostile")) {
    const ratio = rateOf(one, FINDINGS) / ceiling(one);
    found.push(
      goal(`hostile pack, ${count(one.size)} detectors, findings against closures`, ratio, 0.5, times(0.5), times),
    );
  }
  const ours = expression?.find(({ name }) => name === "evenhand");
  if (ours !== undefined) {
    found.push(goal("one expression", ours.evaluationsPerSecond, 20_000_000, "20,000,000 evaluations/s", count));
  }
  return found;
}

function goal(name: string, value: number, wanted: number, text: string, show: (value: number) => string): Goal {
  return { goal: name, wanted: `at least ${text}`, measured: show(value), reached: value >= wanted };
}

export function goalsReport(all: readonly Goal[]): string {
  const rows = all.map(({ goal, wanted, measured, reached }) => [
    goal,
    wanted,
    measured,
    reached ? "reached" : "MISSED",
  ]);
  return `Goals\n${table([["goal", "wanted", "measured", ""], ...rows])}`;
}
