import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { zoneOffsetSeconds } from "../stdlib/time-zone.js";
import { CelDuration, durationFrom, formatDuration, parseDuration } from "./duration.js";
import { isCelError } from "./error.js";
import { CelTimestamp, formatTimestamp, parseTimestamp, timestampDifference, addDuration } from "./timestamp.js";

const moments = fc
  .record({
    seconds: fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }),
    nanos: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 999_999_999 })),
  })
  .map(({ seconds, nanos }) => new CelTimestamp(seconds, nanos));

describe("timestamps", () => {
  it("are written and read back for every moment of the years 1 to 9999, as Date has them", () => {
    fc.assert(
      fc.property(moments, (moment) => {
        const text = formatTimestamp(moment);
        expect(parseTimestamp(text)).toEqual(moment);
        expect(Date.parse(text)).toBe(moment.seconds * 1000 + Math.floor(moment.nanos / 1e6));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01",
    "2026-01-01T00:00:00",
    "0000-01-01T00:00:00Z",
    "2026-01-01T00:00:00+2:00",
    "2026-01-01T00:00:00.Z",
    "x".repeat(100_000),
  ])("refuse %s", (text) => expect(isCelError(parseTimestamp(text))).toBe(true));

  it("come back when a difference is added", () => {
    fc.assert(
      fc.property(moments, moments, (a, b) => {
        const difference = timestampDifference(a, b);
        if (difference instanceof CelDuration) expect(addDuration(b, difference, 1)).toEqual(a);
        else expect(Math.abs(a.seconds - b.seconds)).toBeGreaterThan(9_223_372_035);
      }),
    );
  });

  it("know the offsets of time zones, also where clocks change and before there were zones", () => {
    const at = (text: string): number => (parseTimestamp(text) as CelTimestamp).seconds;
    expect(zoneOffsetSeconds("Europe/Lisbon", at("2026-01-15T12:00:00Z"))).toBe(0);
    expect(zoneOffsetSeconds("Europe/Lisbon", at("2026-07-15T12:00:00Z"))).toBe(3600);
    expect(zoneOffsetSeconds("Asia/Kathmandu", at("2026-07-15T12:00:00Z"))).toBe(20_700);
    expect(zoneOffsetSeconds("-03:30", 0)).toBe(-12_600);
    expect(zoneOffsetSeconds("UTC", at("0001-01-01T00:00:00Z"))).toBe(0);
    expect(zoneOffsetSeconds("Nowhere/Land", 0)).toMatchObject({ code: "EH_CEL_ARGUMENT" });
  });
});

describe("durations", () => {
  it("are written and read back", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -9_223_372_035, max: 9_223_372_035 }),
        fc.integer({ min: -999_999_999, max: 999_999_999 }),
        (seconds, nanos) => {
          const duration = durationFrom(seconds, nanos) as CelDuration;
          expect(parseDuration(formatDuration(duration))).toEqual(duration);
          expect(Math.sign(duration.seconds) * Math.sign(duration.nanos)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it.each<[string, number, number]>([
    ["1h30m", 5400, 0],
    ["-1.5s", -1, -500_000_000],
    ["250ms", 0, 250_000_000],
    [".5h", 1800, 0],
    ["+1m", 60, 0],
    ["0", 0, 0],
    ["1.s", 1, 0],
    ["3µs", 0, 3000],
  ])("reads %s", (text, seconds, nanos) => {
    expect(parseDuration(text)).toEqual(new CelDuration(seconds, nanos));
  });

  it.each(["", "-", "5", "1x", "1h 2m", "s", "9999999999999s", "1".repeat(200) + "s"])("refuses %j", (text) => {
    expect(isCelError(parseDuration(text))).toBe(true);
  });
});
