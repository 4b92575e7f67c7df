import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCelError } from "../values/error.js";
import { compileRegex, type Regex } from "./regex.js";

function compiled(pattern: string): Regex {
  const regex = compileRegex(pattern);
  if (isCelError(regex)) throw new Error(regex.message);
  return regex;
}

describe("patterns", () => {
  it.each([
    "free",
    "^https?://",
    "(?i)\\b(buy|sell|trade)\\s+now\\b",
    "[a-z0-9._%+-]+@[a-z0-9.-]+\\.[a-z]{2,}",
    "(?i)(\\d[ -]?){13,16}",
    "(微信|加我).{0,6}[a-zA-Z0-9_-]{6,20}",
    "[^\\pL]gratis[^\\pL]",
    "(x+x+)+y",
    "free.{0,30}money",
    "(?i)\\bfree\\b.{0,40}\\b(money|cash|crypto)\\b",
    "a[^.]{0,60}?b",
  ])("such as %s are tame: their automaton is small", (pattern) => {
    expect(compiled(pattern).tame).toBe(true);
  });

  it.each(["(a|b)*a(a|b){15}[cd]", "a.{12}b", "(a.{1,100}b){3}[cd]"])("such as %s are wild", (pattern) => {
    expect(compiled(pattern).tame).toBe(false);
  });

  it.each([
    ["(a", "not RE2"],
    ["(?=a)", "not RE2"],
    ["(a)\\1", "not RE2"],
    ["a".repeat(1001), "more than 1000 characters"],
    ["(".repeat(10) + "a" + "{10})".repeat(10), "not RE2"],
    ["(abcdefghij){1000}(abcdefghij){1000}", "repetitions multiply"],
  ])("such as %s are refused", (pattern, message) => {
    const regex = compileRegex(pattern);
    expect(isCelError(regex) && regex.message).toContain(message);
  });

  it("with counted gaps find the same as the host's own engine", () => {
    const patterns = [
      "ab.{0,4}c",
      "a[ab]{0,3}?c|b.{1,3}b",
      "(a.{0,2}b){2}c",
      "a.{2,5}c",
      "\\ba.{0,3}\\bb",
      "a(?:b{0,2}a){0,2}c",
      "a.{0,3}$",
    ];
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c", " "), maxLength: 14 });
    for (const pattern of patterns) {
      const regex = compiled(pattern);
      const own = new RegExp(pattern, "u");
      fc.assert(
        fc.property(text, (value) => {
          expect(regex.test(value), `${pattern} on ${JSON.stringify(value)}`).toBe(own.test(value));
        }),
        { numRuns: 500 },
      );
    }
  });

  it("find the same with an explored automaton as the host's own engine", () => {
    for (const pattern of ["\\bx\\w*y\\b", "^a.*z$", "(?m)^b$", "é+|日本", "(ab|bc)+c", "[^a]b?$"]) {
      const own = new RegExp(pattern.replace("(?m)", ""), pattern.startsWith("(?m)") ? "mu" : "u");
      for (const text of [
        "",
        "x",
        "xy",
        "a xaay b",
        "az",
        "a\nz",
        "b",
        "a\nb\nc",
        "é",
        "本日本",
        "abbcc",
        "ab",
        "aab",
      ]) {
        expect(compiled(pattern).test(text), `${pattern} on ${JSON.stringify(text)}`).toBe(own.test(text));
      }
    }
  });
});
