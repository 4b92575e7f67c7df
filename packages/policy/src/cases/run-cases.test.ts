import { describe, expect, it } from "vitest";
import { type CompiledPolicy, compilePolicy } from "../compile-policy.js";
import { type CaseDoc, loadPolicy } from "../load/index.js";
import { onBase } from "../load/testing/fixtures.js";
import { runCases } from "./run-cases.js";

const DETECTORS = `
- id: link-flood
  clause: spam.flooding
  on: [post.created]
  when: actor.age < duration("24h") && size(text.urls) > 0 && count("posts", actor.id, "10m") > 2
  then: remove
  reason: { en: Many links., zh-Hans: 链接很多。 }
- id: greets-anna
  clause: spam.noise
  on: [post.created]
  when: text.body.contains("Anna") || actor.locale == "pl" && actor.verified
  then: review
  reason: { en: Greets., zh-Hans: 问候。 }
- id: watched
  clause: spam.noise
  on: [post.created]
  when: text.body.contains("watched")
  then: review
  mode: shadow
  reason: { en: Watched., zh-Hans: 观察。 }
- id: unguarded
  clause: spam.noise
  on: [post.created]
  when: text.body.contains("followers") && actor.followers > 5
  then: review
  reason: { en: Counts., zh-Hans: 计数。 }
- id: repeat-offender
  clause: spam.noise
  on: [comment.created]
  when: actor.strikes >= 2 || actor.standing == "poor"
  then: review
  reason: { en: Again., zh-Hans: 又来。 }
`;

function load(cases: string): { compiled: CompiledPolicy; cases: readonly CaseDoc[] } {
  const {
    policy,
    cases: docs,
    problems,
  } = loadPolicy(
    onBase(
      new Map([
        ["detectors/spam.yaml", DETECTORS],
        ["cases/spam.yaml", cases],
      ]),
    ),
  );
  const errors = problems.filter((problem) => problem.severity !== "warning");
  if (policy === undefined) throw new Error(JSON.stringify(errors));
  const { compiled, problems: more } = compilePolicy(policy);
  if (compiled === undefined) throw new Error(JSON.stringify(more));
  return { compiled, cases: docs };
}

function run(cases: string): ReturnType<typeof runCases> {
  const loaded = load(cases);
  return runCases(loaded.compiled, loaded.cases);
}

/** The differences of the only case. */
function differences(cases: string): readonly string[] {
  const { results } = run(cases);
  expect(results).toHaveLength(1);
  return results[0]?.differences ?? [];
}

const FLOOD = `
- name: flood
  given:
    repeat: { times: 2, every: 30s, event: { type: post.created, text: { body: "see https://deals.example.test" } } }
  event: { type: post.created, actor: { createdAt: 1h ago }, text: { body: "see https://deals.example.test" } }
`;

