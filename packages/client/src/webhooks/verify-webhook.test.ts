import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { verifyWebhook } from "./verify-webhook.js";

const SECRET = `whsec_${Buffer.from("an example of a secret, 32 bytes").toString("base64")}`;
const OTHER = `whsec_${Buffer.from("another secret of 24 byt").toString("base64")}`;
const NOW = 1_772_000_000_000;
const BODY = JSON.stringify({
  type: "measure.applied",
  timestamp: "2026-02-25T06:13:20.000Z",
  data: { kind: "remove" },
});

function signed(body: string | Buffer = BODY, secret = SECRET, atMs = NOW, id = "msg_1"): Record<string, string> {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(atMs / 1_000)),
    "webhook-signature": new Webhook(secret).sign(id, new Date(atMs), body),
  };
}

const refusedFor = (code: string): object => expect.objectContaining({ code: `EH_CLIENT_WEBHOOK_${code}` });

describe("verifyWebhook", () => {
  it("agrees with the vector of the specification", async () => {
    const headers = {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    };
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const verify = (body: string): Promise<unknown> => verifyWebhook(secret, headers, body, { now: 1_614_265_330_000 });
    // Signed, and still no message of Evenhand's: the signature was right.
    await expect(verify('{"test": 2432232314}')).rejects.toThrow(refusedFor("PAYLOAD"));
    await expect(verify('{"test": 2432232315}')).rejects.toThrow(refusedFor("SIGNATURE"));
  });

  it("takes what the reference library signs, whatever the body, as text or as bytes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 24, maxLength: 64 }),
        fc.string({ unit: "binary" }),
        async (key, text) => {
          const secret = `whsec_${Buffer.from(key).toString("base64")}`;
          const body = JSON.stringify({ type: "measure.applied", timestamp: "2026-02-25T06:13:20Z", data: { text } });
          const headers = signed(body, secret);
          const message = await verifyWebhook(secret, headers, body, { now: NOW });
          expect(message).toEqual({ id: "msg_1", ...(JSON.parse(body) as object) });
          await verifyWebhook(secret, headers, Buffer.from(body), { now: NOW });
        },
      ),
    );
  });

  it("refuses a body, id or time that differs by one bit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: BODY.length * 8 - 1 }), async (bit) => {
        const body = Buffer.from(BODY);
        body[bit >> 3]! ^= 1 << (bit & 7);
        await expect(verifyWebhook(SECRET, signed(), body, { now: NOW })).rejects.toThrow(refusedFor("SIGNATURE"));
      }),
      { numRuns: 50 },
    );
    const later = { ...signed(), "webhook-timestamp": String(NOW / 1_000 + 1) };
    await expect(verifyWebhook(SECRET, later, BODY, { now: NOW })).rejects.toThrow(refusedFor("SIGNATURE"));
    const other = { ...signed(), "webhook-id": "msg_2" };
    await expect(verifyWebhook(SECRET, other, BODY, { now: NOW })).rejects.toThrow(refusedFor("SIGNATURE"));
  });

  it("takes either of two secrets while they are rotated, on either side", async () => {
    await verifyWebhook([OTHER, SECRET], signed(), BODY, { now: NOW });
    const both = `${signed(BODY, OTHER)["webhook-signature"]} ${signed()["webhook-signature"]}`;
    await verifyWebhook(SECRET, { ...signed(), "webhook-signature": both }, BODY, { now: NOW });
    await expect(verifyWebhook(OTHER, signed(), BODY, { now: NOW })).rejects.toThrow(refusedFor("SIGNATURE"));
  });

  it("takes Ed25519 signatures (v1a), and does not take one kind for the other", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const raw = Buffer.from(publicKey.export({ format: "jwk" }).x!, "base64url");
    const key = createPrivateKey(privateKey.export({ format: "pem", type: "pkcs8" }));
    const content = Buffer.from(`msg_1.${NOW / 1_000}.${BODY}`);
    const signature = sign(null, content, key).toString("base64");
    const headers = { ...signed(), "webhook-signature": `v1,AAAA v1a,${signature}` };
    const pub = `whpk_${raw.toString("base64")}`;
    expect((await verifyWebhook(pub, headers, BODY, { now: NOW })).type).toBe("measure.applied");
    await expect(verifyWebhook(pub, signed(), BODY, { now: NOW })).rejects.toThrow(refusedFor("SIGNATURE"));
    const disguised = { ...headers, "webhook-signature": `v1,${signature}` };
    await expect(verifyWebhook(pub, disguised, BODY, { now: NOW })).rejects.toThrow(refusedFor("SIGNATURE"));
  });

  it("refuses what is old or of the future, as far as it was told to", async () => {
    for (const [shift, options] of [
      [-301, {}],
      [301, {}],
      [-11, { toleranceSeconds: 10 }],
    ] as const)
      await expect(
        verifyWebhook(SECRET, signed(BODY, SECRET, NOW + shift * 1_000), BODY, { now: NOW, ...options }),
      ).rejects.toThrow(refusedFor("TIMESTAMP"));
    await verifyWebhook(SECRET, signed(BODY, SECRET, NOW - 299_000), BODY, { now: NOW });
    for (const time of ["", "NaN", "1e9", "-5", " 1"])
      await expect(
        verifyWebhook(SECRET, { ...signed(), "webhook-timestamp": time }, BODY, { now: NOW }),
      ).rejects.toMatchObject({ code: expect.stringMatching(/_(TIMESTAMP|HEADERS)$/) });
  });

  it("reads headers in the shapes of every framework", async () => {
    const headers = signed();
    const upper = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
    for (const shape of [headers, upper, new Headers(headers)]) await verifyWebhook(SECRET, shape, BODY, { now: NOW });
    const { "webhook-id": _, ...without } = headers;
    await expect(verifyWebhook(SECRET, without, BODY, { now: NOW })).rejects.toThrow(refusedFor("HEADERS"));
    const twice = { ...headers, "webhook-id": ["msg_1", "msg_2"] };
    await expect(verifyWebhook(SECRET, twice, BODY, { now: NOW })).rejects.toThrow(refusedFor("HEADERS"));
  });

  it("is not brought down by what a stranger may send", async () => {
    const texts = fc.string({ unit: "binary", maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(texts, texts, async (signature, body) => {
        const headers = { ...signed(), "webhook-signature": signature };
        await expect(verifyWebhook(SECRET, headers, body, { now: NOW })).rejects.toThrow(
          expect.objectContaining({ name: "EvenhandClientError" }),
        );
      }),
    );
    const endless = {
      ...signed(),
      "webhook-signature": `${"v1,AAAA ".repeat(100_000)}${signed()["webhook-signature"]}`,
    };
    await expect(verifyWebhook(SECRET, endless, BODY, { now: NOW })).rejects.toThrow(refusedFor("SIGNATURE"));
  });

  it("says that a body must come as it arrived", async () => {
    const parsed = JSON.parse(BODY) as never;
    await expect(verifyWebhook(SECRET, signed(), parsed, { now: NOW })).rejects.toThrow(/parsed already/);
  });

  it("refuses secrets that are none, without repeating them", async () => {
    const short = `whsec_${randomBytes(8).toString("base64")}`;
    for (const secret of ["", "c2VjcmV0", "whsec_", "whsec_?", short, `whpk_${randomBytes(31).toString("base64")}`]) {
      const refused = await verifyWebhook(secret, signed(), BODY, { now: NOW }).catch(
        (error: unknown) => error as Error,
      );
      expect(refused).toEqual(refusedFor("SECRET"));
      if (secret.length > 6) expect((refused as Error).message).not.toContain(secret);
    }
  });
});
