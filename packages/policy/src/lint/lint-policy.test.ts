/* oxlint-disable unicorn/no-thenable -- `then` is the policy's own word */
import { existsSync, readFileSync } from "node:fs";
import { PROBLEM_CODES } from "@evenhand/cel";
import { describe, expect, it } from "vitest";
import { compilePolicy } from "../compile-policy.js";
import type { Bank, Clause, MeasureSpec, Policy, TermEntry } from "../model.js";
import { ASKED_CLASSIFIER, makeCounter, makeDetector, makePolicy, TEST_CLAUSE } from "../testing/make-policy.js";
import { LINT_CODES, type LintCode } from "./lint-codes.js";
import { lintPolicy, type LintOptions } from "./lint-policy.js";

const BODY = 'text.body == "x"';

function spec(kind: MeasureSpec["kind"], more: Partial<MeasureSpec> = {}): MeasureSpec {
  return { kind, forMs: undefined, scope: undefined, ...more };
}

function clause(ladder: Record<string, MeasureSpec["kind"][]>, more: Partial<Clause> = {}): Clause {
  const specs = Object.fromEntries(
    Object.entries(ladder).map(([level, kinds]) => [level, kinds.map((kind) => spec(kind))]),
  );
  return { ...TEST_CLAUSE, ladder: specs, automation: "terminate", ...more };
}

function term(text: string, more: Partial<TermEntry> = {}): TermEntry {
  return { text, match: "word", allow: false, category: undefined, severity: undefined, ...more };
}

function terms(name: string, entries: readonly TermEntry[]): Bank {
  return { kind: "terms", name, doc: undefined, origin: { file: `banks/${name}.txt`, line: 1, column: 1 }, entries };
}

/** Problems with a code, of a policy that compiles; the compiled policy and the bare one give the same. */
function lint(
  code: LintCode,
  overrides: Partial<Policy>,
  options?: LintOptions,
): { severity: string; where: string; message: string }[] {
  const policy = makePolicy(overrides);
  const { compiled, problems } = compilePolicy(policy);
  expect(problems.filter((problem) => problem.severity === "error")).toEqual([]);
  const found = lintPolicy(policy, compiled, options);
  expect(lintPolicy(policy, undefined, options)).toEqual(found);
  return found
    .filter((problem) => problem.code === code)
    .map(({ severity = "error", where = "", message }) => ({ severity, where, message }));
}

describe("EH_LINT_CLAUSE_WITHOUT_DETECTOR", () => {
  const code = "EH_LINT_CLAUSE_WITHOUT_DETECTOR";
  it("names a clause that nothing cites, and one that only shadow detectors cite", () => {
    expect(lint(code, { detectors: [] })[0]?.message).toMatch(/No detector cites .*"test.clause"/);
    expect(lint(code, { detectors: [makeDetector("a", BODY, { mode: "shadow" })] })[0]?.message).toMatch(
      /Only shadow detectors/,
    );
  });
  it("is content with one live detector", () => {
    const detectors = [makeDetector("a", BODY), makeDetector("b", "true", { mode: "shadow" })];
    expect(lint(code, { detectors })).toEqual([]);
  });
});

describe("EH_LINT_TRANSLATION_MISSING", () => {
  const code = "EH_LINT_TRANSLATION_MISSING";
  const origin = { file: "rules/test.md", line: 2, column: 1 };
  const rule = {
    id: "test",
    category: "test",
    title: { en: "T" },
    body: { en: "T" },
    clauses: ["test.clause"],
    origin,
  };
  it("names the rule, the clause title and the reason that a language lacks", () => {
    const rules = [{ ...rule, title: { en: "T", pl: "T" }, body: { en: "T", pl: "T" } }];
    const found = lint(code, { languages: ["en", "pl"], rules, detectors: [makeDetector("a", BODY)] });
    expect(found.map(({ message }) => message.split(" is missing")[0])).toEqual([
      'The title of the clause "test.clause"',
      'The reason of the detector "a"',
    ]);
  });
  it("names the file to write, once for the whole rule", () => {
    const found = lint(code, { languages: ["en", "pl", "zh-Hans"], rules: [rule], detectors: [] });
    expect(found).toEqual([
      {
        severity: "warning",
        where: "rules/test.md:2:1",
        message:
          'The text of the rule "test" is missing in pl, zh-Hans. Write rules/test.pl.md, rules/test.zh-Hans.md.',
      },
    ]);
  });
  it("is content where every language has every text, and with one language", () => {
    expect(lint(code, { rules: [rule], detectors: [makeDetector("a", BODY)] })).toEqual([]);
    const both = { en: "T", pl: "T" };
    const complete: Partial<Policy> = {
      languages: ["en", "pl"],
      rules: [{ ...rule, title: both, body: both }],
      clauses: [{ ...TEST_CLAUSE, title: both, text: both }],
      detectors: [makeDetector("a", BODY, { reason: both })],
    };
    expect(lint(code, complete)).toEqual([]);
  });
});

