import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { EvenhandError } from "@evenhand/contract";
import {
  evaluatePredictions,
  MAX_CLASSIFIER_FILE,
  modelCard,
  type TextSample,
  trainClassifier,
  type TrainedClassifier,
  writeModel,
} from "@evenhand/matching";
import { EXIT, type Io } from "../../io.js";
import { coloursFor } from "../../output/colours.js";
import { CountProgress } from "../../output/count-progress.js";
import { outputError } from "../../output/line-writer.js";
import { print } from "../../output/print.js";
import { orRefuse } from "./matching-refusal.js";
import { readSamples } from "./read-samples.js";
import { reportLines } from "./report-lines.js";
import type { SampleOptions } from "./sample-options.js";
import { trainCommandLine } from "./train-command-line.js";

export interface TrainCommandOptions extends SampleOptions {
  readonly out: string;
  readonly seed: number;
  readonly folds: number;
  readonly words: number;
  readonly characters: readonly [number, number];
  readonly bits: number;
  readonly cost?: number;
  readonly binary?: true;
  readonly json?: true;
}

/** `evenhand classifier train SAMPLES… --out classifiers/NAME`: a model file, its card, and its declaration where there is none. */
export async function trainCommand(paths: readonly string[], options: TrainCommandOptions, io: Io): Promise<number> {
  const out = options.out.replace(/\.json$/, "");
  const name = basename(out);
  if (!/^[a-z][a-z0-9_-]{0,63}$/.test(name)) {
    throw new EvenhandError(
      "EH_USAGE",
      `--out: the classifier's name ${JSON.stringify(name)} must be a lower-case letter followed by lower-case letters, digits, - and _ (64 at most).`,
    );
  }
  const read = await readSamples(paths, options, io);
  const { samples, positive } = options.binary
    ? asBinary(read.samples, options)
    : { ...read, positive: options.positive };
  const progress = new CountProgress(io, "parts trained");
  const training = (): TrainedClassifier =>
    trainClassifier(samples, {
      positive,
      seed: options.seed,
      folds: options.folds,
      cost: options.cost,
      features: { bits: options.bits, words: options.words, characters: options.characters },
      onProgress: (done, most) => progress.update(done, done / most),
    });
  const { model, predictions, prepared } = withProgress(progress, () => orRefuse("", training));
  const evaluation = evaluatePredictions(
    predictions.map(({ sample, predicted, score }) => ({ ...sample, predicted, score })),
    model.labels,
    model.positive,
    options.seed,
  );
  const text = writeModel(model);
  if (text.length > MAX_CLASSIFIER_FILE) {
    throw new EvenhandError(
      "EH_CLASSIFIER_SAMPLES",
      `The model would have ${text.length} characters, and a policy holds at most ${MAX_CLASSIFIER_FILE}. Take fewer labels, or a lower --bits.`,
    );
  }
  const card = modelCard(model, {
    name,
    date: new Date(io.now()).toISOString().slice(0, 10),
    command: trainCommandLine(paths, options),
    hash: createHash("sha256").update(text).digest("hex"),
    samples: predictions.map(({ sample }) => sample),
    near: prepared.near,
    leftOut: [
      { why: "that could not be read", count: read.malformed },
      { why: "without a text", count: read.withoutText },
      { why: "without a label", count: read.withoutLabel },
      { why: "repeated", count: prepared.repeated },
    ],
    evaluation,
  });
  await write(`${out}.json`, text);
  await write(`${out}.md`, card);
  const declared = await declare(`${out}.yaml`);
  if (options.json) {
    await print(io, JSON.stringify({ model: `${out}.json`, card: `${out}.md`, training: model.training, evaluation }));
    return EXIT.done;
  }
  await print(
    io,
    "Each sample predicted by a model that was trained on others:",
    ...reportLines(evaluation, coloursFor(io.stdout, io.env)),
    "",
    ...notes(read, prepared),
    `Written: ${out}.json (${(text.length / 1e6).toFixed(2)} MB), ${out}.md (its card: read it)${declared ? `, ${out}.yaml` : ""}`,
    `In a condition: score(${JSON.stringify(name)}, text.all) >= 0.8, or what the table by threshold says.`,
  );
  return EXIT.done;
}

function withProgress<T>(progress: CountProgress, work: () => T): T {
  try {
    return work();
  } finally {
    progress.stop();
  }
}

/** The positive labels as one, and everything else as another. */
function asBinary(
  samples: readonly TextSample[],
  { positive }: SampleOptions,
): { samples: readonly TextSample[]; positive: readonly string[] } {
  if (positive === undefined || positive.length === 0) {
    throw new EvenhandError("EH_USAGE", "--binary needs --positive LABEL,… : which labels are what the score finds?");
  }
  const known = new Set(samples.map(({ label }) => label));
  const missing = positive.find((label) => !known.has(label));
  if (missing !== undefined) {
    throw new EvenhandError(
      "EH_CLASSIFIER_SAMPLES",
      `No sample has the label ${JSON.stringify(missing)}. Labels: ${[...known].sort().join(", ")}.`,
    );
  }
  const name = positive.length === 1 ? positive[0]! : "positive";
  const rest = name === "other" ? "everything else" : "other";
  return {
    samples: samples.map((sample) => ({ ...sample, label: positive.includes(sample.label) ? name : rest })),
    positive: [name],
  };
}

function notes(
  { malformed, withoutText, withoutLabel }: Awaited<ReturnType<typeof readSamples>>,
  { repeated, contradicted, near }: ReturnType<typeof trainClassifier>["prepared"],
): string[] {
  const parts = [
    [malformed, "could not be read"],
    [withoutText, "have no text"],
    [withoutLabel, "have no label"],
    [repeated, "repeat another"],
  ] as const;
  const left = parts.filter(([count]) => count > 0).map(([count, why]) => `${count.toLocaleString("en")} ${why}`);
  return [
    ...(left.length === 0 ? [] : [`Left out: ${left.join(", ")}.`]),
    ...(near === 0
      ? []
      : [
          `${near.toLocaleString("en")} nearly repeat another: they are predicted together, by a model that saw none of them.`,
        ]),
    ...(contradicted === 0
      ? []
      : [
          `${contradicted.toLocaleString("en")} samples have the text of another, and another label: look at how they were decided.`,
        ]),
  ];
}

async function write(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    throw outputError(path, error);
  }
}

/** @returns whether the declaration was not there yet, and was written */
async function declare(path: string): Promise<boolean> {
  try {
    await writeFile(path, "kind: linear\n", { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw outputError(path, error);
  }
}
