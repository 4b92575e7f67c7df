import { distance } from "fastest-levenshtein";
import { Compile } from "typebox/compile";
import type { Problem } from "./errors.js";
import { EVENT_TYPES, eventTypeDecl, isEventType } from "./event-types.js";
import { Event } from "./event.js";
import { withoutNulls } from "./without-nulls.js";
import { jsonSizeProblem } from "./json-limits.js";

export type EventResult =
  | { readonly ok: true; readonly event: Event }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const validator = Compile(Event);

/**
 * Checks one parsed JSON value as an event. Never throws.
 *
 * Unknown event types are refused by name; unknown fields are kept. A `null` in an optional attribute counts as unset,
 * as CloudEvents has it. The input is not changed; the event returned shares its parts.
 *
 * @param value anything `JSON.parse` can return
 */
export function validateEvent(value: unknown): EventResult {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refuse("EH_EVENT_NOT_OBJECT", "", `An event is a JSON object, not ${describe(value)}.`);
  }
  const type = (value as { type?: unknown }).type;
  if (typeof type === "string" && !isEventType(type))
    return refuse("EH_EVENT_TYPE_UNKNOWN", "/type", unknownType(type));
  const tooBig = jsonSizeProblem(value);
  if (tooBig !== undefined) return { ok: false, problems: [tooBig] };
  const candidate = withoutNulls(value);
  if (!validator.Check(candidate)) return { ok: false, problems: schemaProblems(candidate) };
  const event = candidate as Event;
  const problems = [...missingParts(event), ...impossibleTimes(event)];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, event };
}

function refuse(code: Problem["code"], where: string, message: string): EventResult {
  return { ok: false, problems: [{ code, where, message }] };
}

function describe(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list (send the events of a list one by one)" : `a ${typeof value}`;
}

function unknownType(type: string): string {
  const shown = type.length > 80 ? `${type.slice(0, 80)}…` : type;
  let nearest: string | undefined;
  let best = 4;
  for (const known of EVENT_TYPES) {
    const d = type.length > 80 ? best : distance(type, known);
    if (d < best) [nearest, best] = [known, d];
  }
  const hint = nearest === undefined ? `Known types: ${EVENT_TYPES.join(", ")}.` : `Did you mean "${nearest}"?`;
  return `Unknown event type "${shown}". ${hint}`;
}

function schemaProblems(value: unknown): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const error of validator.Errors(value)) {
    const where = error.instancePath;
    // A union reports every branch; the first message about a place says enough.
    if (seen.has(where) || problems.length === 20) continue;
    seen.add(where);
    problems.push({
      code: "EH_EVENT_INVALID",
      where,
      message: `${where === "" ? "The event" : where}: ${error.message}.`,
    });
  }
  return problems;
}

function missingParts(event: Event): Problem[] {
  return eventTypeDecl(event.type)
    .required.filter((part) => !hasPart(event, part))
    .map((part) => ({
      code: "EH_EVENT_INVALID",
      where: `/data/${part}`,
      message: `${event.type} events carry data.${part}; this one lacks it.`,
    }));
}

function hasPart(event: Event, part: keyof Event["data"]): boolean {
  return Object.hasOwn(event.data, part);
}

/** The pattern cannot tell that there is no 30 February or month 13. */
function impossibleTimes(event: Event): Problem[] {
  const { actor, item, session } = event.data;
  const times: [string, string | undefined][] = [
    ["/time", event.time],
    ["/data/actor/createdAt", actor?.createdAt],
    ["/data/item/createdAt", item?.createdAt],
    ["/data/item/editedAt", item?.editedAt],
    ["/data/session/startedAt", session?.startedAt],
  ];
  return times
    .filter(([, time]) => time !== undefined && !isPossibleTime(time))
    .map(([where, time]) => ({
      code: "EH_EVENT_INVALID",
      where,
      message: `${where}: "${time}" is no date that exists.`,
    }));
}

function isPossibleTime(time: string): boolean {
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) return false;
  // Date.parse rolls 31 April over to 1 May in some engines: compare the day that was written.
  const day = Number(time.slice(8, 10));
  const year = Number(time.slice(0, 4));
  const month = Number(time.slice(5, 7));
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
