/** Whatever is sent as an event, valid or not: the answer is 2xx or 4xx with a problem, and one bad event sinks no other. */
import { EVENT_TYPES } from "@evenhand/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { routesOf } from "../evenhand.js";
import { createApp } from "../http/app.js";
import { verifyJournal } from "../journal/verify.js";
import { createFirstKey } from "../keys/create-first-key.js";
import { startTestDomain } from "../testing/test-domain.js";
import { testPolicy } from "../testing/test-policy.js";
import { forEachStore } from "../testing/test-store.js";

const word = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.constantFrom(
    "a bargain",
    "waitforus",
    "quietly",
    "mystery",
    "\0",
    "\ud800",
    "'; drop table events; --",
    "__proto__",
    "",
    "\\u0000",
  ),
);
const time = fc.oneof(
  fc
    .date({ min: new Date("0000-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.constantFrom(
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2026-02-30T00:00:00Z",
    "2026-06-30T23:59:60Z",
    "2026-06-30T24:00:00Z",
    "2026-06-30t10:00:00.123456789z",
    "yesterday",
  ),
  fc.constant(new Date().toISOString()),
);
const id = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.constantFrom("x", "profile:u1", "a\nb", "é", "\ud83d\ude00"),
);
const count = fc.oneof(fc.nat(), fc.constantFrom(-1, 1.5, Number.MAX_SAFE_INTEGER, 2 ** 53, 1e300));
const anything = fc.jsonValue({ maxDepth: 4, stringUnit: "binary" });

const actor = fc.record(
  {
    id,
    handle: word,
    displayName: word,
    kind: fc.constantFrom("person", "organisation", "bot", "ghost"),
    createdAt: time,
    locale: fc.constantFrom("en", "zh-Hans", "xx-yy-zz", "!", ""),
    followers: count,
    verified: fc.oneof(fc.boolean(), fc.constant(null)),
  },
  { requiredKeys: ["id", "handle", "kind", "createdAt"] },
);
const item = fc.record(
  {
    id,
    kind: word,
    surface: word,
    parent: id,
    group: id,
    text: fc.record({ title: word, body: word, lang: fc.constantFrom("en", "zz", "") }, { requiredKeys: ["body"] }),
    media: fc.array(fc.record({ id, type: fc.constantFrom("image", "video", "nothing"), alt: word }), { maxLength: 3 }),
    createdAt: time,
    reach: count,
  },
  { requiredKeys: ["id", "kind", "surface", "createdAt"] },
);
const data = fc.record(
  {
    actor,
    item,
    group: fc.record({ id, name: word }),
    reach: fc.record({ views: count, previous: count }),
    reaction: fc.record({ kind: word, target: id }),
    follow: fc.record({ target: id }),
    session: fc.record({ minutesToday: count }),
    push: fc.record({ title: word, body: word, audience: count }),
    media: fc.array(fc.record({ id, type: fc.constant("image") }), { maxLength: 2 }),
    more: anything,
  },
  { requiredKeys: [] },
);
const event = fc.record(
  {
    specversion: fc.constantFrom("1.0", "1.0", "1.0", "0.3"),
    id,
    source: fc.constantFrom("circle", "circle", "evenhand", "", "a\0b"),
    type: fc.oneof(fc.constantFrom(...EVENT_TYPES), word),
    time,
    subject: word,
    data,
  },
  { requiredKeys: ["specversion", "id", "source", "type", "time", "data"] },
);
const sent = fc.oneof({ weight: 8, arbitrary: event }, { weight: 1, arbitrary: anything });

forEachStore((_kind, open) => {
  test("never a 5xx, and every event of a batch has its own answer", { timeout: 300_000 }, async () => {
    const store = await open();
    await using domain = await startTestDomain(store, testPolicy());
    const key = await createFirstKey(domain);
    const app = createApp(domain, routesOf(domain), { checkAnswers: true });
    const headers = { authorization: `Bearer ${key?.text}`, "content-type": "application/cloudevents-batch+json" };
    const single = { ...headers, "content-type": "application/cloudevents+json" };
    await fc.assert(
      fc.asyncProperty(fc.array(sent, { minLength: 1, maxLength: 12 }), sent, async (batch, one) => {
        const good = {
          specversion: "1.0",
          id: domain.ids.next(),
          source: "circle",
          type: "follow.added",
          time: new Date().toISOString(),
          data: {
            actor: { id: "u9", handle: "u9", kind: "person", createdAt: "2024-01-01T00:00:00Z" },
            follow: { target: "u8" },
          },
        };
        const answer = await app.inject({
          method: "POST",
          url: "/v1/events",
          headers,
          payload: JSON.stringify([...batch, good]),
        });
        expect(answer.statusCode, answer.body).toBe(200);
        const { results } = answer.json<{
          results: { result: string; problem?: { status: number; code: string } }[];
        }>();
        expect(results).toHaveLength(batch.length + 1);
        for (const { result, problem } of results) {
          if (result === "refused") {
            expect(problem?.code).toMatch(/^EH_/);
            expect(problem?.status, JSON.stringify(problem)).toBeLessThan(500);
          }
        }
        expect(results.at(-1)?.result).toBe("decided");
        for (const url of ["/v1/events", "/v1/check"]) {
          const alone = await app.inject({ method: "POST", url, headers: single, payload: JSON.stringify(one) });
          expect(alone.statusCode, alone.body).toBeLessThan(500);
          if (alone.statusCode >= 400) expect(alone.headers["content-type"]).toContain("application/problem+json");
        }
      }),
      { numRuns: 60 },
    );
    expect((await verifyJournal(store.db)).problems).toEqual([]);
    await app.close();
  });

  test("a draft dated in the year 0, which the database does not know, is checked", async () => {
    await using domain = await startTestDomain(await open(), testPolicy());
    const key = await createFirstKey(domain);
    const app = createApp(domain, routesOf(domain), { checkAnswers: true });
    const answer = await app.inject({
      method: "POST",
      url: "/v1/check",
      headers: { authorization: `Bearer ${key?.text}`, "content-type": "application/cloudevents+json" },
      payload: JSON.stringify({
        specversion: "1.0",
        id: "x",
        source: "circle",
        type: "follow.added",
        time: "0000-01-01T00:00:00Z",
        data: {
          actor: { id: "u9", handle: "u9", kind: "person", createdAt: "0000-01-01T00:00:00Z" },
          follow: { target: "u8" },
        },
      }),
    });
    expect(answer.statusCode, answer.body).toBeLessThan(500);
    await app.close();
  });
});
