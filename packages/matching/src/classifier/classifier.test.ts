import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluatePredictions } from "./evaluate-predictions.js";
import { createLinearModel, loadLinearModel } from "./linear-model.js";
import { modelCard } from "./model-card.js";
import { writeModel } from "./model-file.js";
import type { TextSample } from "./prepare-samples.js";
import { SeededRandom } from "./seeded-random.js";
import { trainClassifier } from "./train-classifier.js";

const GOOD = ["calm", "sea", "harbour", "sail", "thanks", "lovely", "morning", "varnish", "你好", "船", "谢谢"];
const BAD = ["rotten", "plank", "bilge", "rat", "scum", "useless", "barnacle", "骗子", "滚开"];
const BOTH = ["the", "a", "boat", "you", "is", "and", "today", "我们"];

/** Texts of words that lean to their side, so that they can be told apart, but not always. */
function invent(count: number, seed: number, labels: readonly string[] = ["no", "yes"]): TextSample[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, (_, at) => {
    const side = at % labels.length;
    const own = side === 0 ? GOOD : BAD;
    const other = side === 0 ? BAD : GOOD;
    const words = Array.from({ length: 4 + random.below(8) }, () => {
      const from = [BOTH, own, own, own, other][random.below(5)]!;
      return from[random.below(from.length)]!;
    });
    if (side > 1) words.push(`mark${side}`);
    return { text: words.join(" "), label: labels[side]!, lang: at % 3 === 0 ? "zh" : "en" };
  });
}

const features = { bits: 12, words: 2, characters: [3, 5] } as const;
const samples = invent(300, 7);
const trained = trainClassifier(samples, { features });
const file = writeModel(trained.model);
const model = loadLinearModel(file);

