import fc from "fast-check";
import { expect, it } from "vitest";
import { MAX_TARGETS, targetOf, targetsOf } from "./link-target.js";
import { normaliseLink } from "./normalise-link.js";

it("finds the URL that was put into a parameter, however often it was encoded", () => {
  const url = fc.webUrl({ withQueryParameters: true }).map((written) => normaliseLink(written)!.url);
  fc.assert(
    fc.property(url, fc.constantFrom("u", "q", "target", "x"), fc.integer({ min: 1, max: 3 }), (inner, name, times) => {
      let value = inner;
      for (let k = 0; k < times; k++) value = encodeURIComponent(value);
      expect(targetOf(`/out?a=1&${name}=${value}&b=2`)).toBe(inner);
    }),
    { numRuns: 50 },
  );
});

it("follows links within links, and stops", () => {
  const nested = [
    "http://a.example/",
    "http://b.example/",
    "http://c.example/",
    "http://d.example/",
    "http://e.example/",
  ];
  const whole = nested.reduceRight((inner, outer) => `${outer}?u=${encodeURIComponent(inner)}`);
  const targets = targetsOf(whole);
  expect(targets).toHaveLength(MAX_TARGETS);
  expect(targets.map((target) => new URL(target).hostname)).toEqual(["b.example", "c.example", "d.example"]);
  expect(targetsOf("http://a.example/")).toEqual([]);
  expect(targetsOf("no link")).toEqual([]);
});

it("gives normalised URLs or nothing for any path", () => {
  const piece = fc.constantFrom(
    "http://",
    "https%3A%2F%2F",
    "?u=",
    "&to=",
    "//",
    "a.com",
    "%",
    "%ff",
    "%25",
    "é",
    "#",
    "[",
    "\\",
    " ",
    "..",
    "=",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const target = targetOf(`/${pieces.join("")}`);
      if (target !== undefined) expect(normaliseLink(target)?.url).toBe(target);
    }),
    { numRuns: 3000 },
  );
});
