import fc from "fast-check";
import { expect, it } from "vitest";
import { normaliseLink } from "./normalise-link.js";

const piece = fc.string({
  unit: fc.constantFrom(
    "a",
    "b",
    "7",
    "-",
    ".",
    "xn--",
    "/",
    "..",
    "_",
    "~",
    "%2e",
    "A",
    ":80",
    "?utm_a=1",
    "?q=1",
    "#f",
  ),
  maxLength: 8,
});
const link = fc
  .tuple(fc.constantFrom("http", "https"), piece, fc.constantFrom("example.com", "b.example", "1.2.3.4", "host"), piece)
  .map(([scheme, before, host, after]) => `${scheme}://${before}${host}${after}`);

it("gives plain links the form that it gives them the general way", () => {
  let plain = 0;
  fc.assert(
    fc.property(link, (text) => {
      if (text.includes("#")) return;
      const normalised = normaliseLink(text);
      // A fragment takes a link off the short way, and changes nothing but itself.
      expect(normaliseLink(`${text}#x`)).toEqual(normalised && { ...normalised, fragment: "x" });
      if (normalised?.url === text) plain += 1;
    }),
    { numRuns: 5_000 },
  );
  expect(plain).toBeGreaterThan(100);
});

it("takes a host that is only a dot for no link", () => {
  expect(normaliseLink("http://./a")).toBeUndefined();
  expect(normaliseLink("http://../a")).toBeUndefined();
  expect(normaliseLink("http://example.com..:8080/a")).toBeUndefined();
  expect(normaliseLink("http://[::1]:8080/a")?.url).toBe("http://[::1]:8080/a");
});
