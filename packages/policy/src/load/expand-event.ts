import { eventTypeDecl, type Event, isEventType, type Part } from "@evenhand/contract";
import { formatTime, parseTime } from "../facts/time.js";
import { parseWindow } from "../text/window.js";
import type { EventShorthand, Json } from "./case-doc.js";
import { isJsonObject } from "./json.js";

/** The time of a case's event that names none. */
export const CASE_TIME = Date.parse("2026-01-15T12:00:00Z");
/** Age of an account whose case says nothing of it. */
const ACCOUNT_AGE_MS = 365 * 86_400_000;

type Fields = { readonly [key: string]: Json };

/** Keys of the shorthand that are attributes of the envelope. */
const ENVELOPE = ["type", "id", "source", "time", "subject"];
/** Keys of the shorthand that stand in another place of the event. */
const MOVED = ["text", "extra"];
/** Fields of the parts of an event that are times. */
export const TIMES: Readonly<Record<string, readonly string[]>> = {
  actor: ["createdAt"],
  item: ["createdAt", "editedAt"],
  session: ["startedAt"],
};

/**
 * Milliseconds of a time in a case: RFC 3339, `now`, or relative to `baseMs`, such as `1h ago` or `90d ago`. Undefined for
 * any other text.
 */
export function parseCaseTime(text: string, baseMs: number): number | undefined {
  if (text === "now") return baseMs;
  const ago = /^(\S+) ago$/.exec(text.trim());
  if (ago !== null) {
    const ms = parseWindow(ago[1] as string);
    return ms === undefined ? undefined : baseMs - ms;
  }
  const ms = /^\d{4}-\d{2}-\d{2}T/i.test(text) ? parseTime(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/**
 * The whole event that a shorthand stands for. Filled in where absent: id, source (`case`), time, the parts that events of
 * the type must carry, and of an actor and an item what the contract requires. Relative times count from the event's time.
 * `text` goes into the item; `extra` and keys that the contract does not name are kept as they are, in `data`.
 *
 * The result is what the author wrote, not necessarily valid: check it with `validateEvent`.
 *
 * @param baseMs the event's time where it names none; what a relative `time` counts from
 * @param id the event's id where it names none
 */
export function expandEvent(shorthand: EventShorthand, baseMs: number = CASE_TIME, id = "e1"): Event {
  const written = typeof shorthand["time"] === "string" ? parseCaseTime(shorthand["time"], baseMs) : undefined;
  const timeMs = written ?? baseMs;
  const event: Record<string, Json> = {
    specversion: "1.0",
    id: shorthand["id"] ?? id,
    source: shorthand["source"] ?? "case",
    type: shorthand.type,
    time: shorthand["time"] === undefined || written !== undefined ? formatTime(timeMs) : shorthand["time"],
    ...(shorthand["subject"] === undefined ? {} : { subject: shorthand["subject"] }),
    data: dataOf(shorthand, timeMs, typeof shorthand["id"] === "string" ? shorthand["id"] : id),
  };
  return event as unknown as Event;
}

function dataOf(shorthand: EventShorthand, timeMs: number, id: string): Fields {
  const data: Record<string, Json> = {};
  for (const [key, value] of Object.entries(shorthand)) {
    if (!ENVELOPE.includes(key) && !MOVED.includes(key)) data[key] = absoluteTimes(key, value, timeMs);
  }
  const required = isEventType(shorthand.type) ? eventTypeDecl(shorthand.type).required : [];
  const wanted = new Set<string>([
    ...required,
    ...Object.keys(data),
    ...(shorthand["text"] === undefined ? [] : ["item"]),
  ]);
  for (const part of wanted) {
    const fill = Object.hasOwn(FILL, part) ? FILL[part as Part] : undefined;
    const present = data[part];
    if (fill !== undefined && (present === undefined || isJsonObject(present)))
      data[part] = fill(present ?? {}, { shorthand, timeMs, id });
  }
  if (required.includes("media") && data["media"] === undefined) data["media"] = [{}];
  if (Array.isArray(data["media"])) data["media"] = data["media"].map(medium);
  const { extra } = shorthand;
  return isJsonObject(extra) ? merge(data, extra) : data;
}

function absoluteTimes(part: string, value: Json, timeMs: number): Json {
  const names = Object.hasOwn(TIMES, part) ? TIMES[part] : undefined;
  if (names === undefined || !isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => {
      const ms = names.includes(key) && typeof field === "string" ? parseCaseTime(field, timeMs) : undefined;
      return [
        key,
        ms === undefined || (/^\d/.test(field as string) && (field as string).includes("T")) ? field : formatTime(ms),
      ];
    }),
  );
}

interface Around {
  readonly shorthand: EventShorthand;
  readonly timeMs: number;
  readonly id: string;
}

/** What each part is filled up with. */
const FILL: Readonly<Partial<Record<Part, (part: Fields, around: Around) => Fields>>> = {
  actor: (part, { timeMs }) => ({
    id: "u1",
    handle: "member",
    kind: "person",
    createdAt: formatTime(timeMs - ACCOUNT_AGE_MS),
    ...part,
  }),
  item: itemOf,
  group: (part) => ({ id: "g1", ...part }),
  reaction: (part) => ({ kind: "like", target: "p1", ...part }),
  follow: (part) => ({ target: "u2", ...part }),
  reach: (part) => ({ views: 0, ...part }),
  session: (part) => part,
  push: (part) => part,
};

function itemOf(part: Fields, { shorthand, timeMs, id }: Around): Fields {
  const kind = KINDS[shorthand.type.split(".")[0] as string] ?? "post";
  const text = shorthand["text"] ?? part["text"];
  const media = Array.isArray(part["media"]) ? { media: part["media"].map(medium) } : {};
  return {
    id: `item-${id}`,
    kind,
    surface: kind,
    createdAt: formatTime(timeMs),
    ...part,
    ...(isJsonObject(text) ? { text: { body: "", ...text } } : text === undefined ? {} : { text }),
    ...media,
  };
}

const KINDS: Readonly<Record<string, string>> = { post: "post", comment: "comment", message: "message" };

function medium(value: Json, index: number): Json {
  return isJsonObject(value) ? { id: `m${index + 1}`, type: "image", ...value } : value;
}

/** `b` into `a`, mappings into each other. */
function merge(a: Fields, b: Fields): Fields {
  const merged: Record<string, Json> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const held = merged[key];
    merged[key] = isJsonObject(held) && isJsonObject(value) ? merge(held, value) : value;
  }
  return merged;
}
