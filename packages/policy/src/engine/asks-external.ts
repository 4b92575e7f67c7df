import type { EventType } from "@evenhand/contract";
import type { CompiledPolicy } from "../compile-policy.js";
import { namesIn } from "../environment/naming-call.js";

/** Event types with a detector that asks a classifier somebody else runs: events of other types need none of them. */
export function typesThatAskExternal({ detectors, signals }: CompiledPolicy): ReadonlySet<EventType> {
  const types = new Set<EventType>();
  if (signals.external.size === 0) return types;
  for (const { detector, checked } of detectors) {
    const asks = namesIn(checked.expr).some(({ kind, name }) => kind === "classifier" && signals.external.has(name));
    if (asks) for (const type of detector.on) types.add(type);
  }
  return types;
}
