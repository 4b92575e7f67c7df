import type { CounterAddition } from "@evenhand/policy";
import type { LogGroup, LogSection } from "./log-row.js";

/** Collects times under their keys. */
export class GroupedTimes {
  readonly #groups = new Map<string, { key: string; times: number[]; values: string[] | undefined }>();

  add(key: string, timeMs: number, value: string | undefined): void {
    const group = this.#groups.get(key);
    if (group === undefined) {
      this.#groups.set(key, { key, times: [timeMs], values: value === undefined ? undefined : [value] });
      return;
    }
    group.times.push(timeMs);
    group.values?.push(value as string);
  }

  /** Each key's times in order. */
  groups(): LogGroup[] {
    return [...this.#groups.values()].map(inOrder);
  }
}

/**
 * Sorts additions by counter and key.
 *
 * @param head of a counter's section, by its position in the policy
 */
export function groupAdditions(
  additions: readonly CounterAddition[],
  head: (counter: number) => Pick<LogSection, "definition" | "keepMs">,
): LogSection[] {
  const byCounter = new Map<number, GroupedTimes>();
  for (const { counter, key, timeMs, value } of additions) {
    let grouped = byCounter.get(counter);
    if (grouped === undefined) {
      grouped = new GroupedTimes();
      byCounter.set(counter, grouped);
    }
    grouped.add(key, timeMs, value);
  }
  return [...byCounter].map(([counter, grouped]) => ({
    ...head(counter),
    reset: false,
    open: undefined,
    groups: grouped.groups(),
  }));
}

/** Sorted by time, equal times staying as they are. */
function inOrder(group: LogGroup): LogGroup {
  const { key, times, values } = group;
  if (times.every((time, i) => i === 0 || time >= (times[i - 1] as number))) return group;
  // Sorting is stable since ES2019.
  const order = times.map((_, i) => i).sort((a, b) => (times[a] as number) - (times[b] as number));
  return {
    key,
    times: order.map((i) => times[i] as number),
    values: values === undefined ? undefined : order.map((i) => values[i] as string),
  };
}
