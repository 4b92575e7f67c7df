import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findLast } from "../stdlib/search.js";
import { codePointLength, compareStrings } from "./strings.js";

const text = fc.string({
  unit: fc.constantFrom("a", "b", "é", "日", "\uffff", "😀", "🏳", "\ud800", "\udc00"),
  maxLength: 12,
});
const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 30 });

describe("strings", () => {
  it("count code points", () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(codePointLength(value)).toBe(Array.from(value).length);
      }),
    );
  });

  it("are ordered by code point", () => {
    const order = (a: string, b: string): number => {
      const [x, y] = [Array.from(a, (char) => char.codePointAt(0)!), Array.from(b, (char) => char.codePointAt(0)!)];
      const index = x.findIndex((point, at) => point !== y[at]);
      if (index === -1) return Math.sign(x.length - y.length);
      return y[index] === undefined ? 1 : Math.sign(x[index]! - y[index]);
    };
    // Lone surrogates have no place in that order.
    const whole = text.filter((value) => !/[\ud800-\udfff]/u.test(value));
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        expect(compareStrings(a, b)).toBe(order(a, b));
      }),
      { numRuns: 2_000 },
    );
  });

  it("find the last occurrence as the host does", () => {
    const part = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 4 });
    fc.assert(
      fc.property(letters, part, fc.integer({ min: 0, max: 30 }), (value, wanted, from) => {
        expect(findLast(value, wanted, from)).toBe(value.lastIndexOf(wanted, from));
      }),
      { numRuns: 3_000 },
    );
  });
});
