import { checkCondition, compileChecked, isCelError } from "@evenhand/cel";
import type { Event } from "@evenhand/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CompiledPolicy } from "../compile-policy.js";
import { compilePolicy } from "../compile-policy.js";
import { RecordedReader } from "../engine/counter-readers.js";
import { createEnvironment } from "../environment/environment.js";
import { EventHost } from "../engine/event-host.js";
import { RecordedSignalReader } from "../signals/signal-readers.js";
import { Facts } from "../facts/facts.js";
import type { Policy } from "../model.js";
import { makeCounter, makeDetector, makePolicy } from "../testing/make-policy.js";

const WORDS = ["boat", "rope", "sail", "free", "money", "oar", "boathook", "sell", "麻绳", "帆"];
const GROUPS = ["g1", "g2", "g3"];
const BANK = { name: "sellers", kind: "terms" as const, doc: undefined, origin: { file: "b", line: 1, column: 1 } };

// Literals and facts come from the same small pools, so that conditions are true, false and erroneous in fair shares.
const word = fc.constantFrom(...WORDS);
const small = fc.integer({ min: 0, max: 5 });
const comparison = fc.constantFrom("<", "<=", ">", ">=", "==", "!=");

const atom = fc.oneof(
  fc.constantFrom(...GROUPS).map((group) => `item.group == "${group}"`),
  fc.constantFrom(...GROUPS).map((group) => `"${group}" == item.group`),
  fc.subarray(GROUPS, { minLength: 1 }).map((groups) => `item.group in [${groups.map((g) => `"${g}"`).join(", ")}]`),
  fc
    .tuple(fc.constantFrom("actor.followers", "actor.posts", "text.words", "actor.strikes"), comparison, small)
    .map((p) => p.join(" ")),
  fc.tuple(small, comparison, fc.constantFrom("actor.followers", "item.reach")).map((p) => p.join(" ")),
  fc.tuple(comparison, fc.integer({ min: 0, max: 6 })).map(([op, d]) => `actor.age ${op} duration("${d * 20}h")`),
  fc
    .tuple(comparison, fc.constantFrom("0.0", "0.1", "0.5", "1.0", "0", "1"))
    .map(([op, d]) => `text.upperRatio ${op} ${d}`),
  fc
    .tuple(
      fc.constantFrom(
        "actor.followers",
        "3 - actor.followers",
        "actor.followers * 2 + 1",
        "(actor.followers - 4) * -3",
      ),
      comparison,
      small,
      small,
    )
    .map(([left, op, k, c]) => `${left} ${op} ${k} * actor.posts + ${c}`),
  word.map((w) => `text.body.contains("${w}")`),
  word.map((w) => `text.all.startsWith("${w}")`),
  word.map((w) => `text.body.endsWith("${w}")`),
  word.map((w) => `"${w}" in text.hashtags`),
  fc
    .tuple(
      fc.constantFrom("contains", "startsWith", "endsWith"),
      fc.constantFrom("item.group", "string(actor.followers)", "string(actor.posts)"),
      fc.constantFrom("oar", "boat", ""),
    )
    .map(([fn, fact, literal]) => `text.body.${fn}(${fact} + "${literal}")`),
  fc.constantFrom("actor.verified", "!actor.verified", "has(actor.followers)", "size(text.urls) > 0", "true", "false"),
  fc.constantFrom(
    'bank("sellers").any(text.all)',
    'size(bank("sellers").hits(text.body)) > 1',
    'similar("offers", text.all) > 0.5',
  ),
  fc.tuple(comparison, small).map(([op, n]) => `count("posts", actor.id, "10m") ${op} ${n}`),
  fc.tuple(small, comparison).map(([n, op]) => `${n} ${op} count("posts", item.group, "1h")`),
  fc.constantFrom(
    "actor.followers / actor.posts > 1",
    "actor.followers * 9007199254740991 > actor.posts",
    "actor.followers + 1 > actor.posts",
    "extra.mood == 1",
    "text.hashtags.exists(h, h == item.group)",
  ),
);
const condition: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    atom,
    fc.tuple(tie("node"), tie("node")).map(([a, b]) => `(${a} && ${b})`),
    fc.tuple(tie("node"), tie("node")).map(([a, b]) => `(${a} || ${b})`),
    tie("node").map((a) => `!(${a})`),
    fc.tuple(tie("node"), tie("node"), tie("node")).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  ),
})).node;

