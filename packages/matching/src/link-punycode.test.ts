import { domainToASCII, domainToUnicode } from "node:url";
import fc from "fast-check";
import { expect, it } from "vitest";
import { hostToUnicode } from "./link-punycode.js";

it.each([
  ["xn--bcher-kva.de", "bücher.de"],
  ["xn--80ak6aa92e.com", "аррӏе.com"],
  ["a.xn--fsqu00a.xn--0zwm56d", "a.例子.测试"],
  ["example.com", "example.com"],
  ["xn--.com", "xn--.com"],
  ["xn--999999999.com", "xn--999999999.com"],
])("decodes %s to %s", (host, decoded) => {
  expect(hostToUnicode(host)).toBe(decoded);
});

it("decodes what Node decodes", () => {
  let encoded = 0;
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 3 }),
      (labels) => {
        const host = domainToASCII(labels.join("."));
        if (!host.includes("xn--")) return;
        encoded += 1;
        expect(hostToUnicode(host)).toBe(domainToUnicode(host));
      },
    ),
    { numRuns: 3000 },
  );
  expect(encoded).toBeGreaterThan(300);
});

it("never throws", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "z", "0", "9", "-", "é", "."), maxLength: 40 }), (label) => {
      expect(typeof hostToUnicode(`xn--${label}`)).toBe("string");
    }),
  );
});