describe("measures that do not fit the ladder", () => {
  const asks = (kind: MeasureSpec["kind"]): Partial<Policy> => ({
    detectors: [makeDetector("a", BODY, { then: { kind: "measure", measure: spec(kind) } })],
  });
  it("EH_LINT_MEASURE_FORBIDDEN: the ladder has it at no level", () => {
    const clauses = [clause({ good: ["label"], strained: ["hold", "remove"] })];
    const found = lint("EH_LINT_MEASURE_FORBIDDEN", { ...asks("suspend"), clauses });
    expect(found).toMatchObject([
      { severity: "error", message: expect.stringContaining("it has label, hold, remove") },
    ]);
    expect(lint("EH_LINT_MEASURE_SOMETIMES_FORBIDDEN", { ...asks("suspend"), clauses })).toEqual([]);
    expect(lint("EH_LINT_MEASURE_FORBIDDEN", { ...asks("remove"), clauses })).toEqual([]);
  });
  it("EH_LINT_MEASURE_SOMETIMES_FORBIDDEN: it lacks it at a level, and what happens there", () => {
    const clauses = [clause({ good: ["label"], strained: ["hold", "remove"] })];
    const [removed] = lint("EH_LINT_MEASURE_SOMETIMES_FORBIDDEN", { ...asks("remove"), clauses });
    expect(removed).toMatchObject({
      severity: "warning",
      message: expect.stringContaining("at good, label is what happens"),
    });
    const [labelled] = lint("EH_LINT_MEASURE_SOMETIMES_FORBIDDEN", { ...asks("label"), clauses });
    expect(labelled?.message).toContain("at strained, nothing is done and a person must look");
  });
  it("is content with a measure of every level, with the ladder itself and with review", () => {
    const clauses = [clause({ good: ["label", "remove"], strained: ["remove"] })];
    const answers = [makeDetector("a", BODY), makeDetector("b", BODY, { then: { kind: "review" } })];
    for (const policy of [
      { ...asks("remove"), clauses },
      { detectors: answers, clauses },
    ]) {
      expect(lint("EH_LINT_MEASURE_FORBIDDEN", policy)).toEqual([]);
      expect(lint("EH_LINT_MEASURE_SOMETIMES_FORBIDDEN", policy)).toEqual([]);
    }
  });
  it("EH_LINT_AUTOMATION_REVIEW: a machine never goes as far, at any level", () => {
    const ladder = { good: ["label", "remove"], strained: ["hold", "remove"] } as Record<string, MeasureSpec["kind"][]>;
    const code = "EH_LINT_AUTOMATION_REVIEW";
    expect(lint(code, { ...asks("remove"), clauses: [clause(ladder, { automation: "hold" })] })).toHaveLength(1);
    expect(lint(code, { ...asks("remove"), clauses: [clause(ladder, { automation: "remove" })] })).toEqual([]);
    expect(lint(code, { ...asks("hold"), clauses: [clause(ladder, { automation: "label" })] })).toEqual([]);
    // This says by itself that a person always decides.
    expect(lint(code, { ...asks("remove"), clauses: [clause(ladder, { automation: "review" })] })).toEqual([]);
  });
  it("EH_LINT_NO_ACCOUNT: a measure on an account that may not be there", () => {
    const code = "EH_LINT_NO_ACCOUNT";
    const on = (type: "push.requested" | "post.created", kind: MeasureSpec["kind"]): Partial<Policy> => ({
      clauses: [clause({ good: ["hold", "suspend"] })],
      detectors: [makeDetector("a", "event.id == ''", { on: [type], then: { kind: "measure", measure: spec(kind) } })],
    });
    expect(lint(code, on("push.requested", "suspend"))[0]?.message).toContain(
      "push.requested events need not have one",
    );
    expect(lint(code, on("push.requested", "hold"))).toEqual([]);
    expect(lint(code, on("post.created", "suspend"))).toEqual([]);
  });
});