const text = fc.array(
  fc.oneof(
    word,
    word.map((w) => `#${w}`),
    fc.constant("https://shop.example.test"),
    word.map((w) => w.toUpperCase()),
  ),
  { maxLength: 8 },
);
const event: fc.Arbitrary<Event> = fc
  .record({
    followers: fc.option(small, { nil: undefined }),
    posts: fc.option(small, { nil: undefined }),
    verified: fc.option(fc.boolean(), { nil: undefined }),
    reach: fc.option(small, { nil: undefined }),
    group: fc.option(fc.constantFrom(...GROUPS), { nil: undefined }),
    ageHours: fc.integer({ min: 0, max: 120 }),
    mood: fc.option(fc.oneof(small, fc.constant("x")), { nil: undefined }),
    words: text,
  })
  .map(({ followers, posts, verified, reach, group, ageHours, mood, words }) => {
    const drop = <T extends object>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
    return drop({
      specversion: "1.0",
      id: "e1",
      source: "test",
      type: "post.created",
      time: "2026-03-10T00:00:00Z",
      data: {
        actor: {
          id: "u1",
          handle: "u1",
          kind: "person",
          createdAt: new Date(Date.UTC(2026, 2, 10) - ageHours * 3_600_000).toISOString(),
          followers,
          posts,
          verified,
        },
        item: {
          id: "p1",
          kind: "post",
          surface: "post",
          group,
          reach,
          text: { body: words.join(" ") },
          createdAt: "2026-03-10T00:00:00Z",
        },
        mood,
      },
    }) as unknown as Event;
  });

function policyOf(conditions: readonly string[]): Policy {
  return makePolicy({
    detectors: conditions.map((when, i) => makeDetector(`d${String(i).padStart(3, "0")}`, when)),
    counters: [makeCounter("posts")],
    banks: [
      {
        ...BANK,
        entries: ["sell", "money"].map((t) => ({
          text: t,
          match: "word" as const,
          allow: false,
          category: undefined,
          severity: undefined,
        })),
      },
      {
        ...BANK,
        name: "offers",
        kind: "samples",
        entries: [{ id: "s1", text: "boat rope sail free", lang: undefined, clause: undefined }],
      },
    ],
  });
}

type Answer = "true" | "false" | `error ${string}`;

/** Every condition on its own: no plan, no index, no sharing between detectors. */
function oneByOne(compiled: CompiledPolicy, facts: Facts, host: EventHost): Answer[] {
  return compiled.detectors.map(({ checked }): Answer => {
    const value = compileChecked(checked, compiled.env).evaluate(facts as unknown as Record<string, unknown>, host);
    return isCelError(value) ? `error ${value.code} ${value.message}` : (String(value) as Answer);
  });
}

function byPlan(compiled: CompiledPolicy, facts: Facts, host: EventHost): Answer[] {
  const frame = compiled.plan.frame();
  frame.load(facts as unknown as Record<string, unknown>, host);
  const answers = new Map<string, Answer>();
  let last = -1;
  for (const { position, plan, error } of compiled.plan.evaluate("post.created", frame)) {
    // In order, and once, however many ways lead to it.
    expect(position).toBeGreaterThan(last);
    last = position;
    answers.set(plan.detector.id, error === undefined ? "true" : `error ${error.code} ${error.message}`);
  }
  return compiled.detectors.map(({ detector }) => answers.get(detector.id) ?? "false");
}

