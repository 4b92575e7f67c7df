/** Memory that an engine with compiled detectors keeps, measured in a process that holds nothing else. */
import { BenchmarkError } from "../benchmark-error.js";
import { ENGINES } from "../engines/index.js";
import type { PackName } from "../generate/condition.js";
import { makeScenario, parseEvents } from "./scenario.js";

export interface MemoryResult {
  readonly engine: string;
  readonly pack: PackName;
  readonly size: number;
  /** Growth of the JavaScript heap and its buffers, in bytes. */
  readonly heap: number;
  /** Growth of the resident set, in bytes: native memory too. */
  readonly resident: number;
}

/** Events that are decided before measuring, so that what is compiled on first use is there. */
const EVENTS = 60;

export async function measureMemory(engine: string, pack: PackName, size: number): Promise<MemoryResult> {
  const spec = ENGINES.find(({ name }) => name === engine);
  const create = spec?.forms[0];
  if (create === undefined) throw new BenchmarkError(`There is no engine "${engine}"`);
  const scenario = makeScenario(pack, size, EVENTS);
  const before = await settledMemory();
  const competitor = create(scenario.detectors);
  // A slow engine needs seconds for one event of a large pack.
  await competitor.run(parseEvents(scenario.lines.slice(0, size >= 10_000 ? 3 : EVENTS)));
  const after = await settledMemory();
  const result = { engine, pack, size, heap: after.heap - before.heap, resident: after.resident - before.resident };
  competitor.reset();
  return result;
}

async function settledMemory(): Promise<{ heap: number; resident: number }> {
  if (global.gc === undefined) throw new BenchmarkError("Memory is measured with node --expose-gc");
  for (let i = 0; i < 4; i++) {
    global.gc();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, resident: rss };
}