describe("EH_LINT_DETECTOR_SHADOWED", () => {
  const code = "EH_LINT_DETECTOR_SHADOWED";
  const wide = makeDetector("wide", BODY);
  const names = (...detectors: Policy["detectors"]): string[] =>
    lint(code, { detectors: [...detectors].sort((a, b) => (a.id < b.id ? -1 : 1)) }).map(
      ({ message }) => message.split('"')[1] ?? "",
    );

  it("names a detector whose condition has more terms and whose measure is no stronger", () => {
    expect(names(wide, makeDetector("narrow", `actor.verified && ${BODY}`))).toEqual(["narrow"]);
    const labels = (id: string, when: string): Policy["detectors"][0] =>
      makeDetector(id, when, { then: { kind: "measure", measure: spec("label") } });
    const clauses = [clause({ good: ["label", "remove"], strained: ["label", "remove"] })];
    expect(lint(code, { clauses, detectors: [labels("narrow", `${BODY} && actor.verified`), wide] })).toHaveLength(1);
    // Where the ladder has no label, asking for one asks for a person, and that is something else.
    expect(names(wide, labels("narrow", `${BODY} && actor.verified`))).toEqual([]);
  });
  it("names one of two that are the same, however they are written", () => {
    expect(names(wide, makeDetector("same", '( text.body=="x" )'))).toEqual(["wide"]);
  });
  it("knows that review and a measure are different things", () => {
    expect(names(wide, makeDetector("narrow", `${BODY} && actor.verified`, { then: { kind: "review" } }))).toEqual([]);
  });
  it("leaves alone what is stronger, on other events, for another clause, in shadow, or differently conditioned", () => {
    const narrow = `${BODY} && actor.verified`;
    const label = makeDetector("wide", BODY, { then: { kind: "measure", measure: spec("label") } });
    expect(names(label, makeDetector("narrow", narrow))).toEqual([]);
    expect(names(wide, makeDetector("narrow", narrow, { on: ["comment.created", "post.created"] }))).toEqual([]);
    expect(names({ ...wide, on: ["comment.created", "post.created"] }, makeDetector("narrow", narrow))).toEqual([
      "narrow",
    ]);
    expect(names(makeDetector("wide", BODY, { mode: "shadow" }), makeDetector("narrow", narrow))).toEqual([]);
    expect(names(wide, makeDetector("narrow", narrow, { mode: "shadow" }))).toEqual([]);
    expect(names(wide, makeDetector("other", 'text.body == "y" && actor.verified'))).toEqual([]);
    const other: Clause = { ...TEST_CLAUSE, id: "test.other" };
    const detectors = [makeDetector("narrow", narrow, { clause: "test.other" }), wide];
    expect(lint(code, { clauses: [TEST_CLAUSE, other], detectors })).toEqual([]);
  });
  it("compares lengths and names of measures", () => {
    const clauses = [
      {
        ...TEST_CLAUSE,
        ladder: { good: [spec("label"), spec("lock", { forMs: 9_000 })] },
        automation: "remove" as const,
      },
    ];
    const lock = (id: string, when: string, forMs: number) =>
      makeDetector(id, when, { then: { kind: "measure", measure: spec("lock", { forMs }) } });
    const longer = [lock("narrow", `${BODY} && actor.verified`, 5_000), lock("wide", BODY, 3_000)];
    expect(lint(code, { clauses, detectors: longer })).toEqual([]);
    const shorter = [lock("narrow", `${BODY} && actor.verified`, 2_000), lock("wide", BODY, 3_000)];
    expect(lint(code, { clauses, detectors: shorter })).toHaveLength(1);
  });
});

