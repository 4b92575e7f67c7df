import type { Event } from "@evenhand/contract";
import { describe, expect, it } from "vitest";
import { type CompiledPolicy, compilePolicy } from "../compile-policy.js";
import { createMemoryCounters } from "../counters/memory-counters.js";
import { explainRecord } from "../explain/explain.js";
import type { Policy } from "../model.js";
import { createMemoryStanding } from "../standing/memory-standing.js";
import { makeCounter, makeDetector, makePolicy } from "../testing/make-policy.js";
import { createEngine, type Engine } from "./engine.js";
import { createReplayer } from "./replay.js";

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 2, 8);

function compiled(overrides: Partial<Policy>): CompiledPolicy {
  const result = compilePolicy(makePolicy(overrides));
  if (result.compiled === undefined) throw new Error(JSON.stringify(result.problems));
  return result.compiled;
}

function engineOver(policy: CompiledPolicy): Engine {
  const { counters, latenessMs, standing } = policy.policy;
  return createEngine(policy, {
    counters: createMemoryCounters(counters, { clock: { now: () => START + 1e9 }, latenessMs }),
    standing: createMemoryStanding(standing),
  });
}

function post(id: number, body: string, data: object = {}, minute = id): Event {
  return {
    specversion: "1.0",
    id: `e${id}`,
    source: "test",
    type: "post.created",
    time: new Date(START + minute * MINUTE).toISOString(),
    data: {
      actor: { id: "u1", handle: "lena", kind: "person", createdAt: "2026-03-01T08:00:00Z" },
      item: { id: `p${id}`, kind: "post", surface: "post", text: { body }, createdAt: "2026-03-02T08:00:00Z" },
      ...data,
    },
  };
}

