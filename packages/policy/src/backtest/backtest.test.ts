import type { Event } from "@evenhand/contract";
import { describe, expect, it } from "vitest";
import { type CompiledPolicy, compilePolicy } from "../compile-policy.js";
import { expandEvent, type Json } from "../load/index.js";
import type { Clause, Detector, MeasureSpec } from "../model.js";
import { makeCounter, makeDetector, makePolicy, TEST_CLAUSE } from "../testing/make-policy.js";
import { type Backtest, type BacktestReport, createBacktest } from "./backtest.js";

const SPAM: Clause = { ...TEST_CLAUSE, id: "spam.links", rule: "spam" };
const RUDE: Clause = { ...TEST_CLAUSE, id: "rude.insult", rule: "rude" };
// oxlint-disable-next-line unicorn/no-thenable -- the policy's own word
const ASKS_FOR_REVIEW: Partial<Detector> = { then: { kind: "review" } };
const CLOCK = { now: () => Date.parse("2027-01-01T00:00:00Z") };

function compile(detectors: readonly Detector[], clauses: readonly Clause[] = [RUDE, SPAM]): CompiledPolicy {
  const byId = [...detectors].sort((a, b) => (a.id < b.id ? -1 : 1));
  const { compiled, problems } = compilePolicy(
    makePolicy({ detectors: byId, clauses, counters: [makeCounter("posts")] }),
  );
  if (compiled === undefined) throw new Error(JSON.stringify(problems));
  return compiled;
}

const detector = (id: string, word: string, overrides: Partial<Detector> = {}): Detector =>
  makeDetector(id, `text.body.contains("${word}")`, {
    clause: SPAM.id,
    on: ["post.created", "account.updated"],
    ...overrides,
  });

let made = 0;
function post(body: string, label?: string | null, fields: Readonly<Record<string, Json>> = {}): Event {
  made += 1;
  const expected = label === undefined ? {} : { expect: { clause: label } };
  return expandEvent({
    type: "post.created",
    id: `e${made}`,
    actor: { id: `u${made}` },
    text: { body },
    ...expected,
    ...fields,
  });
}

function run(before: CompiledPolicy, after: CompiledPolicy, events: readonly Event[], examples = 5): BacktestReport {
  const backtest: Backtest = createBacktest(before, after, { clock: CLOCK, examples });
  for (const event of events) backtest.add(event);
  return backtest.report();
}

