import { type CelDuration, durationFrom } from "./duration.js";
import { CelError } from "./error.js";

const NANOS = 1_000_000_000;
export const MIN_TIMESTAMP_SECONDS = -62_135_596_800;
export const MAX_TIMESTAMP_SECONDS = 253_402_300_799;

/** A moment: `seconds` since 1970-01-01T00:00:00Z (may be negative), 0 ≤ `nanos` < 1e9. Years 1 to 9999. */
export class CelTimestamp {
  readonly seconds: number;
  readonly nanos: number;

  constructor(seconds: number, nanos = 0) {
    this.seconds = seconds;
    this.nanos = nanos;
  }
}

/** A timestamp from safe integers with |nanos| < 2e9, or an error outside the years 1 to 9999. */
export function timestampFrom(seconds: number, nanos: number): CelTimestamp | CelError {
  const carry = Math.floor(nanos / NANOS);
  const wholeSeconds = seconds + carry;
  if (!(wholeSeconds >= MIN_TIMESTAMP_SECONDS && wholeSeconds <= MAX_TIMESTAMP_SECONDS)) {
    return new CelError("EH_CEL_OVERFLOW", "The timestamp is outside the years 1 to 9999");
  }
  return new CelTimestamp(wholeSeconds, nanos - carry * NANOS);
}

/** The number that `count` digits from `start` write; NaN where one is no digit. */
function digits(text: string, start: number, count: number): number {
  let value = 0;
  for (let index = start; index < start + count; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysInMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (MONTH_LENGTHS[month - 1] ?? 0);
}

/** Days from 1970-01-01 to a date of the Gregorian calendar: years counted from March, so that leap days come last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const monthFromMarch = (month + 9) % 12;
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return y * 365 + leapDays + Math.floor((monthFromMarch * 153 + 2) / 5) + day - 1 - 719_468;
}

/** Offset from UTC in seconds that a text ends with (`Z`, `+02:00`); NaN where it is none. */
function zoneSeconds(text: string, at: number): number {
  const sign = text.charAt(at);
  if (sign === "Z" || sign === "z") return at + 1 === text.length ? 0 : NaN;
  if ((sign !== "+" && sign !== "-") || text.charAt(at + 3) !== ":" || text.length !== at + 6) return NaN;
  const hours = digits(text, at + 1, 2);
  const minutes = digits(text, at + 4, 2);
  if (hours > 23 || minutes > 59) return NaN;
  return (sign === "-" ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/** Parses RFC 3339, up to nanoseconds. */
export function parseTimestamp(text: string): CelTimestamp | CelError {
  const separator = text.charAt(10);
  const shaped =
    text.length >= 20 &&
    text.length <= 40 &&
    text.charAt(4) === "-" &&
    text.charAt(7) === "-" &&
    (separator === "T" || separator === "t") &&
    text.charAt(13) === ":" &&
    text.charAt(16) === ":";
  if (!shaped) return noTimestamp(text);
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)];
  const [hour, minute, second] = [digits(text, 11, 2), digits(text, 14, 2), digits(text, 17, 2)];
  let at = 19;
  let nanos = 0;
  if (text.charAt(at) === ".") {
    const start = ++at;
    while (at < text.length && text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++;
    const count = at - start;
    if (count === 0 || count > 9) return noTimestamp(text);
    nanos = digits(text, start, count) * 10 ** (9 - count);
  }
  const time = hour * 3600 + minute * 60 + second - zoneSeconds(text, at);
  const seconds = daysSinceEpoch(year, month, day) * 86_400 + time;
  const valid =
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59;
  // A digit that is none makes `seconds` NaN, which no comparison accepts.
  if (!valid || !(seconds >= MIN_TIMESTAMP_SECONDS && seconds <= MAX_TIMESTAMP_SECONDS)) return noTimestamp(text);
  return new CelTimestamp(seconds, nanos);
}

function noTimestamp(text: string): CelError {
  const shown = JSON.stringify(text.slice(0, 40));
  return new CelError("EH_CEL_CONVERSION", `${shown} is no RFC 3339 timestamp such as 2026-01-31T08:30:00Z`);
}

/** RFC 3339 in UTC, with as many decimals as needed. */
export function formatTimestamp(timestamp: CelTimestamp): string {
  const text = new Date(timestamp.seconds * 1000).toISOString().slice(0, 19);
  const fraction = timestamp.nanos === 0 ? "" : `.${String(timestamp.nanos).padStart(9, "0").replace(/0+$/, "")}`;
  return `${text}${fraction}Z`;
}

export function addDuration(timestamp: CelTimestamp, duration: CelDuration, sign: 1 | -1): CelTimestamp | CelError {
  return timestampFrom(timestamp.seconds + sign * duration.seconds, timestamp.nanos + sign * duration.nanos);
}

export function timestampDifference(a: CelTimestamp, b: CelTimestamp): CelDuration | CelError {
  return durationFrom(a.seconds - b.seconds, a.nanos - b.nanos);
}