describe("training", () => {
  it("makes the same bytes of the same samples, in any order", () => {
    const shuffled = samples.toSorted((a, b) => (a.text + a.label).localeCompare(b.text + b.label)).toReversed();
    expect(writeModel(trainClassifier(shuffled, { features }).model)).toBe(file);
  });

  it("makes another model of another seed", () => {
    expect(writeModel(trainClassifier(samples, { features, seed: 2 }).model)).not.toBe(file);
  });

  it("learns", () => {
    const fresh = invent(200, 8);
    const right = fresh.filter(({ text, label }) => model.classify(text).label === label).length;
    expect(right / fresh.length).toBeGreaterThan(0.75);
    expect(model.score("you rotten bilge rat")).toBeGreaterThan(0.9);
    expect(model.score("lovely morning, calm sea")).toBeLessThan(0.1);
    expect(model.score("骗子，滚开")).toBeGreaterThan(0.9);
  });

  it("leaves out repeats and what has no text, and counts contradictions", () => {
    const more = [
      ...samples,
      { ...samples[0]!, text: samples[0]!.text.toUpperCase() },
      { ...samples[0]!, label: "yes" },
      { text: " ", label: "yes" },
    ];
    const { prepared, predictions } = trainClassifier(more, { features });
    const distinct = new Set(samples.map(({ text, label }) => `${label} ${text}`)).size;
    expect(predictions).toHaveLength(distinct + 1);
    expect(prepared.empty).toBe(1);
    expect(prepared.contradicted).toBeGreaterThan(0);
  });

  it("tells more than two labels apart, and scores those that are asked for", () => {
    const labels = ["calm", "rude", "vile"];
    const three = trainClassifier(invent(300, 9, labels), { features, positive: ["rude", "vile"] });
    const loaded = loadLinearModel(writeModel(three.model));
    expect(three.model.heads.map(({ name }) => name)).toEqual([...labels, "rude or vile"]);
    expect(loaded.score("rotten bilge rat mark2")).toBeGreaterThan(0.8);
    expect(loaded.classify("rotten bilge rat mark2").label).toBe("vile");
    expect(loaded.classify("calm sea").label).toBe("calm");
    const { probabilities } = loaded.classify("rotten rat");
    expect(probabilities.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
  });

  it("takes the label that does not say no as the positive one", () => {
    expect(trained.model.positive).toEqual(["yes"]);
    const numbers = samples.map(({ text, label }) => ({ text, label: label === "yes" ? "1" : "0" }));
    expect(trainClassifier(numbers, { features }).model.positive).toEqual(["1"]);
  });

  it.each([
    ["no samples", [], {}, "there is none"],
    ["one label", samples.filter(({ label }) => label === "yes"), {}, 'only "yes"'],
    ["a rare label", [...samples, { text: "ahoy", label: "maybe" }], { positive: ["yes"] }, '"maybe" has 1'],
    ["a label for each", samples.map(({ text }, at) => ({ text, label: `l${at}` })), {}, "300 labels"],
    ["no word for no", samples.map((one) => ({ ...one, label: `l-${one.label}` })), {}, "Name it as positive"],
    ["an unknown positive", samples, { positive: ["perhaps"] }, 'the label "perhaps"'],
    ["all positive", samples, { positive: ["yes", "no"] }, "not all of them"],
  ])("refuses %s", (_, some, options, message) => {
    expect(() => trainClassifier(some, options)).toThrow(
      expect.objectContaining({ code: "EH_CLASSIFIER_SAMPLES", message: expect.stringContaining(message) as string }),
    );
  });
});

describe("scoring", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .array(fc.constantFrom(...GOOD, ...BAD, ...BOTH, "!!", "@mate", "https://a.example/b", "𠮷野", "😀"), {
        maxLength: 30,
      })
      .map((words) => words.join(" ")),
    fc
      .array(fc.constantFrom(0xd800, 0xdfff, 0x41, 0x4e00, 0x3000, 0x40, 0x27), { maxLength: 20 })
      .map((units) => String.fromCharCode(...units)),
  );

  it("gives a probability to every text, and the same from the file as from memory", () => {
    const fromMemory = createLinearModel(trained.model);
    fc.assert(
      fc.property(texts, (text) => {
        const score = model.score(text);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(fromMemory.score(text)).toBe(score);
        expect(Math.log(score / (1 - score))).toBeCloseTo(model.logit(text), 6);
      }),
    );
  });

  it("explains a score by words whose weights add up to it, at their places", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const words = model.explain(text);
        const sum = words.reduce((all, { weight }) => all + weight, model.intercept);
        expect(sum).toBeCloseTo(model.logit(text), 8);
        for (const { text: word, start, end } of words) expect(text.slice(start, end)).toBe(word);
        const weights = words.map(({ weight }) => Math.abs(weight));
        expect(weights).toEqual(weights.toSorted((a, b) => b - a));
        expect(model.explain(text, 2)).toEqual(words.slice(0, 2));
      }),
    );
  });

  it("gives evidence in the original text, however it is written", () => {
    const text = "Oh, ｒｏｔｔｅｎ Plank — calm";
    const raising = model.explain(text).filter(({ weight }) => weight > 0.3);
    expect(raising.map(({ text }) => text).toSorted()).toEqual(["Plank", "ｒｏｔｔｅｎ"]);
    expect(model.explain(text).find(({ text }) => text === "calm")?.weight).toBeLessThan(0);
  });

  it("does not look at whose name or address it is", () => {
    expect(model.score("@rotten_bilge lovely")).toBe(model.score("@anna lovely"));
    expect(model.score("see https://rotten.example/scum now")).toBe(model.score("see https://calm.example now"));
  });

  it("does not grow with repetition", () => {
    const once = model.score("rotten calm sea. ");
    expect(model.score("rotten calm sea. ".repeat(50))).toBeCloseTo(once, 1);
  });

  it.each([
    ["one letter", "a"],
    ["words", "rotten sea "],
    ["Chinese", "骗子你好"],
    ["surrogates", "\ud83d"],
    ["mentions", "@a"],
    ["links", "a://"],
    ["marks", "e\u0301\u0301"],
    ["symbols", "!?"],
  ])("takes linear time on a megabyte of %s", (_, piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    expect(model.score(text)).toBeGreaterThanOrEqual(0);
    expect(model.classify(text).probabilities).toHaveLength(2);
    expect(model.explain(text, 3).length).toBeLessThanOrEqual(3);
  });
});