describe("runCases", () => {
  it("passes a case whose earlier events bring it about, and fails it without them", () => {
    const expectation =
      "  expect: { outcome: act, clause: spam.flooding, measures: [remove], detectors: [link-flood] }\n";
    expect(differences(FLOOD + expectation)).toEqual([]);
    expect(differences(FLOOD.replace("times: 2", "times: 1") + expectation)).toEqual([
      "The outcome is allow; expected act.",
      "The clauses are none; expected spam.flooding.",
      "The measures are none; expected remove.",
      "The detectors are none; expected link-flood.",
    ]);
  });

  it("gives every case counters and standing of its own", () => {
    const expectation = "  expect: { outcome: act }\n";
    const { results, passed } = run(
      FLOOD + expectation + FLOOD.replace("flood", "again").replace("times: 2", "times: 1") + expectation,
    );
    expect(results.map((result) => result.ok)).toEqual([true, false]);
    expect(passed).toBe(1);
  });

  it("strikes for earlier events, and takes the standing that a case gives", () => {
    const struck = FLOOD.replace("times: 2", "times: 3").replace(
      '{ type: post.created, actor: { createdAt: 1h ago }, text: { body: "see https://deals.example.test" } }\n',
      '{ type: comment.created, actor: { createdAt: 1h ago }, text: { body: "hello" } }\n',
    );
    expect(differences(`${struck}  expect: { detectors: [repeat-offender] }\n`)).toEqual([]);
    const given = (standing: string): string =>
      `- { name: n, given: { standing: ${standing} }, event: { type: comment.created, text: { body: hi } }, expect: { detectors: [] } }`;
    expect(differences(given("good"))).toEqual([]);
    expect(differences(given("poor"))).toEqual(["The detectors are repeat-offender; expected none."]);
  });

  it("asks no external classifier: a case says what one says, or it is unavailable", () => {
    const files = {
      "classifiers/rude.yaml": "kind: http\nurl: https://scores.example/\n",
      "detectors/rude.yaml":
        '- { id: rude, clause: spam.noise, on: [post.created], when: "score(\\"rude\\", text.body) >= 0.5", then: review, reason: { en: Rude., zh-Hans: 粗鲁。 } }',
    };
    const rude = (given: string, expectation: string): readonly string[] => {
      const doc = `- { name: n, given: { ${given} }, event: { type: post.created, text: { body: hi } }, expect: { ${expectation} } }`;
      const { policy, cases, problems } = loadPolicy(
        onBase(new Map(Object.entries({ ...files, "cases/c.yaml": doc }))),
      );
      if (policy === undefined) return problems.map(({ message }) => message);
      const { compiled } = compilePolicy(policy);
      if (compiled === undefined) throw new TypeError("not compiled");
      const own = cases.filter(({ name }) => name === "n");
      return runCases(compiled, own).results.flatMap((result) => result.differences);
    };
    expect(rude("scores: { rude: 0.5 }", "detectors: [rude]")).toEqual([]);
    expect(rude("scores: { rude: 0.49 }", "detectors: []")).toEqual([]);
    expect(rude("", "outcome: review")).toEqual([]);
    expect(rude("", "detectors: []")).toEqual([
      'The detector rude ended in an error: The classifier "rude" gave no score: it was not asked about this text',
    ]);
    expect(rude("scores: { rude: 2 }", "detectors: []")).toEqual([
      "`rude` must be a number from 0 to 1; here it is 2.",
    ]);
    expect(rude("scores: { rued: 1 }", "detectors: []")).toEqual([
      'There is no classifier "rued" in classifiers/. Did you mean `rude`?',
    ]);
  });

  it("says which value of a swap changes the decision, and to what", () => {
    const report = run(`
- name: a greeting
  event: { type: post.created, text: { body: "good morning, {NAME}" } }
  expect: { outcome: allow }
  swap: { NAME: [Mehmet, 小明, Anna] }
`);
    expect(report.failed).toBe(1);
    expect(report.runs).toBe(3);
    expect(report.results[0]?.differences).toEqual([
      'With NAME = "Anna" the decision changes: review, found by greets-anna; before: allow, found by nothing.',
    ]);
  });

  it("tries the last values of several swaps together, where one alone changes nothing", () => {
    const cases = `
- name: two swaps
  event: { type: post.created, text: { body: "good morning" } }
  expect: { outcome: allow }
  swap: { actor.locale: [en, zh-Hans, pl], actor.verified: [false, true] }
`;
    expect(differences(cases)).toEqual([
      'With actor.locale = "pl" and actor.verified = true the decision changes: review, found by greets-anna; before: allow, found by nothing.',
    ]);
    expect(run(cases).runs).toBe(5);
  });

  it("does not mind that evidence names what was swapped", () => {
    const [name, other] = ["Anna is here", "here is Anna"];
    expect(
      differences(`
- name: evidence
  event: { type: post.created, text: { body: "{NAME}" } }
  expect: { outcome: review, detectors: [greets-anna] }
  swap: { NAME: [${name}, ${other}] }
`),
    ).toEqual([]);
  });

  it("looks at live findings only", () => {
    expect(
      differences(`
- name: watched
  event: { type: post.created, text: { body: "watched" } }
  expect: { outcome: allow, clause: null, detectors: [] }
`),
    ).toEqual([]);
  });

  it("fails a case in which a condition errs, unless it expects a person to look", () => {
    const withOutcome = (outcome: string): string => `
- name: errs
  event: { type: post.created, text: { body: "followers" } }
  expect: { ${outcome} }
`;
    expect(differences(withOutcome("clause: null"))[0]).toMatch(
      /^The detector unguarded ended in an error: .*followers/,
    );
    expect(differences(withOutcome("outcome: review"))).toEqual([]);
  });

  it("names what an expectation of some detectors misses", () => {
    expect(
      differences(`
- name: some
  event: { type: post.created, text: { body: "Anna" } }
  expect: { includes: [greets-anna, unguarded] }
`),
    ).toEqual(["The detector unguarded did not hold."]);
  });

  it("lists live detectors and clauses that no case reaches", () => {
    const { untestedDetectors, untestedClauses } = run(`${FLOOD}  expect: { outcome: act }\n`);
    expect(untestedDetectors).toEqual(["greets-anna", "repeat-offender", "unguarded"]);
    expect(untestedClauses).toEqual(["spam.noise"]);
  });
});
