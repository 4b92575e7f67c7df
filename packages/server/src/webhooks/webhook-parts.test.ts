import { createPublicKey, verify } from "node:crypto";
import { ACTS, JOURNAL_ACTS, MAX_WEBHOOK_BYTES, WebhookPayload } from "@evenhand/contract";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { Compile } from "typebox/compile";
import { describe, expect, test } from "vitest";
import type { StoredEntry } from "../journal/read-entries.js";
import type { Attempt, AttemptKind } from "./deliver-message.js";
import { HEALTHY, healthAfter, type EndpointHealth } from "./endpoint-health.js";
import { addSecret, openSecrets } from "./endpoint-secrets.js";
import { messageId } from "./message-id.js";
import { payloadText } from "./payload.js";
import { retryAfterMs } from "../outbound/retry-after.js";
import { ATTEMPT_DELAYS_MS, nextDelayMs, pauseMs } from "./retry.js";
import { newSigningKey, signature, signedHeaders } from "./signing.js";
import { Waker } from "./waker.js";

const NOW = Date.UTC(2026, 10, 24);

describe("signatures", () => {
  test("the specification's example", () => {
    const key = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64");
    const id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    expect(signature({ kind: "v1", key }, id, 1_614_265_330, '{"test": 2432232314}')).toBe(
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    );
  });

  test("are verified by the public library, whatever the body", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
        const body = JSON.stringify({ text });
        const key = newSigningKey("v1");
        expect(Buffer.from(key.text.slice("whsec_".length), "base64")).toHaveLength(32);
        const headers = signedHeaders([key], messageId("e", 1), Date.now(), body);
        expect(new Webhook(key.text).verify(body, headers)).toEqual({ text });
        expect(() => new Webhook(key.text).verify(`${body} `, headers)).toThrow("No matching signature");
      }),
    );
  });

  test("with a key pair are verified with the public key", () => {
    const key = newSigningKey("v1a");
    expect(key.text).toMatch(/^whpk_/);
    const raw = Buffer.from(key.text.slice("whpk_".length), "base64");
    expect(raw).toHaveLength(32);
    const publicKey = createPublicKey({
      format: "jwk",
      key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") },
    });
    const [version, given] = signature(key, "msg_1", 7, "{}").split(",") as [string, string];
    expect(version).toBe("v1a");
    expect(verify(null, Buffer.from("msg_1.7.{}"), publicKey, Buffer.from(given, "base64"))).toBe(true);
    expect(verify(null, Buffer.from("msg_1.8.{}"), publicKey, Buffer.from(given, "base64"))).toBe(false);
  });
});

describe("secrets", () => {
  const master = Buffer.alloc(32, 7);

  test("are stored sealed, and belong to their endpoint", () => {
    const { stored, text } = addSecret(master, "endpoint-a", "v1", [], NOW, NOW);
    const [key] = openSecrets(master, "endpoint-a", stored, NOW);
    expect(`whsec_${key!.key.toString("base64")}`).toBe(text);
    expect(JSON.stringify(stored)).not.toContain(text.slice(6));
    expect(() => openSecrets(master, "endpoint-b", stored, NOW)).toThrow(
      expect.objectContaining({ code: "EH_SEAL_BROKEN" }),
    );
    expect(() => openSecrets(Buffer.alloc(32, 8), "endpoint-a", stored, NOW)).toThrow(
      expect.objectContaining({ code: "EH_SEAL_KEY" }),
    );
  });

  test("overlap for as long as was said, newest first, and never more than four", () => {
    const day = 86_400_000;
    let { stored } = addSecret(master, "e", "v1", [], NOW, NOW);
    ({ stored } = addSecret(master, "e", "v1", stored, NOW + day, NOW));
    expect(openSecrets(master, "e", stored, NOW + day - 1)).toHaveLength(2);
    expect(openSecrets(master, "e", stored, NOW + day)).toHaveLength(1);
    // A second rotation at once does not lengthen the life of the oldest.
    ({ stored } = addSecret(master, "e", "v1", stored, NOW + 2 * day, NOW + 1));
    expect(openSecrets(master, "e", stored, NOW + day + 1)).toHaveLength(2);
    // And one without overlap ends all before it.
    const { stored: alone } = addSecret(master, "e", "v1", stored, NOW + 2, NOW + 2);
    expect(openSecrets(master, "e", alone, NOW + 2)).toHaveLength(1);
    for (let i = 0; i < 9; i++) ({ stored } = addSecret(master, "e", "v1", stored, NOW + day, NOW));
    expect(stored).toHaveLength(4);
  });
});

