import { EvenhandError } from "@evenhand/contract";
import { type Evaluation, evaluatePredictions, type LinearModel, type TextSample } from "@evenhand/matching";
import { EXIT, type Io } from "../../io.js";
import { coloursFor } from "../../output/colours.js";
import { CountProgress } from "../../output/count-progress.js";
import { print } from "../../output/print.js";
import { openModel } from "./open-model.js";
import { readSamples } from "./read-samples.js";
import { reportLines } from "./report-lines.js";
import type { SampleOptions } from "./sample-options.js";

interface EvaluateOptions extends SampleOptions {
  readonly json?: true;
}

const REFRESH = 500;
const OTHER = "other";

/** `evenhand classifier evaluate MODEL SAMPLES…`: how well a model does on samples that it was not trained on. */
export async function evaluateCommand(
  modelPath: string,
  paths: readonly string[],
  options: EvaluateOptions,
  io: Io,
): Promise<number> {
  const model = await openModel(modelPath);
  const { samples } = await readSamples(paths, options, io);
  const progress = new CountProgress(io, "samples scored");
  let done = 0;
  const onSample = (): void => {
    if (++done % REFRESH === 0) progress.update(done, done / samples.length);
  };
  const evaluation =
    options.positive === undefined
      ? byLabel(model, samples, onSample)
      : byPositive(model, samples, options.positive, onSample);
  progress.stop();
  await print(
    io,
    ...(options.json ? [JSON.stringify(evaluation)] : reportLines(evaluation, coloursFor(io.stdout, io.env))),
  );
  return EXIT.done;
}

function byLabel(classifier: LinearModel, samples: readonly TextSample[], onSample: () => void): Evaluation {
  const { labels, positive } = classifier.model;
  const strange = samples.find(({ label }) => !labels.includes(label));
  if (strange !== undefined) {
    throw new EvenhandError(
      "EH_CLASSIFIER_SAMPLES",
      `The model does not know the label ${JSON.stringify(strange.label)}. It knows ${labels.join(", ")}. If the samples are labelled in other words, say which of them mean what the score finds (${positive.join(", ")}) with --positive LABEL,…`,
    );
  }
  const scored = samples.map((sample) => {
    onSample();
    return { ...sample, predicted: classifier.classify(sample.text).label, score: classifier.score(sample.text) };
  });
  return evaluatePredictions(scored, labels, positive);
}

/** Samples labelled in other words than the model's: only whether there is something to find is compared. */
function byPositive(
  classifier: LinearModel,
  samples: readonly TextSample[],
  asked: readonly string[],
  onSample: () => void,
): Evaluation {
  const { positive } = classifier.model;
  const name = positive.join(" or ");
  if (!samples.some(({ label }) => asked.includes(label))) {
    throw new EvenhandError(
      "EH_CLASSIFIER_SAMPLES",
      `No sample has one of the labels ${asked.join(", ")} (--positive), so there is nothing to find.`,
    );
  }
  const scored = samples.map((sample) => {
    onSample();
    return {
      ...sample,
      label: asked.includes(sample.label) ? name : OTHER,
      predicted: positive.includes(classifier.classify(sample.text).label) ? name : OTHER,
      score: classifier.score(sample.text),
    };
  });
  return evaluatePredictions(scored, [name, OTHER], [name]);
}
