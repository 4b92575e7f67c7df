import { CelError } from "@evenhand/cel";
import type { Event } from "@evenhand/contract";
import { describe, expect, it } from "vitest";
import { type CompiledPolicy, compilePolicy } from "../compile-policy.js";
import { createMemoryCounters } from "../counters/memory-counters.js";
import { createEngine } from "../engine/engine.js";
import { createReplayer } from "../engine/replay.js";
import { explainRecord } from "../explain/explain.js";
import type { Bank, Policy } from "../model.js";
import { createMemoryStanding } from "../standing/memory-standing.js";
import { makeCounter, makeDetector, makePolicy } from "../testing/make-policy.js";
import { createBankSignals } from "./bank-signals.js";
import { expiring } from "./expiring.js";
import type { LiveSources } from "./live-sources.js";
import { LiveSignalReader } from "./signal-readers.js";

const ORIGIN = { file: "banks/test.yaml", line: 1, column: 1 };
const NOON = Date.UTC(2026, 2, 2, 12);

function terms(name: string, texts: readonly string[], more: Partial<Bank> = {}): Bank {
  const entries = texts.map((text) => ({
    text,
    match: "word" as const,
    allow: false,
    category: undefined,
    severity: undefined,
  }));
  return { name, doc: undefined, origin: ORIGIN, kind: "terms", entries, ...more } as Bank;
}

function compiled(overrides: Partial<Policy>): CompiledPolicy {
  const result = compilePolicy(makePolicy(overrides));
  if (result.compiled === undefined) throw new Error(JSON.stringify(result.problems));
  return result.compiled;
}

function post(body: string, time = NOON): Event {
  return {
    specversion: "1.0",
    id: body,
    source: "test",
    type: "post.created",
    time: new Date(time).toISOString(),
    data: {
      actor: { id: "u1", handle: "lena", kind: "person", createdAt: "2026-03-01T08:00:00Z" },
      item: { id: "p1", kind: "post", surface: "post", text: { body }, createdAt: "2026-03-02T08:00:00Z" },
    },
  };
}

function decideWith(policy: CompiledPolicy, event: Event, live?: LiveSources) {
  const { counters, latenessMs, standing } = policy.policy;
  return createEngine(policy, {
    counters: createMemoryCounters(counters, { clock: { now: () => NOON + 1e9 }, latenessMs }),
    standing: createMemoryStanding(standing),
    ...(live === undefined ? {} : { live }),
  }).decide(event);
}

function banksNow(revision: number, ...banks: readonly Bank[]): LiveSources {
  const revisions = Object.fromEntries(banks.map((bank) => [bank.name, revision]));
  return { banks: () => ({ revisions, signals: createBankSignals(banks) }), scores: () => undefined };
}

const POLICY = compiled({
  detectors: [
    makeDetector("urgent", 'bank("urgent").any(text.all)', { then: { kind: "review" } }),
    makeDetector("fixed", 'bank("fixed").hits(text.all).exists(h, h.entry == "rope")', { then: { kind: "review" } }),
  ],
  banks: [terms("fixed", ["rope"]), terms("urgent", ["flare"], { live: true })],
});

