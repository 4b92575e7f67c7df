/** The classifier beside fastText: the same splits, the same machine, one run; and HateCheck with its gaps between groups. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import {
  evaluatePredictions,
  loadLinearModel,
  type LinearModel,
  trainClassifier,
  writeModel,
} from "@evenhand/matching";
import { bytes, count, milliseconds, table, times } from "../report/table.js";
import { type LabelledText, missingFiles, readCold, readDavidson, type Split, splitTenth } from "./classifier-data.js";
import { hateCheckReport } from "./classifier-hatecheck.js";
import { type FastText, hasFastText, trainFastText } from "./fasttext.js";

const SEEDS = [1, 2, 3];
/** Each engine predicts the test part again until so many texts are done. */
const SPEED_TEXTS = 50_000;

interface Side {
  readonly name: string;
  readonly accuracy: number;
  readonly macroF1: number;
  readonly perLabel: readonly number[];
  readonly speed: number;
  readonly trainMs: number;
  readonly size: number | undefined;
}

/** The models of a comparison. */
interface Trained {
  readonly ours: LinearModel;
  readonly theirs: FastText | undefined;
}

/** Prints a table for each data set. Skips loudly what is not there. */
export async function runClassifier(print: (line: string) => void, { quick }: { quick: boolean }): Promise<void> {
  const missing = missingFiles();
  if (missing.length > 0) {
    print(`  SKIPPED: ${missing.join(", ")} not found (EVENHAND_SHARED_TEXT names their folder)`);
    return;
  }
  const peer = hasFastText();
  if (!peer) print("  fastText: SKIPPED, the command fasttext is not installed (apt-get install fasttext)");
  const top = mkdtempSync(join(tmpdir(), "evenhand-classifier-"));
  // fastText's models stay in their files.
  const folder = (name: string, split: number): string => mkdtempSync(join(top, `${name}-${split}-`));
  try {
    const [seed = 1, ...others] = quick ? SEEDS.slice(0, 1) : SEEDS;
    const davidson = readDavidson();
    const ofDavidson = (split: number): Trained =>
      compare(
        `Davidson, tweets: 0 hate, 1 offensive, 2 neither; nine tenths → one tenth, split ${split}`,
        splitTenth(davidson, split),
        ["0"],
        peer,
        folder("davidson", split),
        print,
      );
    const first = ofDavidson(seed);
    for (const other of others) ofDavidson(other);
    compare("COLD, Chinese: 1 offensive, 0 not; train → dev", readCold(), ["1"], peer, folder("cold", 1), print);
    hateCheckReport(first.ours, first.theirs, print);
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

function compare(
  title: string,
  split: Split,
  positive: readonly string[],
  peer: boolean,
  folder: string,
  print: (line: string) => void,
): Trained {
  const labels = [...new Set(split.train.map(({ label }) => label))].sort();
  const trained = trainOurs(split.train, positive);
  const fastText = peer ? trainFastText(split.train, folder) : undefined;
  const ours = measureOurs(trained, split.test, labels);
  const theirs = fastText && measureTheirs(fastText, split.test, labels);
  const sides = theirs === undefined ? [ours] : [ours, theirs];
  const models = { ours: trained.model, theirs: fastText };
  print(`\n  ${title}: ${split.train.length.toLocaleString("en")} → ${split.test.length.toLocaleString("en")}`);
  print(
    table([
      ["", "macro-F1", "accuracy", ...labels.map((label) => `F1 of ${label}`), "texts/s", "training", "model"],
      ...sides.map(({ name, accuracy, macroF1, perLabel, speed, trainMs, size }) => [
        name,
        macroF1.toFixed(4),
        accuracy.toFixed(4),
        ...perLabel.map((f1) => f1.toFixed(4)),
        count(speed),
        milliseconds(trainMs),
        size === undefined ? "–" : bytes(size),
      ]),
    ]),
  );
  if (theirs === undefined) return models;
  const gain = ours.macroF1 - theirs.macroF1;
  const verdict = gain >= 0 && ours.speed >= theirs.speed ? "reached" : "MISSED";
  print(`  macro-F1 ${gain >= 0 ? "+" : ""}${gain.toFixed(4)}, speed ${times(ours.speed / theirs.speed)}: ${verdict}`);
  return models;
}

function trainOurs(samples: readonly LabelledText[], positive: readonly string[]) {
  const started = performance.now();
  const { model } = trainClassifier(samples, { positive });
  const trainMs = performance.now() - started;
  const file = writeModel(model);
  return { model: loadLinearModel(file), trainMs, size: file.length };
}

function measureOurs(
  { model, trainMs, size }: ReturnType<typeof trainOurs>,
  test: readonly LabelledText[],
  labels: readonly string[],
): Side {
  const answers = test.map(({ text }) => model.classify(text).label);
  return { name: "Evenhand", ...figures(test, answers, labels), speed: speedOf(model, test), trainMs, size };
}

function measureTheirs(model: FastText, test: readonly LabelledText[], labels: readonly string[]): Side {
  const answers = model.predict(test.map(({ text }) => text));
  const texts = repeated(test);
  return {
    name: "fastText",
    ...figures(test, answers, labels),
    speed: model.speed(texts),
    trainMs: model.trainMs,
    size: undefined,
  };
}

function speedOf(model: LinearModel, test: readonly LabelledText[]): number {
  const texts = repeated(test);
  // Once for the compiler.
  for (const text of texts) model.classify(text);
  const started = performance.now();
  for (const text of texts) model.classify(text);
  return (texts.length / (performance.now() - started)) * 1000;
}

function repeated(test: readonly LabelledText[]): string[] {
  return Array.from({ length: SPEED_TEXTS }, (_, at) => test[at % test.length]!.text);
}

function figures(
  test: readonly LabelledText[],
  answers: readonly string[],
  labels: readonly string[],
): Pick<Side, "accuracy" | "macroF1" | "perLabel"> {
  const scored = test.map(({ label }, at) => ({ label, predicted: answers[at] ?? "", score: 0 }));
  const { accuracy, macroF1, labels: perLabel } = evaluatePredictions(scored, labels, labels.slice(0, 1));
  return { accuracy: accuracy?.value ?? 0, macroF1: macroF1.value, perLabel: perLabel.map(({ f1 }) => f1?.value ?? 0) };
}
