import { CelError } from "./error.js";

const NANOS = 1_000_000_000;
/** A span is a 64-bit number of nanoseconds, about 292 years either way, as in the reference implementation. */
const MAX_SECONDS = 9_223_372_036;
const MAX_NANOS_POSITIVE = 854_775_807;
const MAX_NANOS_NEGATIVE = 854_775_808;

/** A span of time. `seconds` and `nanos` have the same sign; |nanos| < 1e9. */
export class CelDuration {
  readonly seconds: number;
  readonly nanos: number;

  constructor(seconds: number, nanos = 0) {
    this.seconds = seconds;
    this.nanos = nanos;
  }
}

/** A duration from safe integers whose signs may differ (|nanos| < 2e9), or an error beyond about ±292 years. */
export function durationFrom(seconds: number, nanos: number): CelDuration | CelError {
  let wholeSeconds = seconds + Math.trunc(nanos / NANOS);
  let rest = nanos % NANOS;
  if (wholeSeconds > 0 && rest < 0) {
    wholeSeconds--;
    rest += NANOS;
  } else if (wholeSeconds < 0 && rest > 0) {
    wholeSeconds++;
    rest -= NANOS;
  }
  const size = Math.abs(wholeSeconds);
  const most = wholeSeconds < 0 ? MAX_NANOS_NEGATIVE : MAX_NANOS_POSITIVE;
  // The comparison is negated so that it refuses NaN too.
  if (!(size < MAX_SECONDS || (size === MAX_SECONDS && Math.abs(rest) <= most))) {
    return new CelError("EH_CEL_OVERFLOW", "The duration is longer than 292 years");
  }
  return new CelDuration(wholeSeconds + 0, rest + 0);
}

export function addDurations(a: CelDuration, b: CelDuration, sign: 1 | -1): CelDuration | CelError {
  return durationFrom(a.seconds + sign * b.seconds, a.nanos + sign * b.nanos);
}

const UNIT_NANOS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const PART = /(\d+)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)|\.(\d+)(ns|us|µs|μs|ms|s|m|h)/y;
const PLAIN_SECONDS = /^-?\d{1,10}s$/;
/** Longer texts cannot name a span in range and are refused unread. */
const MAX_TEXT = 100;

/** Parses `1h30m`, `-1.5s`, `250ms`: a sign, then numbers with units h, m, s, ms, us, ns. */
export function parseDuration(text: string): CelDuration | CelError {
  if (PLAIN_SECONDS.test(text)) return durationFrom(Number(text.slice(0, -1)), 0);
  if (text.length > MAX_TEXT) return noDuration(text);
  const signed = text.startsWith("-") || text.startsWith("+");
  let index = signed ? 1 : 0;
  if (text.slice(index) === "0") return new CelDuration(0);
  if (index === text.length) return noDuration(text);
  let total = 0n;
  while (index < text.length) {
    PART.lastIndex = index;
    const match = PART.exec(text);
    if (match === null) return noDuration(text);
    const [all, whole = "0", fraction = "", unit, onlyFraction, fractionUnit] = match;
    const nanos = UNIT_NANOS[unit ?? fractionUnit!]!;
    const digits = onlyFraction ?? fraction;
    total += BigInt(whole) * nanos + (BigInt(digits === "" ? "0" : digits) * nanos) / 10n ** BigInt(digits.length);
    index += all.length;
  }
  if (text.startsWith("-")) total = -total;
  return durationFrom(Number(total / BigInt(NANOS)), Number(total % BigInt(NANOS)));
}

function noDuration(text: string): CelError {
  const shown = JSON.stringify(text.slice(0, 40));
  return new CelError("EH_CEL_CONVERSION", `${shown} is no duration; write for example "24h" or "1h30m"`);
}

/** Text of a duration in seconds with as many decimals as needed: `86400s`, `-0.5s`. */
export function formatDuration(duration: CelDuration): string {
  const sign = duration.seconds < 0 || duration.nanos < 0 ? "-" : "";
  const nanos = Math.abs(duration.nanos);
  const fraction = nanos === 0 ? "" : `.${String(nanos).padStart(9, "0").replace(/0+$/, "")}`;
  return `${sign}${Math.abs(duration.seconds)}${fraction}s`;
}
