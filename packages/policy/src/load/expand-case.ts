import type { Event } from "@evenhand/contract";
import type { CaseDoc, EventShorthand, Json, Swap } from "./case-doc.js";
import { CASE_TIME, expandEvent, parseCaseTime } from "./expand-event.js";
import { isJsonObject } from "./json.js";

/** The events of a case in full. */
export interface CaseEvents {
  /** In the order of their times. */
  readonly given: readonly Event[];
  readonly event: Event;
}

/**
 * The events of a case, earlier ones and the one that is decided. An earlier event of the same account (the same `actor.id`,
 * or none said) takes over what it does not say of its actor: one account has one age and one language.
 */
export function expandCase(doc: CaseDoc): CaseEvents {
  const event = expandEvent(doc.event, CASE_TIME, "e1");
  const timeMs = caseTime(doc.event);
  const actor = event.data.actor as unknown as Record<string, Json> | undefined;
  const given = doc.given.events.map((shorthand, index) => {
    const own = shorthand["actor"];
    const sameAccount = own === undefined || (isJsonObject(own) && (own["id"] ?? actor?.["id"]) === actor?.["id"]);
    const inherits = actor !== undefined && sameAccount;
    return expandEvent(inherits ? { ...shorthand, actor: { ...actor, ...own } } : shorthand, timeMs, `g${index + 1}`);
  });
  return { given, event };
}

/** Milliseconds of the time of the event that a case decides. */
export function caseTime(event: EventShorthand): number {
  const { time } = event;
  return (typeof time === "string" ? parseCaseTime(time, CASE_TIME) : undefined) ?? CASE_TIME;
}

/** The same case with one value of a swap in its place. Placeholders are replaced in the earlier events too. */
export function applySwap(doc: CaseDoc, swap: Pick<Swap, "kind" | "key">, value: Json): CaseDoc {
  if (swap.kind === "path") return { ...doc, event: setPath(doc.event, swap.key.split("."), value) as EventShorthand };
  const replace = (shorthand: EventShorthand): EventShorthand =>
    substitute(shorthand, swap.key, typeof value === "string" ? value : JSON.stringify(value)) as EventShorthand;
  return { ...doc, event: replace(doc.event), given: { ...doc.given, events: doc.given.events.map(replace) } };
}

/** Replaces `{NAME}` in every string of a value. */
function substitute(value: Json, name: string, by: string): Json {
  if (typeof value === "string") return value.replaceAll(`{${name}}`, () => by);
  if (Array.isArray(value)) return value.map((item) => substitute(item as Json, name, by));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, substitute(field, name, by)]));
}

function setPath(value: Json | undefined, path: readonly string[], leaf: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return leaf;
  const fields = isJsonObject(value) ? value : {};
  return { ...fields, [key]: setPath(Object.hasOwn(fields, key) ? fields[key] : undefined, rest, leaf) };
}

/** Whether `{NAME}` stands in any string of a value. */
export function hasPlaceholder(value: Json, name: string): boolean {
  if (typeof value === "string") return value.includes(`{${name}}`);
  if (Array.isArray(value)) return value.some((item) => hasPlaceholder(item as Json, name));
  return isJsonObject(value) && Object.values(value).some((field) => hasPlaceholder(field, name));
}