describe("EH_LINT_THRESHOLD_BEYOND_CAP", () => {
  const code = "EH_LINT_THRESHOLD_BEYOND_CAP";
  const policy = (when: string): Partial<Policy> => ({
    counters: [makeCounter("posts", { on: ["post.created"], cap: 100, value: "item.group" })],
    detectors: [makeDetector("a", when)],
  });
  it.each([
    ['count("posts", actor.id, "1h") > 100', 34],
    ['count("posts", actor.id, "1h") >= 5000', 35],
    ['100 == distinct("posts", actor.id, item.group, "1h")', 1],
    ['count("posts", actor.id, "1h") > (actor.verified ? 200 : 20)', 52],
  ])("refuses %s, at the number", (when, column) => {
    const [found, ...rest] = lint(code, policy(when));
    expect(rest).toEqual([]);
    expect(found?.severity).toBe("error");
    expect(found?.where).toBe(`test.yaml:1:${column}`);
  });
  it.each([
    'count("posts", actor.id, "1h") > 99',
    "size(text.body) > 5000",
    '99 == distinct("posts", actor.id, item.group, "1h")',
  ])("takes %s", (when) => {
    expect(lint(code, policy(when))).toEqual([]);
  });
});

describe("what nothing asks", () => {
  const bank = terms("words", [term("anchor")]);
  it("EH_LINT_BANK_UNUSED", () => {
    const code = "EH_LINT_BANK_UNUSED";
    expect(lint(code, { banks: [bank], detectors: [makeDetector("a", BODY)] })).toMatchObject([
      { where: "banks/words.txt:1:1" },
    ]);
    expect(lint(code, { banks: [bank], detectors: [makeDetector("a", 'bank("words").any(text.all)')] })).toEqual([]);
    const counters = [makeCounter("said", { on: ["post.created"], where: 'bank("words").any(text.all)' })];
    const detectors = [makeDetector("a", 'count("said", actor.id, "1h") > 3')];
    expect(lint(code, { banks: [bank], counters, detectors })).toEqual([]);
  });
  it("EH_LINT_CLASSIFIER_UNUSED", () => {
    const code = "EH_LINT_CLASSIFIER_UNUSED";
    expect(lint(code, { classifiers: [ASKED_CLASSIFIER], detectors: [makeDetector("a", BODY)] })).toMatchObject([
      { where: "classifiers/asked.yaml:1:1" },
    ]);
    const detectors = [makeDetector("a", 'score("asked", text.all) > 0.5')];
    expect(lint(code, { classifiers: [ASKED_CLASSIFIER], detectors })).toEqual([]);
  });
  it("EH_LINT_COUNTER_UNUSED", () => {
    const code = "EH_LINT_COUNTER_UNUSED";
    const counters = [makeCounter("posts", { on: ["post.created"] })];
    expect(lint(code, { counters, detectors: [makeDetector("a", BODY)] })).toHaveLength(1);
    expect(lint(code, { counters, detectors: [makeDetector("a", 'count("posts", actor.id, "1h") > 3')] })).toEqual([]);
  });
});

