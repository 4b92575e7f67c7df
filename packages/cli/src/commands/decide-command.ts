import { Command, InvalidArgumentError, Option } from "commander";
import { addInputOptions } from "../input/input-options.js";
import type { Io } from "../io.js";
import { decide, type DecideOptions } from "./decide.js";

const HELP = `
Events are CloudEvents, one JSON object per line. Of a CSV file, each row is taken as a post of an ordinary account that
is a year old. A line that cannot be read is reported with its number and left out; the rest goes on.

Examples:
  Decide a log and show what was found:
    $ evenhand decide --policy DIR --events events.jsonl

  One JSON object per event, for another program:
    $ cat events.jsonl | evenhand decide --policy DIR --json | jq 'select(.outcome != "allow")'

  A table of comments, with a column that says which of them people removed:
    $ evenhand decide --policy DIR --csv comments.csv --text body --label removed --label-clause harassment

  A label with words of its own:
    $ evenhand decide --policy DIR --csv posts.csv --text post --label verdict --label-positive bad,very-bad

  Keep every decision with what it came from, and make them again later:
    $ evenhand decide --policy DIR --events events.jsonl --record decisions.jsonl
    $ evenhand decide --policy DIR --replay decisions.jsonl

Exit codes: 0 done · 1 a replay differs · 2 bad input (with --strict also a line that cannot be read)`;

/** The command `evenhand decide`. */
export function decideCommand(io: Io, report: (code: number) => void, parent: Command): Command {
  const command = new Command("decide")
    .copyInheritedSettings(parent)
    .description("decide events under a policy, and show what was found and why")
    .requiredOption("--policy <dir>", "folder of the policy, the one that holds evenhand.yaml");
  return addInputOptions(command)
    .option("--json", "print one decision per event as JSON, and nothing else")
    .option("--no-rows", "print only the summary")
    .option(
      "--examples <n>",
      "print this many findings in full: text, reason, clause, measure, evidence",
      wholeNumber,
      0,
    )
    .option("--strict", "stop at the first line that cannot be read")
    .option("--record <file>", "write every decision with the facts it came from to a file")
    .addOption(
      new Option(
        "--replay <file>",
        "make the decisions of such a file again and report every byte that differs",
      ).conflicts(["events", "csv", "record"]),
    )
    .option("--now <time>", "take this as the present, for events dated in the future (default: the clock)", parseNow)
    .addHelpText("after", HELP)
    .action(async (options: DecideOptions) => report(await decide(options, io)));
}

/** A count given on the command line. */
export function wholeNumber(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a whole number, at most 9999.");
}

/** An RFC 3339 time as milliseconds since the epoch. */
export function parseNow(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError("Write a time as 2026-03-02T08:15:00Z.");
  return ms;
}
