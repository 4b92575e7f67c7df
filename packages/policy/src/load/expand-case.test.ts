import { EVENT_TYPES, eventTypeDecl, validateEvent } from "@evenhand/contract";
import { describe, expect, it } from "vitest";
import type { CaseDoc } from "./case-doc.js";
import { applySwap, expandCase } from "./expand-case.js";
import { CASE_TIME, expandEvent, parseCaseTime } from "./expand-event.js";
import { loadPolicy } from "./load-policy.js";
import { onBase } from "./testing/fixtures.js";

function caseOf(yaml: string): CaseDoc {
  const { cases, problems } = loadPolicy(onBase(new Map([["cases/spam.yaml", yaml]])));
  expect(problems).toEqual([]);
  return cases[0] as CaseDoc;
}

describe("expandEvent", () => {
  it.each(EVENT_TYPES)("makes a valid %s event of the type alone", (type) => {
    const event = expandEvent({ type });
    expect(validateEvent(event)).toMatchObject({ ok: true });
    expect(Object.keys(event.data).toSorted()).toEqual(eventTypeDecl(type).required.toSorted());
  });

  it("fills in what is absent and counts relative times from the event's time", () => {
    const event = expandEvent({
      type: "comment.created",
      time: "10m ago",
      actor: { createdAt: "1h ago", handle: "lena" },
      item: { promoted: true },
      text: { body: "hello" },
      recipient: "u7",
      extra: { actor: { badges: ["gold"] }, mood: "calm" },
    });
    expect(event).toEqual({
      specversion: "1.0",
      id: "e1",
      source: "case",
      type: "comment.created",
      time: "2026-01-15T11:50:00Z",
      data: {
        actor: { id: "u1", handle: "lena", kind: "person", createdAt: "2026-01-15T10:50:00Z", badges: ["gold"] },
        item: {
          id: "item-e1",
          kind: "comment",
          surface: "comment",
          createdAt: "2026-01-15T11:50:00Z",
          promoted: true,
          text: { body: "hello" },
        },
        recipient: "u7",
        mood: "calm",
      },
    });
  });

  it("keeps what the author wrote, right or wrong, for validation to judge", () => {
    expect(expandEvent({ type: "post.created", time: "soon" }).time).toBe("soon");
    expect(expandEvent({ type: "post.created", actor: 7 }).data.actor).toBe(7);
    expect(() => expandEvent({ type: "constructor", constructor: { a: 1 }, toString: [] })).not.toThrow();
  });
});

describe("parseCaseTime", () => {
  it.each([
    ["now", CASE_TIME],
    ["1h ago", CASE_TIME - 3_600_000],
    ["2026-01-15T13:00:00+01:00", CASE_TIME],
    ["2026-01-15", undefined],
    ["1 hour ago", undefined],
    ["", undefined],
  ])("reads %s", (text, expected) => {
    expect(parseCaseTime(text, CASE_TIME)).toBe(expected);
  });
});

describe("expandCase", () => {
  const doc = caseOf(`
- name: x
  given:
    standing: poor
    events:
      - { type: post.created, text: { body: "first of {NAME}" } }
      - { type: post.created, actor: { id: u9 } }
      - { type: post.created, time: 2h ago, actor: { followers: 3 } }
    repeat: { times: 3, every: 30s, event: { type: reaction.added, id: r } }
  event: { type: post.created, actor: { createdAt: 1h ago, locale: en }, text: { body: "{NAME} and {NAME}" } }
  expect: { clause: null }
  swap: { NAME: [Anna, $&], actor.locale: [en, pl] }
`);
  const { given, event } = expandCase(doc);

  it("puts earlier events in order, repeats written out, each valid and with its own id", () => {
    expect(given.map(({ type, time }) => `${type} ${time.slice(11, 19)}`)).toEqual([
      "post.created 10:00:00",
      "reaction.added 11:58:30",
      "reaction.added 11:59:00",
      "reaction.added 11:59:30",
      "post.created 11:59:57",
      "post.created 11:59:58",
    ]);
    const ids = [...given, event].map((entry) => entry.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const entry of [...given, event]) expect(validateEvent(entry)).toMatchObject({ ok: true });
  });

  it("gives earlier events of the same account its profile, and others their own", () => {
    const actors = given.map((entry) => entry.data.actor);
    expect(actors[0]).toMatchObject({ id: "u1", locale: "en", followers: 3, createdAt: "2026-01-15T11:00:00Z" });
    expect(actors[5]).toMatchObject({ id: "u9", createdAt: "2025-01-15T11:59:58Z" });
    expect(actors[5]).not.toHaveProperty("locale");
    expect(event.data.actor).not.toHaveProperty("followers");
  });

  it("replaces placeholders as plain text everywhere, and sets paths", () => {
    const [name, locale] = doc.swap as [CaseDoc["swap"][0], CaseDoc["swap"][0]];
    const named = expandCase(applySwap(doc, name, "$&"));
    expect(named.event.data.item?.text?.body).toBe("$& and $&");
    expect(named.given[4]?.data.item?.text?.body).toBe("first of $&");
    const polish = expandCase(applySwap(doc, locale, "pl"));
    expect(polish.event.data.actor?.locale).toBe("pl");
    expect(polish.given[0]?.data.actor?.locale).toBe("pl");
    expect(doc.event).toMatchObject({ actor: { locale: "en" } });
  });

  it("begins a repeat at the time that its event names", () => {
    const timed = caseOf(`
- name: x
  given: { repeat: { times: 2, every: 4m, event: { type: post.created, time: "2026-03-04T02:00:00Z" } } }
  event: { type: post.created, time: "2026-03-04T02:50:00Z" }
  expect: { outcome: allow }
`);
    expect(expandCase(timed).given.map((entry) => entry.time)).toEqual([
      "2026-03-04T02:00:00Z",
      "2026-03-04T02:04:00Z",
    ]);
  });
});