describe("live banks", () => {
  it("answer in place of the policy's own entries, and what they found is in the record", () => {
    const live = banksNow(7, terms("urgent", ["flare", "anchor"]));
    const { decision, facts } = decideWith(POLICY, post("an anchor and a rope"), live);
    expect(decision.findings.map(({ detector }) => detector)).toEqual(["urgent", "fixed"]);
    expect(facts.live?.banks).toEqual({ urgent: 7 });
    expect(facts.live?.signals).toMatchObject([
      { fn: "hits", name: "urgent", value: [{ entry: "anchor", start: 3, end: 9 }] },
    ]);
  });

  it("are replayed from the record to the byte, whatever they hold today", () => {
    for (const body of ["an anchor", "a flare", "nothing"]) {
      const record = decideWith(POLICY, post(body), banksNow(7, terms("urgent", ["anchor"])));
      const stored = JSON.parse(JSON.stringify(record)) as typeof record;
      expect(JSON.stringify(createReplayer(POLICY).replay(stored))).toBe(JSON.stringify(record.decision));
      expect(explainRecord(POLICY, stored, "urgent")?.result).toBe(body === "an anchor" ? "held" : "did-not-hold");
    }
  });

  it("find what the policy has where there is no service", () => {
    const { decision, facts } = decideWith(POLICY, post("a flare"));
    expect(decision.findings.map(({ detector }) => detector)).toEqual(["urgent"]);
    expect(facts.live).toBeUndefined();
  });

  it("leave no trace in the records of a policy that has none", () => {
    const fixed = compiled({
      detectors: [makeDetector("fixed", 'bank("fixed").any(text.all)')],
      banks: [terms("fixed", ["rope"])],
    });
    expect(decideWith(fixed, post("a rope"), banksNow(3, terms("other", ["rope"]))).facts.live).toBeUndefined();
  });

  it("are refused in counters, which are computed again from stored events", () => {
    const { compiled: none, problems } = compilePolicy(
      makePolicy({
        banks: [terms("urgent", ["flare"], { live: true }), terms("fixed", ["rope"])],
        counters: [
          makeCounter("bad", { where: 'bank("urgent").any(text.all)', on: ["post.created"] }),
          makeCounter("good", { where: 'bank("fixed").any(text.all)', on: ["post.created"] }),
        ],
      }),
    );
    expect(none).toBeUndefined();
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('The bank "urgent" is live')]);
  });
});

describe("an external classifier", () => {
  const external: CompiledPolicy = {
    ...compiled({
      detectors: [makeDetector("urgent", 'bank("urgent").any(text.all)', { then: { kind: "review" } })],
      banks: [terms("urgent", ["flare"], { live: true })],
    }),
  };

  it("is asked of the sources, and every answer is noted once", () => {
    const signals = { ...external.signals, external: new Set(["toxic"]) };
    const asked = { ...external, signals };
    const score = new CelError("EH_SIGNAL_UNAVAILABLE", "closed");
    const sources = (value: number | CelError): LiveSources => ({
      banks: () => undefined,
      scores: () => ({ score: () => value, words: () => [] }),
    });
    for (const [value, recorded] of [
      [0.25, 0.25],
      [score, { code: "EH_SIGNAL_UNAVAILABLE", message: "closed" }],
    ] as const) {
      const reader = readerOver(asked, sources(value));
      expect([reader.score("toxic", "x"), reader.score("toxic", "x")]).toEqual([value, value]);
      expect(reader.live?.signals).toMatchObject([{ fn: "score", name: "toxic", value: recorded }]);
    }
    expect(readerOver(asked, undefined).score("toxic", "x")).toMatchObject({ code: "EH_SIGNAL_UNAVAILABLE" });
  });
});

describe("expiring entries", () => {
  it("find until their end, by the event's time, in whatever order events come", () => {
    const bank = terms("fixed", ["rope", "knot"]);
    const entries = bank.entries.map((entry, i) => (i === 0 ? { ...entry, expiresMs: NOON } : entry));
    const policy = compiled({
      detectors: [makeDetector("fixed", 'bank("fixed").any(text.all)', { then: { kind: "review" } })],
      banks: [{ ...bank, entries } as Bank],
    });
    const outcomes = [NOON - 1, NOON, NOON - 1].map((time) => decideWith(policy, post("rope", time)).decision.outcome);
    expect(outcomes).toEqual(["review", "allow", "review"]);
    expect(decideWith(policy, post("knot", NOON + 1)).decision.outcome).toBe("review");
  });

  it("are compiled anew only when one has ended since", () => {
    let compilations = 0;
    const at = expiring([{ expiresMs: 10 }, { expiresMs: 20 }, {}], (entries) => {
      compilations += 1;
      return entries.length;
    });
    expect([0, 9, 10, 19, 20, 99].map(at)).toEqual([3, 3, 2, 2, 1, 1]);
    expect(compilations).toBe(3);
  });
});

function readerOver(policy: CompiledPolicy, sources: LiveSources | undefined): LiveSignalReader {
  const reader = new LiveSignalReader(policy.signals, sources);
  reader.start(NOON);
  return reader;
}
