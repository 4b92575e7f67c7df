import { type Command, InvalidArgumentError, Option } from "commander";
import { EvenhandError } from "@evenhand/contract";
import type { Policy } from "@evenhand/policy";
import type { Io } from "../io.js";
import { openSource } from "./byte-source.js";
import type { CsvOptions } from "./csv-columns.js";
import type { EventInput } from "./input-record.js";
import { readCsv } from "./read-csv.js";
import { readJsonl } from "./read-jsonl.js";

/** What commander makes of the options that say where events come from. */
export interface InputOptions {
  readonly events?: string;
  readonly csv?: string;
  readonly text?: string;
  readonly title?: string;
  readonly id?: string;
  readonly actor?: string;
  readonly time?: string;
  readonly lang?: string;
  readonly label?: readonly string[];
  readonly labelPositive?: readonly string[];
  readonly labelClause?: readonly string[];
  readonly delimiter?: string;
}

/** Adds the options that say where events come from to a command. */
export function addInputOptions(command: Command): Command {
  return command
    .addOption(new Option("--events <file>", "events as JSON lines; - is standard input").conflicts("csv"))
    .option("--csv <file>", "a CSV file with a header instead: each row is taken as a post; - is standard input")
    .option("--text <column>", "CSV: column that holds the text")
    .option("--title <column>", "CSV: column that holds a title")
    .option("--id <column>", "CSV: column that holds the id (default: the row's number)")
    .option("--actor <column>", "CSV: column that holds the author (default: each row its own)")
    .option("--time <column>", "CSV: column that holds the time (default: ten minutes apart)")
    .option("--lang <column|tag>", "CSV: column that holds the language, or a tag such as en for all rows")
    .option("--label <column>", "CSV: column that says what should be found; may be repeated", gather)
    .option(
      "--label-positive <values>",
      "CSV: label values that mean yes, separated by commas (default: all but empty, 0, false, no, null)",
      list,
    )
    .option(
      "--label-clause <clauses>",
      "CSV: clauses or rules that a yes stands for, separated by commas (default: any)",
      list,
    )
    .option("--delimiter <char>", "CSV: what separates fields; tab for tabs (default: a comma)", delimiter);
}

/**
 * Opens the input that the options name.
 *
 * @param policy whose clauses labels may name
 * @throws EvenhandError EH_USAGE or EH_INPUT_*
 */
export async function openInput(options: InputOptions, policy: Policy, io: Io): Promise<EventInput> {
  if (options.csv !== undefined) {
    const clauses = labelClauses(options.labelClause, policy);
    const positive = options.labelPositive?.map((value) => value.toLowerCase());
    const rules = {
      known: new Set(policy.clauses.map((clause) => clause.id)),
      positive: positive && new Set(positive),
      clauses,
    };
    return readCsv(await openSource(options.csv, io), csvOptions(options, clauses), rules);
  }
  refuseCsvOptions(options);
  if (options.events === undefined && io.stdin.isTTY === true) {
    throw new EvenhandError(
      "EH_USAGE",
      "Say what to decide: --events FILE for JSON lines, --csv FILE --text COLUMN for a table, or pipe events in.",
    );
  }
  return readJsonl(await openSource(options.events ?? "-", io));
}

function csvOptions(options: InputOptions, labelClauses: readonly string[] | undefined): CsvOptions {
  const { text, title, id, actor, time, lang, delimiter } = options;
  const { label = [], labelPositive } = options;
  return { text, title, id, actor, time, lang, delimiter, labels: label, labelPositive, labelClauses };
}

/** `--text` without `--csv` is a slip that would otherwise be silent. */
function refuseCsvOptions(options: InputOptions): void {
  const names = ["text", "title", "id", "actor", "time", "lang", "label"] as const;
  const given = names.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw new EvenhandError("EH_USAGE", `--${given} tells about a CSV file: add --csv FILE.`);
}

/** Clauses named one by one or by their rule. */
function labelClauses(names: readonly string[] | undefined, policy: Policy): string[] | undefined {
  return names?.flatMap((name) => {
    const clauses = policy.clauses.filter((clause) => clause.id === name || clause.rule === name);
    if (clauses.length > 0) return clauses.map((clause) => clause.id);
    const known = policy.clauses.map((clause) => clause.id).join(", ");
    throw new EvenhandError(
      "EH_USAGE",
      `--label-clause: the policy has no clause or rule "${name}". Its clauses: ${known}.`,
    );
  });
}

function gather(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** Values separated by commas. */
function list(value: string): string[] {
  return value
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

function delimiter(value: string): string {
  if (value === "tab" || value === "\\t" || value.length === 1) return value;
  throw new InvalidArgumentError("It is one character, or the word tab.");
}
