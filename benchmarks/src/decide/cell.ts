/** One cell of the comparison: one pack at one size, all engines, in one process of its own. */
import { type Competitor, ENGINES, type EngineSpec, FLOOR, type Found } from "../engines/index.js";
import type { Conditions, PackName } from "../generate/condition.js";
import { type ClockName, clockOf } from "./clock.js";
import { median, Runner } from "./runner.js";
import { makeScenario, parseEvents, type Scenario } from "./scenario.js";
import { verify } from "./verify.js";

export interface Effort {
  readonly clock: ClockName;
  readonly events: number;
  readonly verified: number;
  readonly verifyMs: number;
  readonly trialMs: number;
  readonly warmUpMs: number;
  readonly rounds: number;
  readonly roundMs: number;
}

export const FULL: Effort = {
  clock: "wall",
  events: 20_000,
  verified: 2_000,
  verifyMs: 1_500,
  trialMs: 150,
  warmUpMs: 500,
  rounds: 5,
  roundMs: 300,
};
export const QUICK: Effort = {
  clock: "wall",
  events: 4_000,
  verified: 400,
  verifyMs: 400,
  trialMs: 60,
  warmUpMs: 200,
  rounds: 3,
  roundMs: 100,
};

export interface EngineResult {
  readonly name: string;
  readonly role: EngineSpec["role"];
  readonly form: string | undefined;
  /** Median of the rounds. */
  readonly eventsPerSecond: number;
  readonly rounds: readonly number[];
  readonly compileMs: number;
  readonly verifiedEvents: number;
}

export interface CellResult {
  readonly pack: PackName;
  readonly size: number;
  readonly findingsPerEvent: number;
  /** Share of events with at least one finding. */
  readonly eventsWithFindings: number;
  /** Detectors that held at least once on the events compared. */
  readonly detectorsThatHeld: number;
  readonly engines: readonly EngineResult[];
}

interface Entry {
  readonly spec: EngineSpec;
  readonly competitor: Competitor;
  readonly compileMs: number;
  readonly verifiedEvents: number;
  readonly runner: Runner;
  readonly rates: number[];
}

/** Compiles, verifies, warms up and measures; the rounds of the engines are interleaved. */
export async function runCell(pack: PackName, size: number, effort: Effort): Promise<CellResult> {
  const scenario = makeScenario(pack, size, effort.events);
  let expected: readonly Found[] = [];
  const entries: Entry[] = [];
  for (const spec of [...ENGINES, FLOOR]) {
    const { competitor, compileMs } = await fastestForm(spec, scenario, effort);
    if (spec.role === "ceiling") expected = await competitor.run(parseEvents(scenario.lines.slice(0, effort.verified)));
    const { events } =
      spec.role === "floor" ? { events: 0 } : await verify(spec.name, competitor, scenario, expected, effort.verifyMs);
    entries.push({
      spec,
      competitor,
      compileMs,
      verifiedEvents: events,
      runner: new Runner(competitor, scenario.lines, clockOf(effort.clock)),
      rates: [],
    });
  }
  for (const { runner } of entries) await runner.round(effort.warmUpMs);
  for (let round = 0; round < effort.rounds; round++) {
    for (const { runner, rates } of entries) rates.push(await runner.round(effort.roundMs));
  }
  return { pack, size, ...describeFindings(expected), engines: entries.map(toResult) };
}

/** Compiles every form of an engine, tries each, and keeps the fastest. */
async function fastestForm(
  spec: EngineSpec,
  scenario: Scenario,
  effort: Effort,
): Promise<{ competitor: Competitor; compileMs: number }> {
  const candidates = spec.forms.map((create) => timed(create, scenario.detectors));
  if (candidates.length === 1) return candidates[0] as (typeof candidates)[number];
  let best = candidates[0] as (typeof candidates)[number];
  let bestRate = 0;
  for (const candidate of candidates) {
    const runner = new Runner(candidate.competitor, scenario.lines, clockOf(effort.clock));
    await runner.round(effort.trialMs / 2);
    const rate = await runner.round(effort.trialMs);
    if (rate > bestRate) [best, bestRate] = [candidate, rate];
  }
  return best;
}

function timed(
  create: EngineSpec["forms"][number],
  detectors: readonly Conditions[],
): { competitor: Competitor; compileMs: number } {
  const started = performance.now();
  const competitor = create(detectors);
  return { competitor, compileMs: performance.now() - started };
}

function describeFindings(
  expected: readonly Found[],
): Pick<CellResult, "findingsPerEvent" | "eventsWithFindings" | "detectorsThatHeld"> {
  const total = expected.reduce((sum, found) => sum + found.length, 0);
  return {
    findingsPerEvent: total / expected.length,
    eventsWithFindings: expected.filter((found) => found.length > 0).length / expected.length,
    detectorsThatHeld: new Set(expected.flat()).size,
  };
}

function toResult({ spec, competitor, compileMs, verifiedEvents, rates }: Entry): EngineResult {
  return {
    name: spec.name,
    role: spec.role,
    form: competitor.form,
    eventsPerSecond: median(rates),
    rounds: rates,
    compileMs,
    verifiedEvents,
  };
}
