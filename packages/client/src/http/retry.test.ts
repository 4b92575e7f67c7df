import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRetryAfter, retryDelayMs } from "./retry.js";

describe("parseRetryAfter", () => {
  const now = Date.parse("2026-03-01T10:00:00Z");

  it("reads seconds and HTTP dates", () => {
    expect(parseRetryAfter("7", now)).toBe(7_000);
    expect(parseRetryAfter("Sun, 01 Mar 2026 10:00:30 GMT", now)).toBe(30_000);
    expect(parseRetryAfter("Sun, 01 Mar 2026 09:00:00 GMT", now)).toBe(0);
  });

  it("takes nothing else", () => {
    for (const value of [null, "", "soon", "-3", "1e99"]) expect(parseRetryAfter(value, now)).toBeUndefined();
  });
});

describe("retryDelayMs", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const rule = { backoffMs: 250, maxBackoffMs: 30_000 };

  it("stays in the upper half of a bound that doubles up to the longest", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), random, (failures, chance) => {
        const bound = Math.min(30_000, 250 * 2 ** Math.min(failures - 1, 30));
        const delay = retryDelayMs(rule, failures, undefined, chance) ?? -1;
        expect(delay).toBeGreaterThanOrEqual(bound / 2);
        expect(delay).toBeLessThanOrEqual(bound);
      }),
    );
  });

  it("never comes back before the time it was asked to, and does not wait longer than allowed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 60_000 }),
        random,
        (failures, asked, chance) => {
          const delay = retryDelayMs(rule, failures, asked, chance);
          if (asked > 30_000) expect(delay).toBeUndefined();
          else expect(delay).toBeGreaterThanOrEqual(asked);
        },
      ),
    );
  });
});
