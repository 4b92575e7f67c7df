import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesToText, textToBytes } from "./bytes-text.js";
import { calibrate } from "./calibrate.js";
import { evaluatePredictions, type ScoredSample } from "./evaluate-predictions.js";
import { assignFolds } from "./assign-folds.js";
import { RowBuilder } from "./feature-rows.js";
import { nearGroups } from "./near-groups.js";
import { differenceOf, shareOf } from "./rates.js";
import { SeededRandom } from "./seeded-random.js";
import { sigmoid, stableExp, stableLog } from "./stable-math.js";
import { trainWeights } from "./train-weights.js";

describe("stable mathematics", () => {
  it("agrees with the engine's to a few units in the last place", () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(Math.abs(stableExp(x) / Math.exp(x) - 1)).toBeLessThan(1e-14);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        expect(Math.abs(stableLog(x) - Math.log(x))).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(Math.log(x))));
      }),
    );
  });

  it("has a sigmoid from 0 to 1 that never falls", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ min: 0, max: 10, noNaN: true }), (x, more) => {
        expect(sigmoid(x)).toBeGreaterThanOrEqual(0);
        expect(sigmoid(x + more)).toBeLessThanOrEqual(1);
        expect(sigmoid(x + more)).toBeGreaterThanOrEqual(sigmoid(x) - 1e-15);
      }),
    );
  });
});

describe("base64", () => {
  it("comes back as it went, and is that of everybody else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = bytesToText(bytes);
        expect(text).toBe(Buffer.from(bytes).toString("base64"));
        expect(textToBytes(text, bytes.length)).toEqual(bytes);
        expect(textToBytes(text, bytes.length + 3)).toBeUndefined();
      }),
    );
  });
});

describe("trained weights", () => {
  const features = { bits: 10, words: 2, characters: [0, 0] } as const;
  const random = new SeededRandom(3);
  const words = ["ash", "birch", "cedar", "elm", "fir", "oak", "pine", "yew"];
  const texts = Array.from({ length: 60 }, () =>
    Array.from({ length: 5 }, () => words[random.below(words.length)]!).join(" "),
  );
  const positive = Uint8Array.from(texts, (text) => (text.includes("oak") || random.below(5) === 0 ? 1 : 0));
  const builder = new RowBuilder(features);
  for (const text of texts) builder.add(text);
  const rows = builder.finish();
  const members = Int32Array.from(texts, (_, at) => at);
  const cost = 0.5;

  /** The function that training makes least: ½‖w‖² + cost · Σ max(0, 1 − y·margin)². */
  function objective(weights: Float64Array, bias: number): number {
    let sum = bias * bias;
    for (const weight of weights) sum += weight * weight;
    sum /= 2;
    for (let row = 0; row < rows.count; row++) {
      let margin = 0;
      for (let at = rows.starts[row]!; at < rows.starts[row + 1]!; at++) margin += weights[rows.buckets[at]!]!;
      margin = margin * rows.scales[row]! + bias;
      sum += cost * Math.max(0, 1 - (positive[row] === 1 ? margin : -margin)) ** 2;
    }
    return sum;
  }

  it("lie where the objective has no slope", () => {
    const { weights, bias } = trainWeights(rows, members, positive, 1024, {
      seed: 1,
      cost,
      balance: 0,
      ratio: 0,
      passes: 2000,
      tolerance: 1e-9,
    });
    const least = objective(weights, bias);
    const step = 1e-4;
    for (const bucket of new Set(rows.buckets)) {
      const slopes = [-1, 1].map((way) => {
        const moved = weights.slice();
        moved[bucket] = moved[bucket]! + way * step;
        return objective(moved, bias) - least;
      });
      // Central difference: the gradient is zero at the optimum, and every way leads up.
      expect(Math.abs(slopes[1]! - slopes[0]!) / (2 * step)).toBeLessThan(1e-5);
      expect(Math.min(...slopes)).toBeGreaterThan(0);
    }
    expect(objective(weights, bias + step)).toBeGreaterThan(least);
    expect(objective(weights, bias - step)).toBeGreaterThan(least);
  });
});

describe("near repeats", () => {
  const words = Array.from({ length: 200 }, (_, at) => `w${(at * 7919).toString(36)}`);
  const random = new SeededRandom(11);
  const sentence = (): string[] => Array.from({ length: 16 }, () => words[random.below(words.length)]!);
  const bases = Array.from({ length: 40 }, sentence);
  // Of each, four copies with one word changed.
  const texts = bases.flatMap((base) =>
    Array.from({ length: 5 }, (_, copy) => base.map((word, at) => (at === copy * 3 ? `x${copy}` : word)).join(" ")),
  );
  const builder = new RowBuilder({ bits: 18, words: 2, characters: [3, 5] });
  for (const text of texts) builder.add(text);
  const groups = nearGroups(builder.finish());

  it("are found, and nothing else", () => {
    const found = texts.filter((_, at) => groups[at] === 5 * Math.floor(at / 5)).length;
    expect(found).toBeGreaterThan(190);
    for (const [at, first] of groups.entries()) expect(Math.floor(first / 5)).toBe(Math.floor(at / 5));
  });

  it("are in one fold, and folds are even", () => {
    const samples = texts.map((text, at) => ({ text, label: at % 10 < 5 ? "no" : "yes" }));
    const hashes = Uint32Array.from(texts, () => random.below(2 ** 31));
    const folds = assignFolds({ samples, labels: ["no", "yes"], hashes }, groups, 5);
    for (const [at, first] of groups.entries()) expect(folds[at]).toBe(folds[first]);
    for (let fold = 0; fold < 5; fold++) {
      for (const label of ["no", "yes"]) {
        const held = samples.filter((sample, at) => sample.label === label && folds[at] === fold).length;
        expect(held).toBeGreaterThanOrEqual(15);
        expect(held).toBeLessThanOrEqual(25);
      }
    }
  });
});

