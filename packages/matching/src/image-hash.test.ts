import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPdqHash, hammingDistance, parsePdqHash } from "./image-hash.js";

const hex = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""));

function distanceByDefinition(a: string, b: string): number {
  return (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll("0", "").length;
}

describe("PDQ hashes", () => {
  it("are read and written", () => {
    fc.assert(
      fc.property(hex, (text) => {
        expect(formatPdqHash(parsePdqHash(text.toUpperCase())!)).toBe(text);
      }),
    );
    expect([
      parsePdqHash(""),
      parsePdqHash("g".repeat(64)),
      parsePdqHash("0".repeat(63)),
      parsePdqHash(`${"0".repeat(64)}\n`),
    ]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("differ in as many bits as their numbers do", () => {
    fc.assert(
      fc.property(hex, hex, (a, b) => {
        expect(hammingDistance(parsePdqHash(a)!, parsePdqHash(b)!)).toBe(distanceByDefinition(a, b));
      }),
    );
    expect(hammingDistance(parsePdqHash("0".repeat(64))!, parsePdqHash("f".repeat(64))!)).toBe(256);
  });
});