describe("the engine", () => {
  it("counts the event itself before conditions run, and a repeated event once", () => {
    const engine = engineOver(
      compiled({
        detectors: [makeDetector("third", 'count("posts", actor.id, "10m") > 2', { then: { kind: "review" } })],
        counters: [makeCounter("posts")],
      }),
    );
    const outcomes = [post(1, "a"), post(2, "b"), post(2, "b"), post(3, "c")].map(
      (e) => engine.decide(e).decision.outcome,
    );
    expect(outcomes).toEqual(["allow", "allow", "allow", "review"]);
  });

  it("counts an event under each key of a list, and reads the largest count: copies that were changed a little", () => {
    const policy = compiled({
      detectors: [
        makeDetector("copies", 'count("copies", near(text.body), "10m") >= 3', { then: { kind: "review" } }),
        makeDetector("crowd", 'distinct("copies", near(text.body), actor.id, "10m") >= 3', {
          then: { kind: "review" },
        }),
      ],
      counters: [makeCounter("copies", { key: "near(text.body)", value: "actor.id", on: ["post.created"] })],
    });
    const engine = engineOver(policy);
    const advert = "Cheap watches and bags at my shop, free delivery to every harbour this week only, write to me now";
    const by = (id: string) => ({ actor: { id, handle: id, kind: "person", createdAt: "2026-03-01T08:00:00Z" } });
    const records = [
      engine.decide(post(1, advert)),
      engine.decide(post(2, "The tide turns at eight and the wind stays in the west, says the harbour office.")),
      engine.decide(post(3, advert.replace("harbour", "port"), by("u2"))),
      engine.decide(post(4, `${advert}!!`)),
      engine.decide(post(5, advert.replace("free", "quick"), by("u3"))),
    ];
    const found = records.map(({ decision }) => decision.findings.map(({ detector }) => detector));
    expect(found).toEqual([[], [], [], ["copies"], ["copies", "crowd"]]);
    for (const record of records) {
      const stored = JSON.parse(JSON.stringify(record)) as typeof record;
      expect(createReplayer(policy).replay(stored)).toEqual(record.decision);
    }
    expect(engine.decide(post(6, "")).decision.findings).toEqual([]);
  });

  it("tells links that hide where they lead", () => {
    const engine = engineOver(
      compiled({
        detectors: [
          makeDetector("hidden", "size(text.hiddenUrls) == 1", { then: { kind: "review" } }),
          makeDetector("short", '"https://bit.ly/x1" in text.shortened', { then: { kind: "review" } }),
        ],
      }),
    );
    const found = (body: string) => engine.decide(post(1, body)).decision.findings.map(({ detector }) => detector);
    expect(found("see https://bit.ly/x1 and https://example.com/")).toEqual(["short"]);
    expect(found("see hxxp://shop[.]example[.]com")).toEqual(["hidden"]);
    expect(found("see https://example.com/")).toEqual([]);
  });

  it("distinct() tells values apart", () => {
    const engine = engineOver(
      compiled({
        detectors: [
          makeDetector("many-authors", 'distinct("same-text", text.fingerprint, actor.id, "1h") > 1', {
            then: { kind: "review" },
          }),
        ],
        counters: [makeCounter("same-text", { key: "text.fingerprint", value: "actor.id" })],
      }),
    );
    const by = (id: number, author: string): Event =>
      post(id, "The same long text, word for word", {
        actor: { id: author, handle: author, kind: "person", createdAt: "2026-03-01T08:00:00Z" },
      });
    const outcomes = [by(1, "a"), by(2, "a"), by(3, "b")].map((event) => engine.decide(event).decision.outcome);
    expect(outcomes).toEqual(["allow", "allow", "review"]);
  });

  it("gives strikes for what it carries out, once per event, and reads standing as of before", () => {
    const engine = engineOver(compiled({ detectors: [makeDetector("word", 'text.body.contains("bad")')] }));
    const records = [post(1, "bad"), post(1, "bad"), post(2, "bad"), post(3, "bad")].map((event) =>
      engine.decide(event),
    );
    expect(records.map((record) => record.facts.standing)).toEqual([
      { level: "good", strikes: 0 },
      { level: "good", strikes: 0 },
      { level: "good", strikes: 1 },
      { level: "strained", strikes: 2 },
    ]);
  });

  it("strikes expire", () => {
    const engine = engineOver(compiled({ detectors: [makeDetector("word", 'text.body.contains("bad")')] }));
    const day = 24 * 60;
    const standing = [
      post(1, "bad"),
      post(2, "bad"),
      post(3, "fine"),
      post(4, "fine", {}, day + 1.5),
      post(5, "fine", {}, day + 3),
    ].map((event) => engine.decide(event).facts.standing.strikes);
    expect(standing).toEqual([0, 1, 2, 1, 0]);
  });

  it("shadow detectors are recorded and never act, not even by an error", () => {
    const shadow = { mode: "shadow" as const };
    const engine = engineOver(
      compiled({
        detectors: [
          makeDetector("a-match", 'text.body.contains("bad")', shadow),
          makeDetector("b-error", "actor.followers > 3", shadow),
        ],
      }),
    );
    const { outcome, measures, findings } = engine.decide(post(1, "bad")).decision;
    expect({ outcome, measures }).toEqual({ outcome: "allow", measures: [] });
    expect(findings.map((f) => [f.detector, f.mode, f.kind])).toEqual([
      ["a-match", "shadow", "match"],
      ["b-error", "shadow", "error"],
    ]);
  });

  it("an error of a live detector goes to review, with its code", () => {
    const engine = engineOver(compiled({ detectors: [makeDetector("followers", "actor.followers > 3")] }));
    const { outcome, findings } = engine.decide(post(1, "x")).decision;
    expect(outcome).toBe("review");
    expect(findings[0]).toMatchObject({ kind: "error", error: { code: "EH_CEL_NO_SUCH_FIELD" } });
  });

  it("conditions read unknown fields under extra, and never the label", () => {
    const engine = engineOver(
      compiled({
        detectors: [
          makeDetector("mood", 'has(extra.mood) && extra.mood == "angry"', { then: { kind: "review" } }),
          makeDetector("label", "has(extra.expect)", { then: { kind: "review" } }),
          makeDetector("nested", "has(extra.actor) && extra.actor.badges.exists(b, b == 7)", {
            then: { kind: "review" },
          }),
        ],
      }),
    );
    const found = (data: object): string[] =>
      engine.decide(post(1, "x", data)).decision.findings.map((f) => f.detector);
    expect(found({ mood: "angry", expect: { clause: "x" } })).toEqual(["mood"]);
    const actor = { id: "u1", handle: "lena", kind: "person", createdAt: "2026-03-01T08:00:00Z", badges: [1, 7] };
    expect(found({ actor })).toEqual(["nested"]);
  });

  it("names the facts and bank entries that a finding rests on, with their places in the text", () => {
    const engine = engineOver(
      compiled({
        detectors: [makeDetector("terms", 'bank("words").any(text.all) && actor.age < duration("48h")')],
        banks: [
          {
            name: "words",
            kind: "terms",
            doc: undefined,
            origin: { file: "b", line: 1, column: 1 },
            entries: [{ text: "free money", match: "word", allow: false, category: undefined, severity: 3 }],
          },
        ],
      }),
    );
    expect(engine.decide(post(1, "Get FREE  money")).decision.findings[0]?.evidence).toEqual([
      {
        text: 'bank("words").any(text.all)',
        value: true,
        bank: "words",
        entries: [{ entry: "free money", text: "FREE  money", span: { start: 4, end: 15 }, steps: ["case", "spaces"] }],
      },
      { text: "actor.age", value: "86460s" },
    ]);
  });
});