describe("entries of banks", () => {
  it("EH_LINT_BANK_DUPLICATE: the same after folding, or covered by a part", () => {
    const code = "EH_LINT_BANK_DUPLICATE";
    expect(lint(code, { banks: [terms("w", [term("Anchor"), term("anchor")])] })[0]?.message).toContain('"anchor"');
    expect(
      lint(code, { banks: [terms("w", [term("anchor"), term("ANCHOR", { match: "substring" })])] })[0]?.message,
    ).toContain('"anchor"');
    expect(
      lint(code, { banks: [terms("w", [term("anchor"), term("anchors"), term("an", { match: "substring" })])] }),
    ).toEqual([]);
    expect(lint(code, { banks: [terms("w", [term("anchor"), term("anchor", { allow: true })])] })).toEqual([]);
    expect(lint(code, { banks: [terms("w", [term("anchor")]), terms("x", [term("anchor")])] })).toEqual([]);
  });
  it("EH_LINT_BANK_DUPLICATE: domains, samples and images too", () => {
    const origin = { file: "banks/x.yaml", line: 1, column: 1 };
    const base = { name: "x", doc: undefined, origin };
    const grade = { category: undefined, severity: undefined };
    const image = { pdq: "0".repeat(64), sha256: undefined, radius: undefined };
    const domains = (path: string | undefined): Bank => ({
      ...base,
      kind: "domains",
      entries: [
        { domain: "a.test", path: "/x", ...grade },
        { domain: "a.test", path, ...grade },
      ],
    });
    const samples = (text: string): Bank => ({
      ...base,
      kind: "samples",
      entries: [
        { id: "1", text: "Dear friend", lang: undefined, clause: undefined },
        { id: "2", text, lang: undefined, clause: undefined },
      ],
    });
    const images = (pdq: string): Bank => ({
      ...base,
      kind: "images",
      entries: [
        { id: "1", ...image },
        { id: "2", ...image, pdq },
      ],
    });
    const found = (bank: Bank): number => lint("EH_LINT_BANK_DUPLICATE", { banks: [bank] }).length;
    expect([found(domains("/x/")), found(samples("DEAR friend")), found(images("0".repeat(64)))]).toEqual([1, 1, 1]);
    expect([found(domains(undefined)), found(samples("Dear friends")), found(images("1".repeat(64)))]).toEqual([
      0, 0, 0,
    ]);
  });
  it("EH_LINT_TERM_ALLOWED_AWAY: a term that its own allow-list cancels", () => {
    const code = "EH_LINT_TERM_ALLOWED_AWAY";
    const allowed = (match: TermEntry["match"], listed: TermEntry["match"]): Bank =>
      terms("w", [term("anchor", { match: listed }), term("ANCHOR", { match, allow: true })]);
    expect(lint(code, { banks: [allowed("word", "word")] })).toHaveLength(1);
    expect(lint(code, { banks: [allowed("substring", "word")] })).toHaveLength(1);
    // The whole word is allowed; as a part of others it still hits.
    expect(lint(code, { banks: [allowed("word", "substring")] })).toEqual([]);
    expect(lint(code, { banks: [terms("w", [term("anchor"), term("sea anchor", { allow: true })])] })).toEqual([]);
  });
});

describe("EH_LINT_TERM_TOO_COMMON", () => {
  const code = "EH_LINT_TERM_TOO_COMMON";
  const banks = [terms("w", [term("boat"), term("oat", { match: "substring" }), term("my boat", { allow: true })])];
  const sample = (hits: number, text: string): string[] =>
    Array.from({ length: 100 }, (_, i) => (i < hits ? text : "sea"));
  it("names a term in more than one text of twenty", () => {
    const found = lint(code, { banks }, { sample: sample(6, "A boat, a boat") });
    expect(found.map(({ message }) => message.split(" occurs")[0])).toEqual([
      'The term "boat" of the bank "w"',
      'The term "oat" of the bank "w"',
    ]);
    expect(found[0]?.message).toContain("6 % of the sample (6 of 100 texts)");
  });
  it("leaves alone what is rarer, what is allowed, and samples too small to tell", () => {
    expect(lint(code, { banks }, { sample: sample(5, "boat") })).toEqual([]);
    expect(lint(code, { banks }, { sample: sample(50, "my boat") })).toEqual([]);
    expect(lint(code, { banks }, { sample: ["boat", "boat", "boat"] })).toEqual([]);
    expect(lint(code, { banks })).toEqual([]);
  });
});

describe("docs/lint.md", () => {
  const file = new URL("../../../../docs/lint.md", import.meta.url);
  it("lists every code of lint and of the checker once, and no other", () => {
    expect(existsSync(file)).toBe(true);
    const listed = [...readFileSync(file, "utf8").matchAll(/^\| `(EH_\w+)`/gm)].map((match) => match[1] as string);
    const codes = [...Object.keys(LINT_CODES), ...Object.keys(PROBLEM_CODES)];
    expect(listed.toSorted()).toEqual(codes.toSorted());
  });
});