describe("a model file", () => {
  it("is read as it was written", () => {
    expect(loadLinearModel(file).model).toEqual(trained.model);
    expect(writeModel(model.model)).toBe(file);
  });

  const change = (edit: (value: Record<string, unknown>) => void): string => {
    const value = JSON.parse(file) as Record<string, unknown>;
    edit(value);
    return JSON.stringify(value);
  };
  const head = (value: Record<string, unknown>): Record<string, unknown> =>
    (value["heads"] as Record<string, unknown>[])[0]!;

  it.each([
    ["no JSON", "kind: linear"],
    ["null", "null"],
    ["a list", "[]"],
    ["another format", change((value) => (value["format"] = "evenhand-classifier/2"))],
    ["a huge number of buckets", change((value) => (value["features"] = { bits: 31, words: 2, characters: [3, 5] }))],
    ["buckets by halves", change((value) => (value["features"] = { bits: 12.5, words: 2, characters: [3, 5] }))],
    ["endless runs", change((value) => (value["features"] = { bits: 12, words: 2, characters: [3, 1e9] }))],
    [
      "runs that end before they begin",
      change((value) => (value["features"] = { bits: 12, words: 2, characters: [5, 3] })),
    ],
    ["too few buckets", change((value) => (value["present"] = "AAAA"))],
    [
      "letters that are no base64",
      change((value) => (value["present"] = "?".repeat((value["present"] as string).length))),
    ],
    ["missing weights", change((value) => (head(value)["weights"] = (head(value)["weights"] as string).slice(4)))],
    ["a slope of infinity", file.replace(/"slope":[\d.]+/, '"slope":1e999')],
    ["a bias that is no number", change((value) => (head(value)["bias"] = "0"))],
    ["no head", change((value) => (value["heads"] = []))],
    ["a head too many", change((value) => (value["heads"] = [head(value), head(value)]))],
    [
      "heads that fill the memory",
      change((value) =>
        Object.assign(value, {
          features: { bits: 22, words: 2, characters: [3, 5] },
          heads: Array(33).fill(head(value)),
        }),
      ),
    ],
    ["a score of no head", change((value) => (value["scored"] = 1))],
    ["one label twice", change((value) => (value["labels"] = ["yes", "yes"]))],
    ["a positive that is no label", change((value) => (value["positive"] = ["perhaps"]))],
    ["every label positive", change((value) => (value["positive"] = ["no", "yes"]))],
    ["no training", change((value) => delete value["training"])],
    ["a known word too long", change((value) => (value["known"] = [{ text: "a".repeat(500), weight: 1, samples: 9 }]))],
  ])("is refused with %s", (_, text) => {
    expect(() => loadLinearModel(text)).toThrow(expect.objectContaining({ code: "EH_CLASSIFIER_INVALID" }));
  });

  it("with anything changed in it is refused or scores all the same", () => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.string({ unit: "binary", minLength: 1, maxLength: 3 }), (at, piece) => {
        const broken = file.slice(0, at) + piece + file.slice(at + piece.length);
        let score = 0;
        try {
          score = loadLinearModel(broken).score("rotten plank");
        } catch (error) {
          expect(error).toMatchObject({ code: "EH_CLASSIFIER_INVALID" });
        }
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a card", () => {
  it("tells what a reader has to know, and stays one line a row", () => {
    const evaluation = evaluatePredictions(
      trained.predictions.map(({ sample, predicted, score }) => ({ ...sample, predicted, score, group: "a|b\n# x" })),
      trained.model.labels,
      trained.model.positive,
    );
    const card = modelCard(trained.model, {
      name: "rudeness",
      date: "2026-11-25",
      command: "evenhand classifier train",
      hash: "00",
      samples: trained.predictions.map(({ sample }) => sample),
      near: 7,
      leftOut: [{ why: "without a label", count: 3 }],
      evaluation,
    });
    for (const told of [
      "## Samples",
      "| language | no | yes |",
      "Left out: 3 without a label",
      "7 nearly repeat another",
      "### By threshold",
      "must not be used",
    ])
      expect(card).toContain(told);
    expect(card).not.toMatch(/^# x/m);
    expect(card).toContain("a\\|b");
  });
});
