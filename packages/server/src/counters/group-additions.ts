import type { CounterAddition } from "@evenhand/policy";
import type { LogGroup, LogSection } from "./log-row.js";

/** A section with keys still to be found by their text. */
export interface OpenSection extends Omit<LogSection, "groups"> {
  readonly groups: Map<string, LogGroup>;
}

/** Sorts additions by counter and key. @param head of a counter, by its position in the policy */
export function groupAdditions(
  additions: readonly CounterAddition[],
  head: (counter: number) => Omit<LogSection, "groups" | "reset">,
): LogSection[] {
  const sections = new Map<number, OpenSection>();
  for (const { counter, key, timeMs, value } of additions) {
    let section = sections.get(counter);
    if (section === undefined) {
      section = { ...head(counter), reset: false, groups: new Map() };
      sections.set(counter, section);
    }
    const group = section.groups.get(key);
    if (group === undefined) {
      section.groups.set(key, { key, times: [timeMs], values: value === undefined ? undefined : [value] });
    } else {
      group.times.push(timeMs);
      group.values?.push(value as string);
    }
  }
  return [...sections.values()].map(closeSection);
}

/** The section with its times in order. */
export function closeSection(section: OpenSection): LogSection {
  return { ...section, groups: [...section.groups.values()].map(inOrder) };
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