describe("evidence", () => {
  const evidenceOf = (when: string, data: object = {}): unknown => {
    const engine = engineOver(compiled({ detectors: [makeDetector("d", when)] }));
    return engine.decide(post(1, "a boat", data)).decision.findings[0]?.evidence;
  };

  it("leaves out what depends on a name that the condition binds itself", () => {
    expect(evidenceOf('cel.bind(t, text, t.body.contains("boat") && item.kind == "post")')).toEqual([
      { text: "item.kind", value: "post" },
    ]);
    expect(evidenceOf('[text].exists(t, t.body.contains("boat") && text.words == 2)')).toEqual([]);
  });

  it("shows the empty value that a condition relied on where an optional fact is absent", () => {
    expect(evidenceOf('!actor.verified && actor.locale == ""')).toEqual([
      { text: "actor.verified", value: false },
      { text: "actor.locale", value: "" },
    ]);
  });

  it("shortens long values, whatever they are", () => {
    const mood = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, "x".repeat(50)]));
    const [line] = evidenceOf("extra.mood.size() > 3", { mood }) as { text: string; value: string }[];
    expect(line?.text).toBe("extra.mood");
    expect(JSON.stringify(line?.value).length).toBeLessThan(1_000);
  });
});

describe("records", () => {
  const policy = compiled({
    detectors: [
      makeDetector("flood", 'count("posts", actor.id, "10m") > 2 && text.body.contains("bad")'),
      makeDetector("poor", 'actor.standing == "strained"', { then: { kind: "review" } }),
      makeDetector("error", "actor.followers > 3", { mode: "shadow" }),
    ],
    counters: [makeCounter("posts")],
  });

  it("make the same decision again, byte for byte, after the counters have moved on", () => {
    const engine = engineOver(policy);
    const records = Array.from({ length: 8 }, (_, i) => engine.decide(post(i, i % 2 === 0 ? "bad" : "fine")));
    expect(new Set(records.map((record) => record.decision.outcome))).toEqual(new Set(["allow", "act", "review"]));
    const replayer = createReplayer(policy);
    for (const record of [...records].reverse()) {
      const stored = JSON.parse(JSON.stringify(record)) as typeof record;
      expect(JSON.stringify(replayer.replay(stored))).toBe(JSON.stringify(record.decision));
    }
  });

  it("a reading that the record lacks is an error, never zero", () => {
    const record = engineOver(policy).decide(post(1, "bad"));
    const { findings } = createReplayer(policy).replay({ ...record, facts: { ...record.facts, counters: [] } });
    expect(findings.find((f) => f.detector === "flood")?.error?.code).toBe("EH_REPLAY_READING");
  });

  it("explain every part, why it did not hold, and which index leads there", () => {
    const engine = engineOver(policy);
    const record = engine.decide(post(1, "bad"));
    const explanation = engine.explain(record, "flood");
    expect(explanation).toMatchObject({
      result: "did-not-hold",
      because: 'count("posts", actor.id, "10m") > 2 is false',
      reached: { led: false },
      parts: [{ value: false }, { text: 'text.body.contains("bad")', value: true }],
    });
    expect(explanation?.parts[0]?.children[0]).toMatchObject({ text: 'count("posts", actor.id, "10m")', value: 1 });
    expect(explanation?.reached.by).toContain("threshold on count");
    expect(explainRecord(policy, record, "error")).toMatchObject({ result: "error" });
    expect(explainRecord(policy, record, "no-such")).toBeUndefined();
  });
});
