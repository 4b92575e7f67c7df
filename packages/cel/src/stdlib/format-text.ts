import { MAX_BUILT, MAX_VALUE_DEPTH } from "../runtime/budget.js";
import type { Frame } from "../runtime/frame.js";
import { fromDyn, isJsonObject, mapGet, mapKeys } from "../values/access.js";
import { decodeUtf8, encodeUtf8 } from "../values/bytes.js";
import { CelDouble } from "../values/double.js";
import { CelDuration, formatDuration } from "../values/duration.js";
import { CelError } from "../values/error.js";
import { CelMap } from "../values/map.js";
import { compareStrings } from "../values/strings.js";
import { CelTimestamp, formatTimestamp } from "../values/timestamp.js";
import { CelTypeValue, typeNameOf } from "../values/type-value.js";
import { CelUint } from "../values/uint.js";
import { isInt } from "./arithmetic.js";
import { decimalText, scientificText } from "./decimal-text.js";
import { type Implementation, noOverload } from "./overload.js";
import { FORMAT_UNITS } from "./units.js";

const CLAUSE = /%(?:%|(?:\.(\d{1,4}))?([a-zA-Z])?)/g;
const MAX_PRECISION = 100;

function bad(what: string, value: unknown): CelError {
  return new CelError("EH_CEL_ARGUMENT", `error during formatting: ${what}, was given ${typeNameOf(value)}`);
}

function special(value: number): string | undefined {
  return Number.isFinite(value) ? undefined : String(value);
}

/** `%s` of any value; maps are written in the order of their keys' texts. */
function textOf(frame: Frame, value: unknown, depth = 0): string | CelError {
  if (!frame.charge(depth > MAX_VALUE_DEPTH ? Infinity : FORMAT_UNITS)) return frame.overBudget(-1);
  if (typeof value === "string") return frame.charge(value.length >> 3) ? value : frame.overBudget(-1);
  if (isInt(value) || typeof value === "boolean" || value === null) return String(value);
  if (value instanceof CelDouble) return String(value.value);
  if (value instanceof CelUint) return String(value.value);
  if (value instanceof Uint8Array) {
    return decodeUtf8(value) ?? new CelError("EH_CEL_CONVERSION", "error during formatting: the bytes are not UTF-8");
  }
  if (value instanceof CelTypeValue) return value.name;
  if (value instanceof CelTimestamp) return formatTimestamp(value);
  if (value instanceof CelDuration) return formatDuration(value);
  if (Array.isArray(value)) {
    const parts: string[] = [];
    for (const element of value) {
      const text = textOf(frame, fromDyn(element), depth + 1);
      if (text instanceof CelError) return text;
      parts.push(text);
    }
    return `[${parts.join(", ")}]`;
  }
  if (value instanceof CelMap || isJsonObject(value)) {
    const entries: [key: string, text: string][] = [];
    for (const key of mapKeys(value)) {
      const keyText = textOf(frame, key);
      if (keyText instanceof CelError) return keyText;
      const text = textOf(frame, mapGet(value, key), depth + 1);
      if (text instanceof CelError) return text;
      entries.push([keyText, text]);
    }
    entries.sort((a, b) => compareStrings(a[0], b[0]));
    return `{${entries.map(([key, text]) => `${key}: ${text}`).join(", ")}}`;
  }
  return bad(
    "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps",
    value,
  );
}

function integerIn(radix: number, what: string, value: unknown): string | CelError {
  if (isInt(value)) return value.toString(radix);
  if (value instanceof CelUint) return value.value.toString(radix);
  return bad(what, value);
}

function hex(value: unknown): string | CelError {
  const bytes = typeof value === "string" ? encodeUtf8(value) : value;
  if (bytes instanceof Uint8Array) return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return integerIn(16, "only integers, byte buffers, and strings can be formatted as hex", value);
}

function clauseText(frame: Frame, clause: string, precision: number, value: unknown): string | CelError {
  switch (clause) {
    case "s":
      return textOf(frame, value);
    case "d":
      if (value instanceof CelDouble && special(value.value) !== undefined) return special(value.value)!;
      return integerIn(10, "decimal clause can only be used on integers", value);
    case "b":
      if (typeof value === "boolean") return value ? "1" : "0";
      return integerIn(2, "only integers and bools can be formatted as binary", value);
    case "o":
      return integerIn(8, "octal clause can only be used on integers", value);
    case "x":
      return hex(value);
    case "X": {
      const text = hex(value);
      return typeof text === "string" ? text.toUpperCase() : text;
    }
    case "f":
      if (!(value instanceof CelDouble)) return bad("fixed-point clause can only be used on doubles", value);
      return special(value.value) ?? decimalText(value.value, precision);
    case "e":
      if (!(value instanceof CelDouble)) return bad("scientific clause can only be used on doubles", value);
      return special(value.value) ?? scientificText(value.value, precision);
    default:
      return new CelError(
        "EH_CEL_ARGUMENT",
        `could not parse formatting clause: unrecognized formatting clause ${JSON.stringify(clause)}`,
      );
  }
}

/** `template.format([…])`: %s, %d, %b, %o, %x, %X, %f, %e and %%, with a precision as in `%.2f`. */
export const formatText: Implementation = (frame, template, list) => {
  if (typeof template !== "string" || !Array.isArray(list)) return noOverload("format", template, list);
  if (!frame.charge(template.length)) return frame.overBudget(-1);
  const parts: string[] = [];
  let done = 0;
  let used = 0;
  let size = 0;
  for (const match of template.matchAll(CLAUSE)) {
    const [all, precision, clause] = match;
    parts.push(template.slice(done, match.index));
    done = match.index + all.length;
    if (all === "%%") {
      parts.push("%");
      continue;
    }
    const digits = precision === undefined ? 6 : Number(precision);
    if (clause === undefined || digits > MAX_PRECISION) {
      return new CelError("EH_CEL_ARGUMENT", `could not parse formatting clause: ${JSON.stringify(all)} is none`);
    }
    if (used >= list.length) return new CelError("EH_CEL_ARGUMENT", `index ${used} out of range`);
    const value = fromDyn(list[used++]);
    // Hexadecimal digits of a long string or bytes are work that no other clause does.
    const length = typeof value === "string" || value instanceof Uint8Array ? value.length : 64;
    if (!frame.charge(length / 2)) return frame.overBudget(-1);
    const text = clauseText(frame, clause, digits, value);
    if (text instanceof CelError) return text;
    size += text.length;
    if (size > MAX_BUILT || !frame.charge(text.length / 8)) return frame.overBudget(-1);
    parts.push(text);
  }
  parts.push(template.slice(done));
  return parts.join("");
};
