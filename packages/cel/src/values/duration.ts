import { CelError } from "./error.js";

const NANOS = 1_000_000_000n;
/** A span is a 64-bit number of nanoseconds, about 292 years either way, as in the reference implementation. */
const MAX_NANOS = 2n ** 63n - 1n;

/** A span of time. `seconds` and `nanos` have the same sign; |nanos| < 1e9. */
export class CelDuration {
  readonly seconds: number;
  readonly nanos: number;

  constructor(seconds: number, nanos = 0) {
    this.seconds = seconds;
    this.nanos = nanos;
  }
}

export function durationNanos(duration: CelDuration): bigint {
  return BigInt(duration.seconds) * NANOS + BigInt(duration.nanos);
}

/** A duration from nanoseconds, or an error beyond about ±292 years. */
export function durationFromNanos(nanos: bigint): CelDuration | CelError {
  if (nanos > MAX_NANOS || nanos < -MAX_NANOS - 1n) {
    return new CelError("EH_CEL_OVERFLOW", "The duration is longer than 292 years");
  }
  return new CelDuration(Number(nanos / NANOS), Number(nanos % NANOS));
}

const UNIT_NANOS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: NANOS,
  m: 60n * NANOS,
  h: 3600n * NANOS,
};
const PART = /(\d+)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)|\.(\d+)(ns|us|µs|μs|ms|s|m|h)/y;
/** Longer texts cannot name a span in range and are refused unread. */
const MAX_TEXT = 100;

/** Parses `1h30m`, `-1.5s`, `250ms`: a sign, then numbers with units h, m, s, ms, us, ns. */
export function parseDuration(text: string): CelDuration | CelError {
  const bad = (): CelError =>
    new CelError(
      "EH_CEL_CONVERSION",
      `${JSON.stringify(text.slice(0, 40))} is no duration; write for example "24h" or "1h30m"`,
    );
  if (text.length > MAX_TEXT) return bad();
  const sign = text.startsWith("-") ? -1n : 1n;
  let index = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
  if (text.slice(index) === "0") return new CelDuration(0);
  if (index === text.length) return bad();
  let total = 0n;
  while (index < text.length) {
    PART.lastIndex = index;
    const match = PART.exec(text);
    if (match === null) return bad();
    const [all, whole = "0", fraction = "", unit, onlyFraction, fractionUnit] = match;
    const nanos = UNIT_NANOS[unit ?? fractionUnit!]!;
    const digits = onlyFraction ?? fraction;
    total += BigInt(whole) * nanos + (BigInt(digits === "" ? "0" : digits) * nanos) / 10n ** BigInt(digits.length);
    index += all.length;
  }
  return durationFromNanos(sign * total);
}

/** Text of a duration in seconds with as many decimals as needed: `86400s`, `-0.5s`. */
export function formatDuration(duration: CelDuration): string {
  const sign = duration.seconds < 0 || duration.nanos < 0 ? "-" : "";
  const nanos = Math.abs(duration.nanos);
  const fraction = nanos === 0 ? "" : `.${String(nanos).padStart(9, "0").replace(/0+$/, "")}`;
  return `${sign}${Math.abs(duration.seconds)}${fraction}s`;
}