describe("payloads", () => {
  const checker = Compile(WebhookPayload);
  const stored = (data: unknown): StoredEntry => ({
    seq: 7,
    at: new Date(NOW),
    act: "standing.changed",
    actor: { role: "system", id: null },
    subject: { kind: "account", id: "a" },
    account: "a",
    payload: data === null ? null : JSON.stringify({ seq: 7, data }),
    salt: data === null ? null : Buffer.alloc(16),
    commitment: Buffer.alloc(32),
  });
  const read = (data: unknown): WebhookPayload => {
    const text = payloadText(stored(data));
    expect(Buffer.byteLength(text)).toBeLessThan(MAX_WEBHOOK_BYTES);
    const payload = JSON.parse(text) as WebhookPayload;
    expect(checker.Check(payload)).toBe(true);
    return payload;
  };

  test("say what the entry says, with its place", () => {
    expect(read({ account: "a", to: "warned" })).toEqual({
      type: "standing.changed",
      timestamp: new Date(NOW).toISOString(),
      data: {
        seq: 7,
        actor: { role: "system", id: null },
        subject: { kind: "account", id: "a" },
        account: "a",
        to: "warned",
      },
    });
  });

  test("of erased entries say that and no more", () => {
    expect(read(null).data).toEqual({
      seq: 7,
      actor: { role: "system", id: null },
      subject: { kind: "account", id: "a" },
      erased: true,
    });
  });

  test("that would be too large leave out what is largest, and say so", () => {
    const { data } = read({ small: 1, large: "x".repeat(30_000), middle: "y".repeat(9000) });
    expect(data).toMatchObject({ small: 1, middle: "y".repeat(9000), omitted: ["large"] });
    expect(data).not.toHaveProperty("large");
    expect(read({ a: "字".repeat(6000), b: "字".repeat(6000) }).data["omitted"]).toHaveLength(1);
    expect(read({ ["k".repeat(30_000)]: 1 }).data["omitted"]).toEqual(["*"]);
  });

  test("no act's data hides a field of the place, but its own subject", () => {
    for (const act of ACTS) {
      const fields = Object.keys(JOURNAL_ACTS[act].properties);
      expect(
        fields.filter((field) => ["seq", "actor", "erased", "omitted"].includes(field)),
        act,
      ).toEqual([]);
    }
  });
});

describe("retries", () => {
  test("follow the specification's schedule, up to a fifth later", () => {
    const seconds = ATTEMPT_DELAYS_MS.map((ms) => ms / 1000);
    expect(seconds).toEqual([0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]);
    expect(nextDelayMs(1, 0)).toBe(5000);
    expect(nextDelayMs(1, 1)).toBe(6000);
    expect(nextDelayMs(9, 0)).toBe(86_400_000);
    expect(nextDelayMs(10, 0)).toBeUndefined();
  });

  test.each([
    ["120", 120_000],
    [" 5 ", 5000],
    ["0", 0],
    ["999999999", 86_400_000],
    ["Tue, 24 Nov 2026 00:01:00 GMT", 60_000],
    ["Mon, 23 Nov 2026 00:00:00 GMT", 0],
    ["soon", undefined],
    ["-5", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("Retry-After %j is %j ms", (header, wait) => {
    // A negative number is a date in some year to Date.parse; it is only ever in the past.
    expect(retryAfterMs(header, NOW) ?? undefined).toBe(header === "-5" ? 0 : wait);
  });

  test("pauses grow to a minute, at once where less was asked for", () => {
    expect([1, 2, 3, 9].map((n) => pauseMs(n, true, undefined))).toEqual([1000, 2000, 4000, 60_000]);
    expect([1, 4, 5, 6, 99].map((n) => pauseMs(n, false, undefined))).toEqual([0, 0, 1000, 2000, 60_000]);
    expect(pauseMs(1, false, 7000)).toBe(7000);
  });

  test("an endpoint's health is forgotten with the first success, and ends after five days without", () => {
    const attempt = (kind: AttemptKind): Attempt =>
      ({ kind, status: 500, error: "HTTP 500", retryAfterMs: undefined }) as Attempt;
    let health: EndpointHealth = HEALTHY;
    for (let i = 0; i < 6; i++) health = healthAfter(health, attempt("failed"), NOW + i);
    expect(health).toEqual({ failures: 6, failingSinceMs: NOW, pausedUntilMs: NOW + 5 + 2000, disable: undefined });
    expect(healthAfter(health, attempt("released"), NOW)).toBe(health);
    expect(healthAfter(health, attempt("delivered"), NOW)).toEqual(HEALTHY);
    const later = healthAfter(health, attempt("failed"), NOW + 5 * 86_400_000);
    expect(later.disable).toMatch(/accepted nothing since 2026-11-24T00:00:00.000Z; the last attempt: HTTP 500/);
    expect(healthAfter(HEALTHY, attempt("gone"), NOW).disable).toMatch("410");
  });
});

test("a waker remembers a call that came before the wait", async () => {
  const waker = new Waker();
  waker.wake();
  const started = performance.now();
  await waker.wait(5000);
  setTimeout(() => waker.wake(), 20);
  await waker.wait(5000);
  expect(performance.now() - started).toBeLessThan(1000);
  await waker.wait(30);
  expect(performance.now() - started).toBeGreaterThan(40);
});
