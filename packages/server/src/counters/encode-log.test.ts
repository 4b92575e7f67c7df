import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeLog } from "./decode-log.js";
import { encodeLog } from "./encode-log.js";
import type { LogSection } from "./log-row.js";

const text = fc.oneof(fc.string(), fc.string({ unit: "grapheme" }), fc.constantFrom("\ud800", "x\udc00y", "用户", ""));
/** RFC 3339 knows the years 0 to 9999. */
const time = fc.oneof(
  fc.integer({ min: 1.77e12, max: 1.78e12 }),
  fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }),
);

function section(valued: boolean): fc.Arbitrary<LogSection> {
  const group = fc
    .tuple(text, fc.array(fc.tuple(time, text), { minLength: 1, maxLength: 8 }))
    .map(([key, entries]) => ({
      key,
      times: entries.map(([at]) => at).sort((a, b) => a - b),
      values: valued ? entries.map(([, value]) => value) : undefined,
    }));
  return fc.record({
    definition: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString("hex")),
    keepMs: fc.integer({ min: 0, max: 3e9 }),
    reset: fc.boolean(),
    open: fc.option(fc.uuid(), { nil: undefined }),
    groups: fc.array(group, { maxLength: 20 }),
  });
}

const sections = fc.array(fc.boolean().chain(section), { maxLength: 6 });

describe("a row of the counter log", () => {
  it("is decoded to what was encoded, whatever its keys, values and times", () => {
    fc.assert(
      fc.property(sections, fc.boolean(), (given, deflate) => {
        expect(decodeLog(encodeLog(given, { deflate }), "row")).toEqual(given);
      }),
      { numRuns: 500 },
    );
  });

  it("is refused by name where any byte of it is another, or it ends early", () => {
    fc.assert(
      fc.property(sections, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.boolean(), (given, at, other, deflate) => {
        const row = encodeLog(given, { deflate });
        const changed = Buffer.from(row);
        changed[at % row.length] = (changed[at % row.length] as number) ^ other;
        for (const bad of [changed, row.subarray(0, at % row.length)]) {
          expect(() => decodeLog(bad, "row-7")).toThrow(
            expect.objectContaining({ code: "EH_COUNTER_LOG_CORRUPT", message: expect.stringContaining("row-7") }),
          );
        }
      }),
    );
  });

  it("takes few bytes: one post under three counters, and a thousand", () => {
    const keepMs = 25 * 3_600_000;
    const row = (events: number, deflate: boolean): number =>
      encodeLog(
        ["a", "b", "c"].map((letter) => ({
          definition: letter.repeat(32),
          keepMs,
          reset: false,
          open: undefined,
          groups: Array.from({ length: events }, (_, i) => ({
            key: `account-${100_000 + i * 37}`,
            times: [1.77e12 + 900 * i],
            values: undefined,
          })),
        })),
        { deflate },
      ).length;
    expect(row(1, false)).toBeLessThan(120);
    expect(row(1_000, false) / 1_000).toBeLessThan(35);
    expect(row(1_000, true) / 1_000).toBeLessThan(15);
  });
});
