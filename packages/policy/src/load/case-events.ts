import {
  Actor,
  Context,
  EVENT_TYPES,
  Follow,
  Group,
  isEventType,
  Item,
  ItemText,
  Previous,
  Push,
  Reach,
  Reaction,
  Session,
  eventTypeDecl,
  validateEvent,
} from "@evenhand/contract";
import { isMap, isSeq } from "yaml";
import { formatTime } from "../facts/time.js";
import { nearest } from "../text/nearest.js";
import type { CaseDoc, EventShorthand } from "./case-doc.js";
import { applySwap, caseTime, expandCase } from "./expand-case.js";
import { parseCaseTime } from "./expand-event.js";
import { Fields } from "./fields.js";
import { isJsonObject, toJson } from "./json.js";
import type { ProblemSink } from "./problem-sink.js";
import type { Settings } from "./settings.js";
import { quote, readDuration, readInteger, readList, readText } from "./values.js";
import { childOf, keyName, originOf, type Value } from "./yaml-file.js";

/** Most events before the one that is decided. */
const MAX_GIVEN = 5_000;

const PARTS: Readonly<Record<string, { readonly properties: object }>> = {
  actor: Actor,
  item: Item,
  text: ItemText,
  context: Context,
  group: Group,
  reaction: Reaction,
  follow: Follow,
  reach: Reach,
  session: Session,
  push: Push,
  previous: Previous,
};
const TOP = ["type", "id", "source", "time", "subject", "media", "extra", ...Object.keys(PARTS)];

