/** How good predictions are: by label, by threshold, by language and by group. */
import { type Difference, differenceOf, f1Of, type Share, shareOf } from "./rates.js";
import { macroF1Interval } from "./macro-f1.js";

/** A sample with what was predicted for it. */
export interface ScoredSample {
  readonly label: string;
  readonly predicted: string;
  /** Probability of the positive labels, 0 to 1. */
  readonly score: number;
  readonly lang?: string | undefined;
  readonly group?: string | undefined;
}

/** How well a label is told from the others. */
export interface LabelFigures {
  readonly label: string;
  readonly samples: number;
  readonly precision: Share | undefined;
  readonly recall: Share | undefined;
  readonly f1: Share | undefined;
}

/** What a threshold on the score finds. */
export interface ThresholdFigures {
  readonly threshold: number;
  /** Of those that reach it, how many are positive. */
  readonly precision: Share | undefined;
  /** Of the positive, how many reach it. */
  readonly recall: Share | undefined;
  /** Of the others, how many reach it all the same. */
  readonly falseAlarms: Share | undefined;
}

/** A part of the samples: a language or a group. */
export interface PartFigures {
  readonly name: string;
  readonly samples: number;
  readonly positives: number;
  /** Share of samples that got their label. */
  readonly accuracy: Share | undefined;
  readonly thresholds: readonly ThresholdFigures[];
}

/** The widest difference between parts at a threshold. */
export interface Gap {
  readonly threshold: number;
  readonly of: "recall" | "falseAlarms";
  readonly most: string;
  readonly least: string;
  readonly difference: Difference;
}

/** Scores of one tenth, and how many of them were positive. */
export interface ScoreBin {
  readonly from: number;
  readonly to: number;
  readonly samples: number;
  readonly meanScore: number;
  readonly positives: number;
}

export interface Evaluation {
  readonly samples: number;
  readonly accuracy: Share | undefined;
  readonly macroF1: { readonly value: number; readonly low: number; readonly high: number };
  readonly labels: readonly LabelFigures[];
  /** Mean squared distance of score and truth, 0 at best. */
  readonly brier: number;
  /** Brier of always giving the share of the positive. */
  readonly brierOfNothing: number;
  /** Expected calibration error: by how much the score is off, over tenths of the scale. */
  readonly calibrationError: number;
  readonly bins: readonly ScoreBin[];
  readonly thresholds: readonly ThresholdFigures[];
  readonly languages: readonly PartFigures[];
  readonly groups: readonly PartFigures[];
  readonly languageGaps: readonly Gap[];
  readonly groupGaps: readonly Gap[];
}

export const THRESHOLDS: readonly number[] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99];
/** Thresholds by which parts are compared. */
export const PART_THRESHOLDS: readonly number[] = [0.5, 0.8, 0.9];
/** Parts with fewer samples to divide by are shown, but no gap is drawn from them. */
export const LEAST_FOR_GAP = 10;

/**
 * @param positive labels whose probability the score is
 * @param seed of the bootstrap interval of macro-F1
 */
export function evaluatePredictions(
  all: readonly ScoredSample[],
  labels: readonly string[],
  positive: readonly string[],
  seed = 1,
): Evaluation {
  const isPositive = new Set(positive);
  const right = all.filter(({ label, predicted }) => label === predicted).length;
  const languages = partsOf(all, ({ lang }) => lang, isPositive);
  const groups = partsOf(all, ({ group }) => group, isPositive);
  const bins = binsOf(all, isPositive);
  const positives = all.filter(({ label }) => isPositive.has(label)).length;
  const base = positives / Math.max(1, all.length);
  let brier = 0;
  for (const { label, score } of all) brier += (score - (isPositive.has(label) ? 1 : 0)) ** 2;
  return {
    samples: all.length,
    accuracy: shareOf(right, all.length),
    macroF1: macroF1Interval(all, labels, seed),
    labels: labels.map((label) => labelFigures(all, label)),
    brier: brier / Math.max(1, all.length),
    brierOfNothing: base * (1 - base),
    calibrationError:
      bins.reduce((sum, { samples, meanScore, positives }) => sum + Math.abs(meanScore * samples - positives), 0) /
      Math.max(1, all.length),
    bins,
    thresholds: THRESHOLDS.map((threshold) => thresholdFigures(all, threshold, isPositive)),
    languages,
    groups,
    languageGaps: gapsOf(languages),
    groupGaps: gapsOf(groups),
  };
}