describe("calibration", () => {
  it("never gives a higher margin a lower probability", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.boolean()), {
          minLength: 1,
          maxLength: 60,
        }),
        (pairs) => {
          const { slope, offset } = calibrate(
            Float64Array.from(pairs, ([margin]) => margin),
            Uint8Array.from(pairs, ([, yes]) => (yes ? 1 : 0)),
          );
          expect(slope).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(slope) && Number.isFinite(offset)).toBe(true);
        },
      ),
    );
  });

  it("finds the sigmoid that labels were drawn from", () => {
    const random = new SeededRandom(5);
    const margins = Float64Array.from({ length: 40_000 }, () => random.below(4001) / 1000 - 2);
    const positive = Uint8Array.from(margins, (margin) =>
      random.below(1e6) / 1e6 < sigmoid(2 * margin - 0.5) ? 1 : 0,
    );
    const { slope, offset } = calibrate(margins, positive);
    expect(slope).toBeCloseTo(2, 0.9);
    expect(offset).toBeCloseTo(-0.5, 0.9);
  });
});

describe("evaluation", () => {
  const sample = (label: string, score: number, more: Partial<ScoredSample> = {}): ScoredSample => ({
    label,
    predicted: score >= 0.5 ? "yes" : "no",
    score,
    ...more,
  });

  it("counts as one would by hand", () => {
    const all = [sample("yes", 0.95), sample("yes", 0.6), sample("yes", 0.2), sample("no", 0.7), sample("no", 0.1)];
    const { accuracy, labels, thresholds, macroF1, brier } = evaluatePredictions(all, ["no", "yes"], ["yes"]);
    expect(accuracy?.value).toBeCloseTo(3 / 5);
    expect(labels[1]).toMatchObject({ samples: 3, precision: { value: 2 / 3 }, recall: { value: 2 / 3 } });
    expect(macroF1.value).toBeCloseTo((1 / 2 + 2 / 3) / 2);
    const half = thresholds.find(({ threshold }) => threshold === 0.5);
    expect(half).toMatchObject({
      precision: { value: 2 / 3 },
      recall: { value: 2 / 3 },
      falseAlarms: { value: 1 / 2 },
    });
    expect(brier).toBeCloseTo((0.05 ** 2 + 0.4 ** 2 + 0.8 ** 2 + 0.7 ** 2 + 0.1 ** 2) / 5);
  });

  it("finds no calibration error where scores are shares", () => {
    const all = Array.from({ length: 100 }, (_, at) => sample(at < 30 ? "yes" : "no", 0.3));
    expect(evaluatePredictions(all, ["no", "yes"], ["yes"]).calibrationError).toBeCloseTo(0);
    expect(evaluatePredictions(all, ["no", "yes"], ["no"]).calibrationError).toBeCloseTo(0.4);
  });

  it("shows the widest gap between groups, and not of groups that are too small", () => {
    const group = (name: string, alarms: number, count: number): ScoredSample[] =>
      Array.from({ length: count }, (_, at) => sample("no", at < alarms ? 0.85 : 0.1, { group: name }));
    const all = [...group("a", 1, 50), ...group("b", 20, 50), ...group("c", 25, 50), ...group("few", 5, 5)];
    const { groups, groupGaps } = evaluatePredictions(all, ["no", "yes"], ["yes"]);
    expect(groups.map(({ name }) => name)).toEqual(["a", "b", "c", "few"]);
    const gap = groupGaps.find(({ of, threshold }) => of === "falseAlarms" && threshold === 0.8);
    expect(gap).toMatchObject({ most: "c", least: "a" });
    expect(gap?.difference.value).toBeCloseTo(24 / 50);
    expect(gap?.difference.low).toBeGreaterThan(0.25);
    expect(groupGaps.some(({ of }) => of === "recall")).toBe(false);
  });

  it("holds macro-F1 inside of its interval", () => {
    const random = new SeededRandom(1);
    const all = Array.from({ length: 300 }, () =>
      sample(random.below(3) === 0 ? "yes" : "no", random.below(100) / 100),
    );
    const { macroF1 } = evaluatePredictions(all, ["no", "yes"], ["yes"]);
    expect(macroF1.low).toBeLessThan(macroF1.value);
    expect(macroF1.high).toBeGreaterThan(macroF1.value);
  });

  it("has Wilson's interval for a share and Newcombe's for a difference", () => {
    // Newcombe, Statistics in Medicine 17 (1998): 81/263 by Wilson; 56/70 against 48/80 by method 10.
    const share = shareOf(81, 263);
    expect(share?.low).toBeCloseTo(0.2553, 4);
    expect(share?.high).toBeCloseTo(0.3662, 4);
    const difference = differenceOf(shareOf(56, 70)!, shareOf(48, 80)!);
    expect(difference.low).toBeCloseTo(0.0524, 4);
    expect(difference.high).toBeCloseTo(0.3339, 4);
  });
});