/** Reads an event in shorthand. Unknown keys are kept for `extra`; those that look misspelt bring a warning. */
export function readEvent(value: Value, sink: ProblemSink): EventShorthand | undefined {
  const fields = Fields.read(value, "an event", sink);
  const typeValue = fields?.required("type");
  const type = typeValue && readText(typeValue, sink, 200);
  const json = fields && toJson(value, sink);
  if (fields === undefined || type === undefined || !isJsonObject(json)) return undefined;
  if (!isEventType(type)) {
    const meant = nearest(type, EVENT_TYPES);
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
  const { required, optional } = eventTypeDecl(type);
  if (json["text"] !== undefined && !required.includes("item") && !optional.includes("item")) {
    const advice = "Write what the event has instead, such as actor.displayName, actor.bio or group.description.";
    sink.error("EH_POLICY_CASE", fields.originOfKey("text"), `${type} events have no item, and so no text. ${advice}`);
  }
  return { ...json, type };
}

function warnMisspelt(value: Value, known: readonly string[], sink: ProblemSink): void {
  if (!isMap(value.node)) return;
  for (const { key } of value.node.items) {
    const name = keyName(key);
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    if (meant === undefined) continue;
    const message = `${quote(name)} is no field that Evenhand knows; conditions find it under extra. Did you mean ${meant}?`;
    sink.warning("EH_POLICY_UNKNOWN_KEY", originOf(childOf(value, key, name)), message);
  }
}

/** Reads `given`, with `repeat` written out and a time for every event. */
export function readGiven(
  value: Value,
  event: EventShorthand | undefined,
  settings: Settings,
  sink: ProblemSink,
): CaseDoc["given"] | undefined {
  const fields = Fields.read(value, "given", sink);
  if (fields === undefined) return undefined;
  const standingValue = fields.optional("standing");
  const eventsValue = fields.optional("events");
  const repeatValue = fields.optional("repeat");
  fields.close();
  const standing = standingValue && readStanding(standingValue, settings, sink);
  const baseMs = event === undefined ? 0 : caseTime(event);
  const items = (eventsValue && readList(eventsValue, sink, MAX_GIVEN)) ?? [];
  const listed = items.flatMap((item, index) => {
    const shorthand = readEvent(item, sink);
    return shorthand === undefined ? [] : [at(shorthand, baseMs - 1_000 * (items.length - index), baseMs)];
  });
  const repeats =
    repeatValue === undefined ? [] : isSeq(repeatValue.node) ? (readList(repeatValue, sink, 100) ?? []) : [repeatValue];
  const repeated = repeats.flatMap((item) => readRepeat(item, baseMs, sink));
  const events = [...listed, ...repeated].toSorted((a, b) => a.ms - b.ms).map(({ shorthand }) => shorthand);
  return { ...(standing === undefined ? {} : { standing }), events };
}

interface Timed {
  readonly shorthand: EventShorthand;
  readonly ms: number;
}

/** The event with its time written out: its own, or `fallbackMs`. A time that is none stays, for validation to refuse. */
function at(shorthand: EventShorthand, fallbackMs: number, baseMs: number): Timed {
  const { time } = shorthand;
  if (time === undefined) return { shorthand: { ...shorthand, time: formatTime(fallbackMs) }, ms: fallbackMs };
  const ms = typeof time === "string" ? parseCaseTime(time, baseMs) : undefined;
  return ms === undefined ? { shorthand, ms: fallbackMs } : { shorthand: { ...shorthand, time: formatTime(ms) }, ms };
}

/** `times` events `every` so often: from the time that the event names, or so that the next would be the case's event. */
function readRepeat(value: Value, baseMs: number, sink: ProblemSink): readonly Timed[] {
  const fields = Fields.read(value, "repeat", sink);
  const timesValue = fields?.required("times");
  const everyValue = fields?.required("every");
  const eventValue = fields?.required("event");
  fields?.close();
  const times = timesValue && readInteger(timesValue, sink, 1, MAX_GIVEN);
  const every = everyValue && readDuration(everyValue, sink, 365);
  const shorthand = eventValue && readEvent(eventValue, sink);
  if (times === undefined || every === undefined || shorthand === undefined) return [];
  const first = at(shorthand, baseMs - times * every, baseMs).ms;
  return Array.from({ length: times }, (_, index) => {
    const ms = first + index * every;
    const { id } = shorthand;
    const own = typeof id === "string" ? { id: `${id}-${index + 1}` } : {};
    return { shorthand: { ...shorthand, ...own, time: formatTime(ms) }, ms };
  });
}

function readStanding(value: Value, settings: Settings, sink: ProblemSink): string | undefined {
  const level = readText(value, sink, 200);
  const names = settings.standing?.map((known) => known.level);
  if (level === undefined || names === undefined || names.includes(level)) return level;
  const meant = nearest(level, names);
  const hint = meant === undefined ? ` The levels are ${names.join(", ")}.` : ` Did you mean ${meant}?`;
  return sink.error("EH_POLICY_LEVEL_UNKNOWN", originOf(value), `There is no standing level ${quote(level)}.${hint}`);
}

/** Holds the events of a case, with the first value of each swap in its place, against the contract. */
export function checkCaseEvents(doc: CaseDoc, event: Value, given: Value | undefined, sink: ProblemSink): void {
  const filled = doc.swap.reduce(
    (held, swap) => (swap.values[0] === undefined ? held : applySwap(held, swap, swap.values[0])),
    doc,
  );
  const events = expandCase(filled);
  report(events.event, event, sink);
  // One mistake in a repeated event is one mistake.
  const seen = new Set<string>();
  for (const earlier of events.given) {
    const result = validateEvent(earlier);
    for (const problem of result.ok ? [] : result.problems) {
      if (seen.has(problem.message)) continue;
      seen.add(problem.message);
      const origin = given === undefined ? doc.origin : originOf(given);
      sink.error("EH_POLICY_CASE", origin, `An earlier event (${earlier.type}) is not valid: ${problem.message}`);
    }
  }
}

function report(event: ReturnType<typeof expandCase>["event"], value: Value, sink: ProblemSink): void {
  const result = validateEvent(event);
  for (const problem of result.ok ? [] : result.problems) {
    const origin = originOf(placeOf(value, (problem.where ?? "").split("/").slice(1)));
    sink.error("EH_POLICY_CASE", origin, `The event is not valid: ${problem.message}`);
  }
}

/** The innermost value of a shorthand that a JSON pointer into the whole event leads to. */
function placeOf(value: Value, pointer: readonly string[]): Value {
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
