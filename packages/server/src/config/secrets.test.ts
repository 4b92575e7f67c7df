import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deriveKey, open, seal, sealedBy, tokenFor, verifyToken } from "./secrets.js";

const secret = Buffer.alloc(32, 7);
const key = deriveKey(secret, "quarantine");
const aad = Buffer.from("event-1");

describe("derived keys", () => {
  test("depend on secret and purpose, and stay the same over releases", () => {
    expect(deriveKey(secret, "quarantine")).toEqual(key);
    expect(deriveKey(secret, "webhooks").bytes.equals(key.bytes)).toBe(false);
    expect(deriveKey(Buffer.alloc(32, 8), "quarantine").bytes.equals(key.bytes)).toBe(false);
    // Changing this loses everybody's sealed data.
    expect(key.id).toBe("8de72f99");
    expect(() => deriveKey(Buffer.alloc(16), "x")).toThrow("32 bytes");
  });
});

describe("sealed bytes", () => {
  test("open again, and only unchanged, for the same owner", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 30 }), fc.nat(), (plain, owner, at) => {
        const sealed = seal(key, plain, owner);
        expect(open(key, sealed, owner)).toEqual(Buffer.from(plain));
        expect(() => open(key, sealed, Buffer.concat([owner, Buffer.from("x")]))).toThrow("cannot be opened");
        const broken = Buffer.from(sealed);
        const place = at % broken.length;
        broken[place] = (broken[place] ?? 0) ^ 1;
        expect(() => open(key, broken, owner)).toThrow();
        expect(() => open(key, sealed.subarray(0, place), owner)).toThrow();
      }),
    );
  });

  test("name their key, so that a rotated secret still opens what the old one sealed", () => {
    const old = seal(key, Buffer.from("x"), aad);
    const newer = deriveKey(randomBytes(32), "quarantine");
    expect(sealedBy(old)).toBe(key.id);
    expect(open([newer, key], old, aad).toString()).toBe("x");
    expect(() => open(newer, old, aad)).toThrow(`sealed with key ${key.id}`);
    expect(seal(key, Buffer.from("x"), aad).equals(old)).toBe(false);
  });
});

describe("tokens", () => {
  test("fit their subject and no other", () => {
    const token = tokenFor(key, "statement:1");
    expect(token).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(verifyToken(key, "statement:1", token)).toBe(true);
    for (const wrong of [
      "",
      "x",
      token.slice(1),
      `${token}x`,
      token.toUpperCase(),
      tokenFor(key, "statement:2"),
      "ü".repeat(16),
    ]) {
      expect(verifyToken(key, "statement:1", wrong)).toBe(false);
    }
  });
});
