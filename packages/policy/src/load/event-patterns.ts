import { EVENT_TYPES, type EventType, matchEventTypes } from "@evenhand/contract";
import { meantFor } from "./did-you-mean.js";
import type { ProblemSink } from "./problem-sink.js";
import { quote, readList, readText } from "./values.js";
import { originOf, type Value } from "./yaml-file.js";

const PATTERNS: readonly string[] = [...EVENT_TYPES, ...new Set(EVENT_TYPES.map((type) => `${type.split(".")[0]}.*`))];

/** A list of event types and patterns such as `post.*`, as the sorted list of the types they name. */
export function readEventTypes(value: Value, sink: ProblemSink): readonly EventType[] | undefined {
  const items = readList(value, sink, 100);
  if (items === undefined) return undefined;
  if (items.length === 0) {
    sink.error(
      "EH_POLICY_EVENT_TYPE",
      originOf(value),
      `${value.label} names no event type. Add one, such as post.created.`,
    );
    return undefined;
  }
  const types = new Set<EventType>();
  let sound = true;
  for (const item of items) {
    const pattern = readText(item, sink, 100);
    const matches = pattern === undefined ? [] : matchEventTypes(pattern);
    for (const type of matches) types.add(type);
    if (matches.length > 0) continue;
    sound = false;
    if (pattern === undefined) continue;
    const meant = meantFor(pattern, PATTERNS);
    const hint =
      meant === undefined
        ? ` The types are ${EVENT_TYPES.join(", ")}; post.* means all of post.`
        : ` Did you mean ${meant}?`;
    sink.error("EH_POLICY_EVENT_TYPE", originOf(item), `There is no event type ${quote(pattern)}.${hint}`);
  }
  return sound ? [...types].sort() : undefined;
}
