import { validateEvent } from "@evenhand/contract";
import { describe, expect, expectTypeOf, it } from "vitest";
import { samplePost } from "../testing/sample-event.js";
import type { AnyEvent } from "../wire/entries.js";
import { event } from "./event.js";

describe("event", () => {
  it("fills in what the platform need not say, and the contract takes it", () => {
    const { actor } = samplePost("e1").data;
    const before = Date.now();
    const made = event({ source: "forum", type: "account.registered", data: { actor } });
    expect(validateEvent(JSON.parse(JSON.stringify(made)))).toMatchObject({ ok: true });
    expect(made.specversion).toBe("1.0");
    expect(made.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(Date.parse(made.time)).toBeGreaterThanOrEqual(before);
    expect(Object.hasOwn(made, "subject")).toBe(false);
  });

  it("keeps what the platform says", () => {
    const { data } = samplePost("e1");
    const time = new Date("2026-03-01T10:00:00Z");
    const given = { source: "forum", type: "post.created", id: "post/1/v1", subject: "post/1", time, data } as const;
    expect(event(given)).toEqual({ ...given, specversion: "1.0", time: "2026-03-01T10:00:00.000Z" });
  });

  it("is told by the compiler which parts a type of event carries", () => {
    const { actor, item } = samplePost("e1").data;
    // @ts-expect-error a post has an item
    event({ source: "forum", type: "post.created", data: { actor } });
    // @ts-expect-error there is no such type
    event({ source: "forum", type: "post.create", data: { actor, item } });
    // Fields of the platform's own are kept.
    const made = event({ source: "forum", type: "post.created", data: { actor, item, mood: "calm" } });
    expectTypeOf(made).toExtend<AnyEvent>();
  });
});
