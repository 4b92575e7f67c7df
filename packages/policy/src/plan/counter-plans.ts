/** The counters of a policy, compiled onto the plan's own frame. */
import type { Handle, Linked, Linker } from "@evenhand/cel";
import type { EventType } from "@evenhand/contract";
import type { CheckedCounter, CounterPlan } from "./compiled-counter.js";
import { addTo } from "./multimap.js";

interface CounterHandles {
  readonly counter: CheckedCounter;
  readonly key: Handle;
  readonly value: Handle | undefined;
  readonly where: Handle | undefined;
}

/** Adds the expressions of the counters to a linker; what is returned compiles them once it is linked. */
export function addCounters(
  counters: readonly CheckedCounter[],
  linker: Linker,
): (linked: Linked) => ReadonlyMap<EventType, readonly CounterPlan[]> {
  const handles = counters.map((counter): CounterHandles => ({
    counter,
    key: linker.add(counter.key),
    value: counter.value === undefined ? undefined : linker.add(counter.value),
    where: counter.where === undefined ? undefined : linker.add(counter.where),
  }));
  return (linked) => planCounters(handles, linked);
}

function planCounters(
  handles: readonly CounterHandles[],
  linked: Linked,
): ReadonlyMap<EventType, readonly CounterPlan[]> {
  const byType = new Map<EventType, CounterPlan[]>();
  for (const { counter, key, value, where } of handles) {
    const plan: CounterPlan = {
      index: counter.index,
      key: linked.closure(key),
      value: value === undefined ? undefined : linked.closure(value),
      where: where === undefined ? undefined : linked.closure(where),
    };
    for (const type of counter.decl.on) {
      addTo(byType, type, plan);
    }
  }
  return byType;
}
