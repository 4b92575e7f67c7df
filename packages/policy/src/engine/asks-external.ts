import { type Expr, walk } from "@evenhand/cel";
import type { EventType } from "@evenhand/contract";
import type { CompiledPolicy } from "../compile-policy.js";

/** Event types with a detector that asks a classifier somebody else runs: events of other types need none of them. */
export function typesThatAskExternal({ detectors, signals }: CompiledPolicy): ReadonlySet<EventType> {
  const types = new Set<EventType>();
  if (signals.external.size === 0) return types;
  for (const { detector, checked } of detectors) {
    if (asksExternal(checked.expr, signals.external)) for (const type of detector.on) types.add(type);
  }
  return types;
}

function asksExternal(expr: Expr, external: ReadonlySet<string>): boolean {
  let asks = false;
  walk(expr, (node) => {
    if (node.kind !== "call" || node.fn !== "score") return;
    const [name] = node.args;
    if (name?.kind === "literal" && external.has(name.value as string)) asks = true;
  });
  return asks;
}
