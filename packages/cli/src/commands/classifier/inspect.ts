import { type LinearModel } from "@evenhand/matching";
import { EXIT, type Io } from "../../io.js";
import { type Colours, coloursFor } from "../../output/colours.js";
import { print } from "../../output/print.js";
import { formatRows } from "../../output/rows.js";
import { safeLine } from "../../output/safe-text.js";
import { openModel } from "./open-model.js";

interface InspectOptions {
  readonly words: number;
  readonly json?: true;
}

/** `evenhand classifier inspect MODEL [TEXT]`: what a model is, or what it says of a text and why. */
export async function inspectCommand(
  path: string,
  text: string | undefined,
  options: InspectOptions,
  io: Io,
): Promise<number> {
  const model = await openModel(path);
  const colours = coloursFor(io.stdout, io.env);
  if (options.json) {
    await print(io, JSON.stringify(text === undefined ? factsOf(model) : answerOf(model, text, options.words)));
  } else {
    await print(
      io,
      ...(text === undefined
        ? factLines(model, options.words, colours)
        : answerLines(model, text, options.words, colours)),
    );
  }
  return EXIT.done;
}

function factsOf({ model, intercept }: LinearModel) {
  const { heads, ...facts } = model;
  return { ...facts, intercept, heads: heads.map(({ name }) => name) };
}

function answerOf(model: LinearModel, text: string, words: number) {
  const { label, probabilities } = model.classify(text);
  return {
    score: model.score(text),
    logit: model.logit(text),
    intercept: model.intercept,
    label,
    probabilities: Object.fromEntries(model.model.labels.map((name, at) => [name, probabilities[at]])),
    words: model.explain(text, words),
  };
}

function factLines({ model }: LinearModel, words: number, colours: Colours): string[] {
  const { labels, positive, training, features, known } = model;
  const raises = known.filter(({ weight }) => weight > 0).slice(0, words);
  const lowers = known
    .filter(({ weight }) => weight < 0)
    .slice(-words)
    .toReversed();
  const rows = (some: typeof known): string[][] =>
    some.map(({ text, weight, samples }) => [text, signed(weight), samples.toLocaleString("en")]);
  return [
    `Tells apart: ${labels.map((label, at) => `${safeLine(label)} (${training.byLabel[at]!.toLocaleString("en")} samples)`).join(", ")}`,
    `Its score is the probability of: ${positive.map((label) => safeLine(label)).join(" or ")}`,
    `Features: words in runs of 1 to ${features.words}, runs of ${features.characters.join(" to ")} characters inside of words, 2^${features.bits} buckets`,
    `Training: ${training.samples.toLocaleString("en")} samples, seed ${training.seed}, cost ${training.cost}, ${training.folds} folds`,
    "",
    "Words that raise the score most (weight of the word alone)",
    ...formatRows(["WORD", "WEIGHT", "SAMPLES"], rows(raises), colours).map((line) => `  ${line}`),
    "",
    "Words that lower it most",
    ...formatRows(["WORD", "WEIGHT", "SAMPLES"], rows(lowers), colours).map((line) => `  ${line}`),
  ];
}

function answerLines(model: LinearModel, text: string, words: number, colours: Colours): string[] {
  const { label, probabilities } = model.classify(text);
  const moved = model.explain(text, words);
  const shown = moved.reduce((sum, { weight }) => sum + weight, 0);
  const logit = model.logit(text);
  const rest = logit - model.intercept - shown;
  return [
    `score ${model.score(text).toFixed(4)}  (logit ${signed(logit)})`,
    `label ${safeLine(label)}  (${model.model.labels.map((name, at) => `${safeLine(name)} ${probabilities[at]!.toFixed(3)}`).join(", ")})`,
    "",
    "What moved the score (parts of the logit)",
    ...formatRows(
      ["WORD", "ADDS", "AT"],
      [
        ...moved.map((word) => [word.text, signed(word.weight), `${word.start}–${word.end}`]),
        ["(all other words)", signed(rest), ""],
        ["(before any word)", signed(model.intercept), ""],
      ],
      colours,
    ).map((line) => `  ${line}`),
  ];
}

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
