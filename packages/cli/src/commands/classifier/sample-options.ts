import { type Command, InvalidArgumentError } from "commander";

/** Which columns of a table, or which paths of JSON lines, hold what. */
export interface SampleOptions {
  readonly text: string;
  readonly label: string;
  /** A column, or a BCP 47 tag that holds for all. */
  readonly lang?: string;
  readonly group?: string;
  readonly source?: string;
  readonly time?: string;
  readonly delimiter?: string;
  readonly positive?: readonly string[];
}

/** Adds the options that say where samples have what to a command. */
export function addSampleOptions(command: Command): Command {
  return command
    .requiredOption("--text <column>", "holds the text; in JSON lines a path such as data.item.text.body")
    .requiredOption("--label <column>", "holds what the text was decided to be; rows without one are left out")
    .option("--lang <column|tag>", "holds the language, or a tag such as en for all")
    .option("--group <column>", "holds whom the text is about, or who wrote it: figures are given for each")
    .option("--delimiter <char>", "what separates fields of a table; tab for tabs (default: a comma)", delimiter)
    .option("--positive <labels>", "the labels that the score finds, separated by commas", list);
}

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