function labelFigures(all: readonly ScoredSample[], label: string): LabelFigures {
  let hits = 0;
  let wrong = 0;
  let missed = 0;
  for (const sample of all) {
    if (sample.label === label && sample.predicted === label) hits += 1;
    else if (sample.predicted === label) wrong += 1;
    else if (sample.label === label) missed += 1;
  }
  return {
    label,
    samples: hits + missed,
    precision: shareOf(hits, hits + wrong),
    recall: shareOf(hits, hits + missed),
    f1: f1Of(hits, wrong, missed),
  };
}

function thresholdFigures(
  all: readonly ScoredSample[],
  threshold: number,
  positive: ReadonlySet<string>,
): ThresholdFigures {
  let found = 0;
  let hits = 0;
  let positives = 0;
  for (const { label, score } of all) {
    const yes = positive.has(label);
    if (yes) positives += 1;
    if (score < threshold) continue;
    found += 1;
    if (yes) hits += 1;
  }
  return {
    threshold,
    precision: shareOf(hits, found),
    recall: shareOf(hits, positives),
    falseAlarms: shareOf(found - hits, all.length - positives),
  };
}

function binsOf(all: readonly ScoredSample[], positive: ReadonlySet<string>): ScoreBin[] {
  const count = 10;
  const bins = Array.from({ length: count }, () => ({ samples: 0, sum: 0, positives: 0 }));
  for (const { label, score } of all) {
    const bin = bins[Math.min(count - 1, Math.floor(score * count))]!;
    bin.samples += 1;
    bin.sum += score;
    if (positive.has(label)) bin.positives += 1;
  }
  return bins.map(({ samples, sum, positives }, at) => ({
    from: at / count,
    to: (at + 1) / count,
    samples,
    meanScore: samples === 0 ? 0 : sum / samples,
    positives,
  }));
}

function partsOf(
  all: readonly ScoredSample[],
  nameOf: (sample: ScoredSample) => string | undefined,
  positive: ReadonlySet<string>,
): PartFigures[] {
  const parts = new Map<string, ScoredSample[]>();
  for (const sample of all) {
    const name = nameOf(sample);
    if (name === undefined || name === "") continue;
    const part = parts.get(name);
    if (part === undefined) parts.set(name, [sample]);
    else part.push(sample);
  }
  return [...parts]
    .sort(([a, many], [b, others]) => others.length - many.length || (a < b ? -1 : 1))
    .map(([name, samples]) => ({
      name,
      samples: samples.length,
      positives: samples.filter(({ label }) => positive.has(label)).length,
      accuracy: shareOf(samples.filter(({ label, predicted }) => label === predicted).length, samples.length),
      thresholds: PART_THRESHOLDS.map((threshold) => thresholdFigures(samples, threshold, positive)),
    }));
}

function gapsOf(parts: readonly PartFigures[]): Gap[] {
  return (["recall", "falseAlarms"] as const).flatMap((of) =>
    PART_THRESHOLDS.flatMap((threshold, at): Gap[] => {
      const shares = parts
        .map(({ name, thresholds }) => ({ name, share: thresholds[at]?.[of] }))
        .filter((one): one is { name: string; share: Share } => (one.share?.of ?? 0) >= LEAST_FOR_GAP)
        .sort((a, b) => b.share.value - a.share.value);
      const [most] = shares;
      const least = shares.at(-1);
      if (most === undefined || least === undefined || most === least) return [];
      return [{ threshold, of, most: most.name, least: least.name, difference: differenceOf(most.share, least.share) }];
    }),
  );
}
