import { CelDuration, durationFromNanos, durationNanos } from "./duration.js";
import { CelError } from "./error.js";

const NANOS = 1_000_000_000n;
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

export function timestampNanos(timestamp: CelTimestamp): bigint {
  return BigInt(timestamp.seconds) * NANOS + BigInt(timestamp.nanos);
}

export function timestampFromNanos(nanos: bigint): CelTimestamp | CelError {
  const rest = ((nanos % NANOS) + NANOS) % NANOS;
  const seconds = Number((nanos - rest) / NANOS);
  if (seconds < MIN_TIMESTAMP_SECONDS || seconds > MAX_TIMESTAMP_SECONDS) {
    return new CelError("EH_CEL_OVERFLOW", "The timestamp is outside the years 1 to 9999");
  }
  return new CelTimestamp(seconds, Number(rest));
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** Parses RFC 3339, up to nanoseconds. */
export function parseTimestamp(text: string): CelTimestamp | CelError {
  const match = text.length <= 40 ? RFC3339.exec(text) : null;
  const bad = (): CelError =>
    new CelError(
      "EH_CEL_CONVERSION",
      `${JSON.stringify(text.slice(0, 40))} is no RFC 3339 timestamp such as 2026-01-31T08:30:00Z`,
    );
  if (match === null) return bad();
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59)
    return bad();
  const offsetHour = Number(match[9] ?? 0);
  const offsetMinute = Number(match[10] ?? 0);
  if (offsetHour > 23 || offsetMinute > 59) return bad();
  const offset = (match[8] === "-" ? -1 : 1) * (offsetHour * 3600 + offsetMinute * 60);
  const seconds = date.getTime() / 1000 + hour * 3600 + minute * 60 + second - offset;
  if (seconds < MIN_TIMESTAMP_SECONDS || seconds > MAX_TIMESTAMP_SECONDS) return bad();
  return new CelTimestamp(seconds, Number((match[7] ?? "").padEnd(9, "0")));
}

/** RFC 3339 in UTC, with as many decimals as needed. */
export function formatTimestamp(timestamp: CelTimestamp): string {
  // Date writes years outside 0..9999 differently; the range of CelTimestamp is inside.
  const text = new Date(timestamp.seconds * 1000).toISOString().slice(0, 19);
  const fraction = timestamp.nanos === 0 ? "" : `.${String(timestamp.nanos).padStart(9, "0").replace(/0+$/, "")}`;
  return `${text}${fraction}Z`;
}

export function addDuration(timestamp: CelTimestamp, duration: CelDuration, sign: 1 | -1): CelTimestamp | CelError {
  return timestampFromNanos(timestampNanos(timestamp) + BigInt(sign) * durationNanos(duration));
}

export function timestampDifference(a: CelTimestamp, b: CelTimestamp): CelDuration | CelError {
  return durationFromNanos(timestampNanos(a) - timestampNanos(b));
}
