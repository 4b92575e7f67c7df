import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVENT_TYPES, eventTypeDecl, validateEvent } from "./index.js";

const actor = { id: "u1", handle: "lena", kind: "person", createdAt: "2025-11-02T10:00:00Z" };
const item = {
  id: "p1",
  kind: "post",
  surface: "post",
  text: { body: "hello" },
  createdAt: "2026-03-02T08:15:00+01:00",
};
const parts = {
  actor,
  item,
  media: [{ id: "m1", type: "image" }],
  context: { ipHash: "h:0123456789abcdef" },
  group: { id: "g1" },
  reaction: { kind: "like", target: "p1" },
  follow: { target: "u2" },
  reach: { views: 1000 },
  session: { minutesToday: 30 },
  push: { title: "News", audience: 10 },
  previous: { displayName: "Lena" },
};

function event(type: string, data: object): Record<string, unknown> {
  return {
    specversion: "1.0",
    id: "e1",
    source: "harbour",
    type,
    time: "2026-03-02T08:15:00Z",
    data,
  };
}

function problemsOf(value: unknown): { code: string; where?: string; message: string }[] {
  const result = validateEvent(value);
  return result.ok ? [] : [...result.problems];
}

describe("validateEvent", () => {
  it.each(EVENT_TYPES)("accepts %s with every part that it may carry", (type) => {
    const { required, optional } = eventTypeDecl(type);
    const data = Object.fromEntries([...required, ...optional].map((part) => [part, parts[part]]));
    expect(problemsOf(event(type, data))).toEqual([]);
  });

  it.each(EVENT_TYPES)("refuses %s without a part that it must carry, naming it", (type) => {
    for (const missing of eventTypeDecl(type).required) {
      const data = Object.fromEntries(
        eventTypeDecl(type)
          .required.filter((part) => part !== missing)
          .map((part) => [part, parts[part]]),
      );
      expect(problemsOf(event(type, data)).map((p) => p.where)).toContain(`/data/${missing}`);
    }
  });

  it("keeps unknown fields", () => {
    const result = validateEvent(event("post.created", { actor: { ...actor, badge: "gold" }, item, mood: "calm" }));
    expect(result.ok && result.event.data).toMatchObject({
      mood: "calm",
      actor: { badge: "gold" },
    });
  });

  it("refuses an unknown type by name and suggests the nearest", () => {
    expect(problemsOf(event("post.create", { actor, item }))).toEqual([
      {
        code: "EH_EVENT_TYPE_UNKNOWN",
        where: "/type",
        message: 'Unknown event type "post.create". Did you mean "post.created"?',
      },
    ]);
    expect(problemsOf(event("__proto__", { actor, item }))[0]?.code).toBe("EH_EVENT_TYPE_UNKNOWN");
  });

  it("takes null in an optional field as unset, and null in a required one as missing", () => {
    const text = { body: "x", title: null, lang: null };
    const result = validateEvent(
      event("post.created", {
        actor: { ...actor, country: null },
        item: { ...item, text },
        group: null,
      }),
    );
    expect(result.ok && result.event.data.item?.text).toEqual({ body: "x" });
    expect(result.ok && "country" in (result.event.data.actor ?? {})).toBe(false);
    expect(problemsOf(event("post.created", { actor: { ...actor, id: null }, item }))).toHaveLength(1);
  });

  it.each(["2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-03-02", "2026-03-02T08:15:00"])(
    "refuses the time %s",
    (time) => {
      expect(problemsOf({ ...event("post.created", { actor, item }), time })[0]?.where).toBe("/time");
    },
  );

  it.each(["192.168.0.1", "2001:db8::1", "short", "lena@harbour.example"])(
    "refuses %s as a hashed identifier",
    (ipHash) => {
      expect(problemsOf(event("post.created", { actor, item, context: { ipHash } }))[0]?.where).toBe(
        "/data/context/ipHash",
      );
    },
  );

  it("refuses what is too deep, too long or too much, whatever field it hides in", () => {
    let deep: unknown = 1;
    for (let i = 0; i < 50_000; i++) deep = [deep];
    for (const hidden of [deep, "x".repeat(50_001), Array.from({ length: 6_000 }, () => 0)]) {
      expect(problemsOf(event("post.created", { actor, item, hidden }))[0]?.code).toBe("EH_EVENT_TOO_BIG");
    }
  });

  it("never throws and never changes its input", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...EVENT_TYPES), (json, type) => {
        for (const value of [json, event(type, json as object), event(type, { actor: json, item })]) {
          const before = JSON.stringify(value);
          validateEvent(value);
          expect(JSON.stringify(value)).toBe(before);
        }
      }),
    );
  });
});
