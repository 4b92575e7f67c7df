import { EVENT_TYPES, eventTypeDecl, isEventType, ItemText } from "@evenhand/contract";
import { isMap, isScalar, isSeq } from "yaml";
import { EVENT_PARTS, type KnownFields } from "../facts/event-parts.js";
import type { EventShorthand } from "./case-doc.js";
import { meantFor } from "./did-you-mean.js";
import { parseCaseTime, TIMES } from "./expand-event.js";
import { Fields } from "./fields.js";
import { isJsonObject, toJson } from "./json.js";
import type { ProblemSink } from "./problem-sink.js";
import { describe, quote, readText } from "./values.js";
import { childOf, keyName, originOf, type Value } from "./yaml-file.js";

/** In shorthand the text stands beside the item, not in it. */
const PARTS: Readonly<Record<string, KnownFields>> = { ...EVENT_PARTS, text: ItemText };
const TOP = ["type", "id", "source", "time", "subject", "media", "extra", ...Object.keys(PARTS)];

/** Reads an event in shorthand. Unknown keys are kept for `extra`; those that look misspelt bring a warning. */
export function readEvent(value: Value, sink: ProblemSink): EventShorthand | undefined {
  const fields = Fields.read(value, "an event", sink);
  const typeValue = fields?.required("type");
  const type = typeValue && readText(typeValue, sink, 200);
  const json = fields && toJson(value, sink);
  if (fields === undefined || type === undefined || !isJsonObject(json)) return undefined;
  if (!isEventType(type)) {
    const meant = meantFor(type, EVENT_TYPES);
    const hint = meant === undefined ? ` The types are ${EVENT_TYPES.join(", ")}.` : ` Did you mean ${meant}?`;
    return sink.error(
      "EH_POLICY_EVENT_TYPE",
      originOf(typeValue as Value),
      `There is no event type ${quote(type)}.${hint}`,
    );
  }
  warnMisspelt(value, TOP, sink);
  for (const [key, part] of fields.all()) {
    const schema = Object.hasOwn(PARTS, key) ? PARTS[key] : undefined;
    if (schema !== undefined) warnMisspelt(part, Object.keys(schema.properties), sink);
  }
  const timely = checkTimes(value, sink);
  const { required, optional } = eventTypeDecl(type);
  if (json["text"] !== undefined && !required.includes("item") && !optional.includes("item")) {
    const advice = "Write what the event has instead, such as actor.displayName, actor.bio or group.description.";
    sink.error("EH_POLICY_CASE", fields.originOfKey("text"), `${type} events have no item, and so no text. ${advice}`);
  }
  return timely ? { ...json, type } : undefined;
}

/** Times are told here, in the words of cases; the contract would only speak of a pattern. */
function checkTimes(value: Value, sink: ProblemSink): boolean {
  let sound = true;
  const paths = [["time"], ...Object.entries(TIMES).flatMap(([part, names]) => names.map((name) => [part, name]))];
  for (const path of paths) {
    const { node, label } = placeOf(value, path);
    if (label !== path.at(-1) || !isScalar(node)) continue;
    if (typeof node.value === "string" && (parseCaseTime(node.value, 0) !== undefined || node.value.includes("{")))
      continue;
    const takes = 'a time such as "1h ago", "now" or 2026-03-02T08:15:00Z';
    sound = false;
    sink.error(
      "EH_POLICY_CASE",
      originOf({ ...value, node }),
      `\`${label}\` must be ${takes}; here it is ${describe({ ...value, node })}.`,
    );
  }
  return sound;
}

function warnMisspelt(value: Value, known: readonly string[], sink: ProblemSink): void {
  if (!isMap(value.node)) return;
  for (const { key } of value.node.items) {
    const name = keyName(key);
    if (known.includes(name)) continue;
    const meant = meantFor(name, known);
    if (meant === undefined) continue;
    const message = `${quote(name)} is no field that Evenhand knows; conditions find it under extra. Did you mean ${meant}?`;
    sink.warning("EH_POLICY_UNKNOWN_KEY", originOf(childOf(value, key, name)), message);
  }
}

/** The innermost value of a shorthand that a JSON pointer into the whole event leads to. */
export function placeOf(value: Value, pointer: readonly string[]): Value {
  let path = pointer[0] === "data" ? pointer.slice(1) : pointer;
  if (path[0] === "item" && path[1] === "text") path = path.slice(1);
  let here = value;
  for (const key of path) {
    const { node } = here;
    const next = isMap(node)
      ? node.items.find((pair) => keyName(pair.key) === key)?.value
      : isSeq(node)
        ? node.items[Number(key)]
        : undefined;
    if (next === undefined || next === null) break;
    here = childOf(here, next, key);
  }
  return here;
}
