import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TERM_VARIANTS, termVariants } from "./term-variants.js";

describe("termVariants", () => {
  it("masks letters inside a word and leaves half of them", () => {
    expect(termVariants("spam", ["masks"])).toEqual(["s*am", "s**m", "sp*m"]);
    expect(termVariants("ass", ["masks"])).toEqual(["a*s"]);
    expect(termVariants("so", ["masks"])).toEqual([]);
  });

  it("splits words by a sign", () => {
    expect(termVariants("spam", ["splits"])).toHaveLength(12);
    expect(termVariants("spam", ["splits"])).toContain("sp.am");
    expect(termVariants("spam", ["splits"])).not.toContain("sp am");
    expect(termVariants("ass", ["splits"])).toEqual([]);
  });

  it("makes one slip in a word of six letters or more", () => {
    const variants = termVariants("stupid", ["typos"]);
    for (const slip of ["stpid", "stupd", "stuppid", "stuipd", "sutpid", "stupi", "stupidd"]) {
      expect(variants).toContain(slip);
    }
    expect(variants).not.toContain("tupid");
    expect(variants).not.toContain("stupid");
    expect(termVariants("fool", ["typos"])).toEqual([]);
  });

  it("changes one word of a phrase", () => {
    expect(termVariants("so mad", ["masks"])).toEqual(["so m*d"]);
    expect(termVariants("a b c d e fools", ["masks"])).toEqual([]);
    expect(termVariants("a1b c-d", TERM_VARIANTS)).toEqual([]);
  });

  it("makes few of any term, all of them different from it and from each other", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "b", "ß", "字", "𐐨", " ", "-"), maxLength: 60 }), (term) => {
        const variants = termVariants(term, TERM_VARIANTS);
        expect(new Set(variants).size).toBe(variants.length);
        expect(variants).not.toContain(term);
        expect(variants.length).toBeLessThan(2000);
      }),
    );
  });
});
