import { MAX_VALUE_DEPTH } from "./runtime/budget.js";
import { isJsonObject, mapGet, mapKeys } from "./values/access.js";
import { CelDouble } from "./values/double.js";
import { CelDuration, formatDuration } from "./values/duration.js";
import { CelError } from "./values/error.js";
import { CelMap } from "./values/map.js";
import { CelMessage } from "./values/message.js";
import { CelTimestamp, formatTimestamp } from "./values/timestamp.js";
import { CelTypeValue } from "./values/type-value.js";
import { CelUint } from "./values/uint.js";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Values of one answer; what comes after them is cut, since shared structure can unfold without end. */
const MAX_VALUES = 10_000;

/**
 * The JSON form of a value, for evidence and records; equal values give equal JSON.
 *
 * ints beyond 2^53 and uints are strings of digits, doubles that JSON has no number for are `"NaN"`, `"Infinity"`,
 * `"-Infinity"`, bytes are base64, times and spans their usual text, errors `{"error": code, "message": …}`. Map keys
 * are in order of their text. What comes after 10,000 values or 200 levels down is `"…"`.
 */
export function toJson(value: unknown): Json {
  return convert(value, { left: MAX_VALUES }, 0);
}

function convert(value: unknown, room: { left: number }, depth: number): Json {
  if (room.left-- <= 0 || depth > MAX_VALUE_DEPTH) return "…";
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return doubleJson(value);
    case "bigint":
      return String(value);
    default:
  }
  if (value === null || value === undefined) return null;
  if (value instanceof CelDouble) return doubleJson(value.value);
  if (value instanceof CelUint) return String(value.value);
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length).toString("base64");
  if (Array.isArray(value))
    return value.slice(0, Math.max(1, room.left)).map((element) => convert(element, room, depth + 1));
  if (value instanceof CelTimestamp) return formatTimestamp(value);
  if (value instanceof CelDuration) return formatDuration(value);
  if (value instanceof CelTypeValue) return value.name;
  if (value instanceof CelError) return { error: value.code, message: value.message };
  if (value instanceof CelMessage) return { type: value.typeName };
  if (value instanceof CelMap || isJsonObject(value)) {
    const entries = mapKeys(value).map((key) => [keyText(key), key] as const);
    entries.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
    // A null prototype lets a key be called __proto__.
    const object: Record<string, Json> = Object.create(null) as Record<string, Json>;
    for (const [text, key] of entries) object[text] = convert(mapGet(value, key), room, depth + 1);
    return object;
  }
  // Nothing else reaches here: functions and symbols are no values.
  return typeof value;
}

function keyText(key: unknown): string {
  return key instanceof CelUint ? String(key.value) : String(key);
}

function doubleJson(value: number): Json {
  if (Object.is(value, -0)) return 0;
  return Number.isFinite(value) ? value : String(value);
}
