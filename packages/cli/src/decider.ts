import { createEngine, createMemoryCounters, createMemoryStanding } from "@evenhand/policy";
import type { SoundPolicy } from "./load-policy.js";

/**
 * An engine with counters and standing in memory, and those counters.
 *
 * @param now the present, in milliseconds since the epoch; events dated far after it are not counted
 */
export function createDecider({ compiled, policy }: SoundPolicy, now: () => number) {
  const counters = createMemoryCounters(policy.counters, {
    clock: { now },
    latenessMs: policy.latenessMs,
  });
  const standing = createMemoryStanding(policy.standing);
  return { counters, engine: createEngine(compiled, { counters, standing }) };
}
