import { type Command, InvalidArgumentError } from "commander";
import type { Io } from "../../io.js";
import { commandGroup, examples } from "../command-group.js";
import { wholeNumber } from "../decide-command.js";
import { evaluateCommand } from "./evaluate.js";
import { inspectCommand } from "./inspect.js";
import { addSampleOptions } from "./sample-options.js";
import { trainCommand } from "./train.js";

const HELP = `
A classifier learns from texts that were decided which words go with which decision, and gives new texts a probability:
score("NAME", text) in a condition. The way of working:

  $ evenhand classifier train samples.csv --text body --label ruling --out policy/classifiers/insults
  $ evenhand classifier evaluate policy/classifiers/insults.json kept-aside.csv --text body --label ruling --group about
  $ evenhand classifier inspect policy/classifiers/insults.json "You are a rotten plank"

Tables end in .csv or .tsv; any other name is read as JSON lines, with paths such as data.item.text.body for columns.`;

/** The command `evenhand classifier` with its own commands. */
export function classifierCommand(io: Io, report: (code: number) => void, parent: Command): Command {
  const group = commandGroup("classifier", "train, evaluate and inspect classifiers of texts", HELP, parent);

  addSampleOptions(
    group
      .command("train")
      .description("train a classifier on decided samples; write its model, its card and its declaration")
      .argument("<samples...>", "tables or JSON lines; - is standard input")
      .requiredOption("--out <path>", "where to write, such as policy/classifiers/NAME"),
  )
    .option("--binary", "tell only the positive labels from everything else")
    .option("--source <column>", "holds where a sample is from; for the card")
    .option("--time <column>", "holds when a sample was written or decided; for the card")
    .option("--seed <n>", "the same samples, options and seed give the same file", wholeNumber, 1)
    .option("--folds <n>", "parts of which each is predicted by the others, 2 to 20", between(2, 20), 5)
    .option("--words <n>", "longest run of words that is a feature, 1 to 3", between(1, 3), 2)
    .option("--characters <a-b>", "shortest and longest run of characters inside of a word; 0-0: none", range, [3, 5])
    .option("--bits <n>", "2 to this power is the number of buckets, 10 to 22", between(10, 22), 18)
    .option("--cost <c>", "what an error costs against large weights (default: the best of some)", cost)
    .option("--json", "print the result as one JSON object")
    .addHelpText(
      "after",
      examples(
        "evenhand classifier train samples.csv --text body --label ruling --lang lang --group about --out policy/classifiers/insults",
        "evenhand classifier train events.jsonl --text data.item.text.body --label data.expect.clause \\\n      --positive scams.payment,scams.phishing --binary --out policy/classifiers/scams",
      ),
    )
    .action(async (paths, options) => report(await trainCommand(paths, options, io)));

  addSampleOptions(
    group
      .command("evaluate")
      .description("say how well a classifier does on samples that it was not trained on")
      .argument("<model>", "the model file")
      .argument("<samples...>", "tables or JSON lines; - is standard input"),
  )
    .option("--json", "print the result as one JSON object")
    .addHelpText(
      "after",
      examples(
        "evenhand classifier evaluate policy/classifiers/insults.json kept-aside.csv --text body --label ruling",
      ),
    )
    .action(async (model, paths, options) => report(await evaluateCommand(model, paths, options, io)));

  group
    .command("inspect")
    .description("show what a classifier is, or what it says of a text and which words moved the score")
    .argument("<model>", "the model file")
    .argument("[text]", "a text to score")
    .option("--words <n>", "words to show", wholeNumber, 10)
    .option("--json", "print the result as one JSON object")
    .addHelpText(
      "after",
      examples(
        "evenhand classifier inspect policy/classifiers/insults.json",
        'evenhand classifier inspect policy/classifiers/insults.json "You are a rotten plank"',
      ),
    )
    .action(async (model, text, options) => report(await inspectCommand(model, text, options, io)));
  return group;
}

function between(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
  };
}

function range(text: string): readonly [number, number] {
  const [, least = "", most = ""] = /^([0-6])-([0-6])$/.exec(text) ?? [];
  const both = [Number(least), Number(most)] as const;
  if (least !== "" && both[0] <= both[1] && (both[0] > 0 || both[1] === 0)) return both;
  throw new InvalidArgumentError("It is a shortest and a longest run of at most 6 characters, such as 3-5.");
}

function cost(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1000) return value;
  throw new InvalidArgumentError("It is a number above 0, at most 1000.");
}
