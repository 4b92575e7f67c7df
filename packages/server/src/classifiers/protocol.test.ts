import type { ExternalClassifier } from "@evenhand/policy";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askChat } from "./chat.js";
import { answerFrom, bodyOf, readAnswer } from "./protocol.js";
import type { Question } from "./reply.js";

const CLAUSE = { id: "spam.sales", title: "Sales", text: "Do not sell here." };

function question(kind: ExternalClassifier["kind"], text: string): Question {
  const classifier = { kind, name: "asked", category: "sales", clause: CLAUSE.id, model: "m" };
  return {
    definition: { classifier: classifier as unknown as ExternalClassifier, clause: CLAUSE, id: "1", requestId: "1" },
    text,
    lang: "",
  };
}

const KINDS = ["moderation", "chat", "http"] as const;

/** Values that are nearly answers, and any others. */
const near = fc.letrec((tie) => ({
  value: fc.oneof(
    fc.jsonValue(),
    fc.double(),
    fc.record(
      {
        score: tie("value"),
        clause: fc.constantFrom("spam.sales", "", null),
        words: fc.array(
          fc.record({
            start: fc.integer({ min: -1, max: 9 }),
            end: fc.integer({ min: -1, max: 9 }),
            weight: fc.double(),
          }),
        ),
        results: fc.array(tie("value"), { maxLength: 2 }),
        category_scores: fc.dictionary(fc.constantFrom("sales", "__proto__", "x"), tie("value")),
        choices: fc.array(tie("value"), { maxLength: 2 }),
        message: tie("value"),
        content: fc.oneof(fc.json(), fc.constantFrom('{"clause":"spam.sales","score":0.5}', '{"score":1e999}')),
      },
      { requiredKeys: [] },
    ),
  ),
})).value;

describe("answers", () => {
  test("of any kind are a score from 0 to 1, or none; nothing is thrown", () => {
    let answers = 0;
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), fc.oneof(near, answerLike()), (kind, json) => {
        const asked = question(kind, "some text");
        const reading = readAnswer(json, asked);
        if (typeof reading === "string") return;
        const answer = answerFrom(reading, asked);
        if (typeof answer === "string") return;
        answers += 1;
        expect(answer.score).toBeGreaterThanOrEqual(0);
        expect(answer.score).toBeLessThanOrEqual(1);
        expect(answer.words.length).toBeLessThanOrEqual(10);
        for (const { start, end, text } of answer.words) expect("some text".slice(start, end)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
    expect(answers).toBeGreaterThan(0);
  });

  test("nested without end are none", () => {
    const deep = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`) as unknown;
    for (const kind of KINDS) expect(readAnswer(deep, question(kind, "x"))).toBeTypeOf("string");
    const said = { choices: [{ message: { content: "[".repeat(200_000) } }] };
    expect(readAnswer(said, question("chat", "x"))).toBe("what it said is no JSON object");
  });
});

describe("questions", () => {
  test("hold the text as it is, whatever it is, and it cannot leave its place", () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), fc.string({ unit: "binary" }), (kind, text) => {
        const sent = JSON.parse(JSON.stringify(bodyOf(question(kind, text)))) as Record<string, unknown>;
        if (kind === "moderation") expect(sent).toEqual({ model: "m", input: text });
        if (kind === "http") expect(sent).toEqual({ classifier: "asked", text, model: "m", clause: CLAUSE });
        if (kind !== "chat") return;
        const [system, user, ...more] = sent["messages"] as { role: string; content: string }[];
        expect(more).toEqual([]);
        expect(system).toEqual((askChat({ model: "m" } as never, CLAUSE, "") as { messages: unknown[] }).messages[0]);
        expect(user?.role).toBe("user");
        expect(JSON.parse(user?.content ?? "")).toEqual({ text });
      }),
    );
  });
});

/** Answers in the right form, with scores that need not be. */
function answerLike(): fc.Arbitrary<unknown> {
  const score = fc.oneof(fc.double({ min: 0, max: 1 }), fc.double());
  return score.chain((value) =>
    fc.constantFrom<unknown>(
      { score: value, words: [{ start: 0, end: 4, weight: value }] },
      { results: [{ category_scores: { sales: value } }] },
      { choices: [{ message: { content: JSON.stringify({ clause: CLAUSE.id, score: value }) } }] },
    ),
  );
}
