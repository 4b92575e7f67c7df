/** Samples made ready to train on: sorted and without repeats. */
import { MatchingError } from "../matching-error.js";
import { foldForClassifier } from "./classifier-fold.js";
import { mix32 } from "../shingles.js";
import { MAX_LABELS } from "./model-file.js";

/** A text that was decided. */
export interface TextSample {
  readonly text: string;
  /** What it was decided to be. */
  readonly label: string;
  /** BCP 47; for the reports. */
  readonly lang?: string | undefined;
  /** Whom it is about or who wrote it, or the value that was swapped in; for the reports, never a feature. */
  readonly group?: string | undefined;
  /** Where it is from; for the card. */
  readonly source?: string | undefined;
  /** When it was written or decided, as ISO 8601; for the card. */
  readonly time?: string | undefined;
}

/** Samples in an order that depends on them alone. */
export interface PreparedSamples {
  readonly samples: readonly TextSample[];
  readonly labels: readonly string[];
  /** By sample: a hash of its folded text and the seed. */
  readonly hashes: Uint32Array;
  /** The same text with the same label, left out. */
  readonly repeated: number;
  /** Samples whose text stands there with another label too. They are kept. */
  readonly contradicted: number;
  /** Without a text or a label, left out. */
  readonly empty: number;
}

/** Fewer say nothing, and would leave folds without any. */
const LEAST_OF_A_LABEL = 4;
const MAX_SAMPLES = 2_000_000;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** @throws MatchingError EH_CLASSIFIER_SAMPLES */
export function prepareSamples(all: readonly TextSample[], seed: number): PreparedSamples {
  if (all.length > MAX_SAMPLES) {
    throw unfit(`There are ${all.length} samples, and at most ${MAX_SAMPLES} are trained on. Draw some of them.`);
  }
  const full = all
    .filter(({ text, label }) => text.trim() !== "" && label.trim() !== "")
    .map((sample) => ({ sample, folded: foldForClassifier(sample.text).folded }))
    .sort(
      (a, b) =>
        compare(a.folded, b.folded) || compare(a.sample.label, b.sample.label) || compare(a.sample.text, b.sample.text),
    );
  const kept = full.filter(({ folded, sample }, at) => {
    const before = full[at - 1];
    return before === undefined || before.folded !== folded || before.sample.label !== sample.label;
  });
  const samples = kept.map(({ sample }) => sample);
  const labels = [...new Set(samples.map(({ label }) => label))].sort(compare);
  checkLabels(samples, labels);
  const contradicted = kept.filter(({ folded }, at) => at > 0 && kept[at - 1]!.folded === folded).length;
  return {
    samples,
    labels,
    hashes: Uint32Array.from(kept, ({ folded }) => hashText(folded, seed)),
    repeated: full.length - kept.length,
    contradicted,
    empty: all.length - full.length,
  };
}

function checkLabels(samples: readonly TextSample[], labels: readonly string[]): void {
  if (labels.length < 2) {
    const found = labels.length === 0 ? "none" : `only ${JSON.stringify(labels[0])}`;
    throw unfit(`Samples of two labels or more are needed; there is ${found}. Check which column holds the label.`);
  }
  if (labels.length > MAX_LABELS) {
    throw unfit(
      `There are ${labels.length} labels, and at most ${MAX_LABELS} are told apart. Check which column holds the label.`,
    );
  }
  for (const label of labels) {
    const count = samples.filter((sample) => sample.label === label).length;
    if (count >= LEAST_OF_A_LABEL) continue;
    throw unfit(
      `Label ${JSON.stringify(label)} has ${count} different samples, and at least ${LEAST_OF_A_LABEL} are needed (some hundreds to be of use). Collect more, or leave the label out.`,
    );
  }
}

function hashText(text: string, seed: number): number {
  let hash = seed | 0;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mix32(hash);
}

/** What is wrong with samples. */
export function unfit(message: string): MatchingError {
  return new MatchingError("EH_CLASSIFIER_SAMPLES", message);
}