describe("createBacktest", () => {
  it("finds nothing changed between a policy and itself", () => {
    const policy = compile([detector("a", "buy"), detector("b", "now")]);
    const report = run(policy, policy, [post("buy"), post("buy now"), post("hello")]);
    expect(report.events).toBe(3);
    expect(report.outcomes.before).toEqual({ allow: 1, act: 2, hold: 0, review: 0 });
    expect(report.outcomes.after).toEqual(report.outcomes.before);
    const { newlyFound, noLongerFound, newlyActedOn, noLongerActedOn, otherwiseChanged, labels } = report;
    for (const change of [newlyFound, noLongerFound, newlyActedOn, noLongerActedOn]) {
      expect(change).toEqual({ events: 0, byDetector: [], byClause: [] });
    }
    expect(otherwiseChanged).toEqual({ events: 0, examples: [] });
    expect(labels).toBeUndefined();
  });

  it("says what is new and what is gone, by detector and clause, with examples", () => {
    const before = compile([detector("old", "buy"), detector("both", "now")]);
    const after = compile([detector("both", "now"), detector("new", "idiot", { clause: RUDE.id })]);
    const first = post("buy a boat");
    const report = run(before, after, [
      first,
      post("buy it now"),
      post("idiot"),
      post("you idiot"),
      post("idiot, buy"),
      post("hello"),
    ]);
    expect(report.outcomes).toEqual({
      before: { allow: 3, act: 3, hold: 0, review: 0 },
      after: { allow: 2, act: 4, hold: 0, review: 0 },
    });
    expect(report.newlyFound.events).toBe(3);
    expect(report.newlyFound.byDetector.map(({ detector: id, events }) => [id, events])).toEqual([["new", 3]]);
    expect(report.newlyFound.byClause).toEqual([{ clause: RUDE.id, events: 3 }]);
    // The second post is found by another detector of the same clause before and after, and stays removed.
    expect(report.noLongerFound.events).toBe(3);
    expect(report.noLongerActedOn.events).toBe(2);
    expect(report.noLongerActedOn.byClause).toEqual([{ clause: SPAM.id, events: 2 }]);
    expect(report.noLongerActedOn.byDetector[0]?.examples[0]).toEqual({
      event: { source: "case", id: first.id, type: "post.created" },
      text: "buy a boat",
      before: "act: remove (spam.links)",
      after: "allow",
    });
    expect(report.otherwiseChanged.events).toBe(0);
  });

  it("keeps as many examples as it is told to, and cuts long texts without splitting a character", () => {
    const report = run(
      compile([]),
      compile([detector("a", "buy"), detector("b", "buy")]),
      Array.from({ length: 50 }, () => post(`buy ${"🛶".repeat(500)}`)),
      2,
    );
    expect(report.newlyFound.byDetector.map(({ events, examples }) => [events, examples.length])).toEqual([
      [50, 2],
      [50, 2],
    ]);
    const text = report.newlyFound.byDetector[0]?.examples[0]?.text ?? "";
    expect(text.length).toBeLessThanOrEqual(120);
    expect(() => encodeURIComponent(text)).not.toThrow();
    expect(text.endsWith("🛶…")).toBe(true);
  });

  it("shows the names of an account where there is no item", () => {
    const event = expandEvent({ type: "account.updated", actor: { handle: "harbour-bank", bio: "buy here" } });
    const named = makeDetector("named", 'actor.bio.contains("buy")', { clause: SPAM.id, on: ["account.updated"] });
    const { newlyFound } = run(compile([]), compile([named]), [event]);
    expect(newlyFound.byDetector[0]?.examples[0]?.text).toContain("harbour-bank");
  });

  it("tells of a measure that is only longer, and of an outcome that alone changes", () => {
    const suspend = (days: number): MeasureSpec => ({ kind: "suspend", forMs: days * 86_400_000, scope: undefined });
    const ladder = (days: number): Clause => ({
      ...SPAM,
      ladder: { good: [suspend(days)], strained: [suspend(days)] },
      automation: "suspend",
    });
    const asks = (days: number): CompiledPolicy => compile([detector("a", "buy")], [ladder(days)]);
    const { otherwiseChanged, newlyActedOn } = run(asks(7), asks(30), [post("buy")]);
    expect(newlyActedOn.events).toBe(0);
    expect(otherwiseChanged.events).toBe(1);
    expect(otherwiseChanged.examples[0]).toMatchObject({
      before: "act: suspend (spam.links) until 2026-01-22T12:00:00Z",
      after: "act: suspend (spam.links) until 2026-02-14T12:00:00Z",
    });
    const reviewed = run(compile([]), compile([makeDetector("errs", "actor.followers > 5", { clause: SPAM.id })]), [
      post("hi"),
    ]);
    expect(reviewed.newlyFound.events).toBe(0);
    expect(reviewed.otherwiseChanged).toMatchObject({ events: 1, examples: [{ before: "allow", after: "review" }] });
  });

  it("lets each policy count and strike for itself", () => {
    const strikes = makeDetector("again", "actor.strikes > 0", { clause: RUDE.id, ...ASKS_FOR_REVIEW });
    const fourth = makeDetector("fourth", 'count("posts", actor.id, "1h") > 3', { clause: RUDE.id });
    const before = compile([strikes, fourth]);
    const after = compile([detector("a", "buy"), strikes, fourth]);
    const events = [0, 1, 2, 3].map((i) =>
      post(i === 0 ? "buy" : "hello", undefined, { actor: { id: "one" }, time: `2026-03-01T10:0${i}:00Z` }),
    );
    const report = run(before, after, events);
    // Struck under the new policy only; the fourth post is the fourth under both.
    expect(report.newlyFound.byDetector.map(({ detector: id, events: n }) => [id, n])).toEqual([
      ["again", 3],
      ["a", 1],
    ]);
    expect(report.outcomes.before).toEqual({ allow: 3, act: 1, hold: 0, review: 0 });
  });

  it("measures both policies against labels", () => {
    const shadow = detector("shadow", "hello", { mode: "shadow" });
    const before = compile([detector("a", "buy"), shadow]);
    const after = compile([detector("a", "buy", ASKS_FOR_REVIEW), detector("b", "idiot", { clause: RUDE.id }), shadow]);
    const { labels } = run(before, after, [
      post("buy", SPAM.id),
      post("buy idiot", RUDE.id),
      post("buy milk", null),
      post("idiot", RUDE.id),
      post("hello", SPAM.id),
      post("hello", null),
      post("buy, but nobody looked"),
    ]);
    expect(labels?.after.events).toBe(6);
    expect(labels?.before.overall).toMatchObject({
      truePositive: 2,
      falsePositive: 1,
      falseNegative: 2,
      trueNegative: 1,
    });
    expect(labels?.after.overall).toMatchObject({
      truePositive: 3,
      falsePositive: 1,
      falseNegative: 1,
      trueNegative: 1,
    });
    expect(labels?.after.overall.precision?.value).toBe(0.75);
    expect(labels?.after.byClause).toMatchObject([
      { clause: RUDE.id, truePositive: 2, falsePositive: 0, falseNegative: 0, trueNegative: 4 },
      { clause: SPAM.id, truePositive: 1, falsePositive: 2, falseNegative: 1, trueNegative: 2 },
    ]);
    expect(labels?.after.table).toEqual([
      { expected: null, found: null, events: 1 },
      { expected: null, found: SPAM.id, events: 1 },
      { expected: RUDE.id, found: RUDE.id, events: 2 },
      { expected: RUDE.id, found: SPAM.id, events: 1 },
      { expected: SPAM.id, found: null, events: 1 },
      { expected: SPAM.id, found: SPAM.id, events: 1 },
    ]);
    // A review is a finding, but nothing was done.
    expect(labels?.acted.after.overall).toMatchObject({
      truePositive: 2,
      falsePositive: 0,
      falseNegative: 2,
      trueNegative: 2,
    });
  });

  it("does not let a condition see the label, and holds only so many labels", () => {
    const peeks = makeDetector("peeks", 'has(extra.expect) || text.body.contains("expect")', { clause: SPAM.id });
    const policy = compile([peeks]);
    const events = Array.from({ length: 3_000 }, (_, i) => post("quiet", `label-${i}`));
    const { labels, outcomes } = run(policy, policy, events);
    expect(outcomes.after.allow).toBe(3_000);
    expect(labels?.after.byClause).toHaveLength(1_001);
    expect(labels?.after.byClause.find(({ clause }) => clause === "(other labels)")?.falseNegative).toBe(2_000);
    expect(labels?.after.overall.falseNegative).toBe(3_000);
  });

  it("reports what it has so far, and goes on", () => {
    const policy = compile([detector("a", "buy")]);
    const backtest = createBacktest(compile([]), policy, { clock: CLOCK });
    backtest.add(post("buy", SPAM.id));
    const first = backtest.report();
    const text = JSON.stringify(first);
    backtest.add(post("buy", SPAM.id));
    expect(JSON.stringify(first)).toBe(text);
    expect(backtest.report().newlyFound.events).toBe(2);
  });
});