function hostFor(compiled: CompiledPolicy, counts: readonly number[]): EventHost {
  const readings = [
    { fn: "count" as const, name: "posts", key: "u1", window: "10m", value: counts[0] ?? 0 },
    ...GROUPS.map((group, i) => ({
      fn: "count" as const,
      name: "posts",
      key: group,
      window: "1h",
      value: counts[i + 1] ?? 0,
    })),
  ];
  const signals = new RecordedSignalReader(compiled.signals, undefined, 0);
  return new EventHost(signals, new RecordedReader(compiled.policy.counters, readings));
}

describe("the evaluation plan", () => {
  it("finds exactly what evaluating every condition one by one finds, errors included", () => {
    let held = 0;
    let erred = 0;
    fc.assert(
      fc.property(
        fc.array(condition, { minLength: 1, maxLength: 40 }),
        fc.array(fc.tuple(event, fc.array(small, { minLength: 4, maxLength: 4 })), { minLength: 1, maxLength: 6 }),
        (conditions, events) => {
          const sound = conditions.filter(isSound);
          const { compiled, problems } = compilePolicy(policyOf(sound));
          if (compiled === undefined) throw new Error(JSON.stringify(problems));
          for (const [one, counts] of events) {
            const facts = new Facts(one, () => ({ level: "good", strikes: 0 }));
            const expected = oneByOne(compiled, facts, hostFor(compiled, counts));
            expect(byPlan(compiled, facts, hostFor(compiled, counts))).toEqual(expected);
            held += expected.filter((answer) => answer === "true").length;
            erred += expected.filter((answer) => answer.startsWith("error")).length;
          }
        },
      ),
      { numRuns: 150 },
    );
    // A property over conditions that never hold would prove nothing.
    expect(held).toBeGreaterThan(500);
    expect(erred).toBeGreaterThan(50);
  });

  it("turns candidates away only where one of their parts is false", () => {
    // Few facts and many parts, so that every detector has guards; values that are none among them.
    const part = fc.oneof(
      fc.constantFrom(...GROUPS).map((group) => `item.group == "${group}"`),
      fc.tuple(fc.constantFrom("actor.followers", "actor.posts"), comparison, small).map((p) => p.join(" ")),
      fc
        .tuple(fc.constantFrom("<", ">="), fc.integer({ min: 0, max: 6 }))
        .map(([op, d]) => `actor.age ${op} duration("${d * 20}h")`),
      fc.constantFrom("actor.verified", "!actor.verified", "text.upperRatio > 0.1", "text.upperRatio < 0.5"),
      small.map((n) => `count("posts", actor.id, "10m") > ${n}`),
      word.map((w) => `text.body.contains("${w}")`),
      fc.tuple(word, word).map(([a, b]) => `(text.body.contains("${a}") || text.body.contains("${b}"))`),
    );
    const conjunction = fc.array(part, { minLength: 2, maxLength: 4 }).map((parts) => parts.join(" && "));
    let held = 0;
    let erred = 0;
    fc.assert(
      fc.property(
        fc.array(conjunction, { minLength: 30, maxLength: 60, size: "max" }),
        fc.array(fc.tuple(event, fc.array(small, { minLength: 4, maxLength: 4 })), { minLength: 1, maxLength: 8 }),
        (conditions, events) => {
          const { compiled } = compilePolicy(policyOf(conditions.filter(isSound)));
          if (compiled === undefined) throw new Error("sound conditions compile");
          for (const [one, counts] of events) {
            const facts = new Facts(one, () => ({ level: "good", strikes: 0 }));
            const expected = oneByOne(compiled, facts, hostFor(compiled, counts));
            expect(byPlan(compiled, facts, hostFor(compiled, counts))).toEqual(expected);
            held += expected.filter((answer) => answer === "true").length;
            erred += expected.filter((answer) => answer.startsWith("error")).length;
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(held).toBeGreaterThan(100);
    expect(erred).toBeGreaterThan(20);
  });

  it("compares two values through columns as the conditions do, near 2^53 too", () => {
    const factor = fc.constantFrom(-3, -1, 0, 1, 2, 5, 4_503_599_627_370_497);
    const added = fc.constantFrom(-4, -1, 0, 1, 3, 9_007_199_254_740_990);
    const form = (fact: string): fc.Arbitrary<string> =>
      fc.oneof(
        fc.constant(fact),
        fc.tuple(factor, added).map(([k, c]) => `${fact} * ${k} + ${c}`),
        fc.tuple(factor, added).map(([k, c]) => `(${fact} - ${c}) * ${k}`),
        fc.tuple(factor, added).map(([k, c]) => `${c} - ${k} * ${fact}`),
      );
    const rows = fc
      .tuple(
        fc.constantFrom("<", "<=", ">", ">=", "==", "!="),
        fc.array(fc.tuple(form("actor.followers"), form("actor.posts")), { minLength: 12, maxLength: 20 }),
      )
      .map(([op, sides]) => sides.map(([left, right]) => `${left} ${op} ${right}`));
    const count = fc.option(fc.constantFrom(0, 1, 2, 3, 7, 9_007_199_254_740_991), { nil: undefined });
    let indexed = 0;
    fc.assert(
      fc.property(
        rows,
        fc.array(fc.tuple(event, count, count), { minLength: 1, maxLength: 8 }),
        (conditions, events) => {
          const { compiled } = compilePolicy(policyOf(conditions.filter(isSound)));
          if (compiled === undefined) throw new Error("sound conditions compile");
          indexed += compiled.plan.detectors("post.created").filter((plan) => plan.access !== undefined).length;
          for (const [one, followers, posts] of events) {
            const actor = JSON.parse(JSON.stringify({ ...one.data.actor, followers, posts })) as NonNullable<
              Event["data"]["actor"]
            >;
            const facts = new Facts({ ...one, data: { ...one.data, actor } }, () => ({ level: "good", strikes: 0 }));
            const host = hostFor(compiled, []);
            expect(byPlan(compiled, facts, host)).toEqual(oneByOne(compiled, facts, host));
          }
        },
      ),
      { numRuns: 100 },
    );
    expect(indexed).toBeGreaterThan(200);
  });

  it("uses every kind of index in what the property generates", () => {
    const { compiled } = compilePolicy(
      policyOf([
        'item.group == "g1" && actor.followers > 1',
        'text.body.contains("boat") && actor.posts > 1',
        '"boat" in text.hashtags',
        'count("posts", actor.id, "10m") > 3',
        ...Array.from({ length: 8 }, (_, i) => `actor.followers + ${i} > actor.posts`),
        "actor.followers / 2 > actor.posts",
        'actor.handle.endsWith(actor.locale + "99")',
        ...Array.from({ length: 8 }, (_, i) => `bank("sellers").any(text.all) && actor.posts > ${i}`),
      ]),
    );
    const reached = compiled?.plan.detectors("post.created").map((plan) => plan.access?.description);
    expect(reached).toEqual([
      "equality on item.group",
      "text literal on text.body",
      "list element on text.hashtags",
      'threshold on count("posts", actor.id, "10m")',
      ...Array.from({ length: 8 }, () => "comparison on actor.posts and actor.followers"),
      undefined,
      "text literal on actor.handle",
      ...Array.from({ length: 8 }, () => 'shared condition on bank("sellers").any(text.all)'),
    ]);
  });
});

const ENV = createEnvironment(policyOf([]));

/** Some generated conditions are refused by the checker for good reasons, such as a comparison that has no overload. */
function isSound(when: string): boolean {
  return checkCondition(when, ENV).problems.every((problem) => problem.severity !== "error");
}
