import { GroupedTimes } from "./group-additions.js";
import type { LogSection } from "./log-row.js";

interface Merging {
  keepMs: number;
  reset: boolean;
  open: string | undefined;
  grouped: GroupedTimes;
}

/**
 * The sections of consecutive rows as those of one: read in its place, it restores the same counts.
 *
 * @param rows in the order of their ids
 * @param newest the newest event time in the whole log: what cannot be read any more by then is left out
 */
export function mergeLog(rows: readonly (readonly LogSection[])[], newest: number): LogSection[] {
  const merged = new Map<string, Merging>();
  for (const { definition, keepMs, reset, open, groups } of rows.flat()) {
    let into = merged.get(definition);
    if (into === undefined) {
      into = { keepMs, reset, open, grouped: new GroupedTimes() };
      merged.set(definition, into);
    }
    into.open = open;
    into.keepMs = Math.max(into.keepMs, keepMs);
    if (reset) {
      into.reset = true;
      into.grouped = new GroupedTimes();
    }
    for (const { key, times, values } of groups) {
      times.forEach((time, i) => {
        if (time > newest - keepMs) into.grouped.add(key, time, values?.[i]);
      });
    }
  }
  return [...merged].map(([definition, { keepMs, reset, open, grouped }]) => ({
    definition,
    keepMs,
    reset,
    open,
    groups: grouped.groups(),
  }));
}
