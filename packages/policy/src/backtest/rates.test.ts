import { describe, expect, it } from "vitest";
import { ratesOf } from "./rates.js";

describe("ratesOf", () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [5, 10, 0.2366, 0.7634],
  ])("has the published Wilson interval of %d in %d", (hits, all, low, high) => {
    const { recall } = ratesOf({ truePositive: hits, falsePositive: 0, falseNegative: all - hits, trueNegative: 0 });
    expect(recall?.low).toBeCloseTo(low, 4);
    expect(recall?.high).toBeCloseTo(high, 4);
  });

  it("has F1 as the harmonic mean, inside its interval", () => {
    const { precision, recall, f1 } = ratesOf({
      truePositive: 40,
      falsePositive: 10,
      falseNegative: 30,
      trueNegative: 9,
    });
    const p = precision?.value ?? 0;
    const r = recall?.value ?? 0;
    expect(f1?.value).toBeCloseTo((2 * p * r) / (p + r), 12);
    expect(f1?.low).toBeLessThan(f1?.value ?? 0);
    expect(f1?.high).toBeGreaterThan(f1?.value ?? 1);
  });

  it("says nothing where there is nothing to say", () => {
    expect(ratesOf({ truePositive: 0, falsePositive: 0, falseNegative: 0, trueNegative: 5 })).toEqual({
      precision: undefined,
      recall: undefined,
      f1: undefined,
    });
  });
});
