import type { CompiledPolicy } from "@evenhand/policy";
import type { BackfillOptions, BackfillService } from "./backfill-counters.js";
import { createComputer } from "./backfill-counters.js";
import { type ComputerReport, CounterComputer } from "./counter-computer.js";
import { claimsOn } from "./log-claims.js";
import { loadCounters, type LoadOptions, type LoadResult } from "./load-counters.js";
import { createServiceCounters, type ServiceCounters } from "./service-counters.js";

export interface StartOptions extends BackfillOptions {
  readonly onLoad?: LoadOptions["onProgress"];
}

export interface StartedCounters {
  readonly counters: ServiceCounters;
  readonly loaded: LoadResult;
  /** Where counters had to be computed from stored events: what that came across. */
  readonly computed: ComputerReport | undefined;
}

/**
 * The counters of the policy in force at the start of the service, before the first batch: restored from the counter log, and
 * completed from the stored events where the process ended while a policy was coming into force. Where the log is empty, all
 * of them are computed from the stored events of their windows.
 *
 * @throws EvenhandError EH_COUNTER_LOG_CORRUPT
 */
export async function startCounters(
  service: BackfillService,
  compiled: CompiledPolicy,
  options: StartOptions = {},
): Promise<StartedCounters> {
  const { counters: decls, latenessMs } = compiled.policy;
  const { clock, store } = service;
  const create = (): ServiceCounters =>
    createServiceCounters({ decls, latenessMs, clock, maxEntries: options.maxEntries });
  const counters = create();
  const loaded = await loadCounters(store.db, counters, { onProgress: options.onLoad });
  const computer = await computerFor(service, compiled, counters, loaded, options);
  claimsOn(store).enter(counters.log.positions.keys());
  await computer?.run(true);
  return { counters, loaded, computed: computer?.report };
}

async function computerFor(
  service: BackfillService,
  compiled: CompiledPolicy,
  counters: ServiceCounters,
  { rows, open }: LoadResult,
  options: BackfillOptions,
): Promise<CounterComputer | undefined> {
  const { positions, memory } = counters.log;
  const all = { ...options, entering: true };
  if (positions.size === 0) return undefined;
  if (rows === 0) return createComputer(service, compiled, counters, new Set(positions.values()), undefined, all);
  const [after, ...others] = new Set(open.values());
  if (after === undefined) return undefined;
  const computed = new Set([...open.keys()].map((definition) => positions.get(definition) as number));
  if (others.length > 0) {
    // Left by different policies, one of which never came into force: computed anew rather than guessed.
    for (const position of computed) memory.clear(position);
    return createComputer(service, compiled, counters, computed, memory.newest, all);
  }
  return new CounterComputer({ ...all, service, compiled, counters, computed, after, afterMs: 0 });
}
