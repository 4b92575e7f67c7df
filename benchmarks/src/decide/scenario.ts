/** The events and detectors of one cell: from seeds only, so that every run and every process has the same. */
import type { Event } from "@evenhand/contract";
import { toWhen } from "../engines/policy.js";
import type { Conditions, PackName } from "../generate/condition.js";
import { generateEvents } from "../generate/events.js";
import { generatePack } from "../generate/pack.js";
import { measure } from "../generate/statistics.js";

const EVENT_SEED = 20_260_302;
const SAMPLE_SEED = 7;
const PACK_SEEDS: Readonly<Record<PackName, number>> = { selective: 11, mixed: 12, hostile: 13 };
/** Events that thresholds are fitted to; from a different seed than those that are decided. */
const SAMPLE = 4_000;

export interface Scenario {
  /** Events as lines of JSON, so that each engine gets fresh objects, as it would from a stream. */
  readonly lines: readonly string[];
  readonly detectors: readonly Conditions[];
}

export function makeScenario(pack: PackName, size: number, eventCount: number): Scenario {
  const statistics = measure(generateEvents(SAMPLE, SAMPLE_SEED));
  return {
    lines: generateEvents(eventCount, EVENT_SEED).map((event) => JSON.stringify(event)),
    detectors: generatePack(pack, size, statistics, PACK_SEEDS[pack]),
  };
}

export function parseEvents(lines: readonly string[]): Event[] {
  return lines.map((line) => JSON.parse(line) as Event);
}

/** A detector for people to read. */
export function describeDetector(conditions: Conditions): string {
  return toWhen(conditions);
}
