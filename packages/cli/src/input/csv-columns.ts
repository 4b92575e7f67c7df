import { EvenhandError } from "@evenhand/contract";

/** Which columns of a CSV file hold what, as the command line says it. */
export interface CsvOptions {
  /** Column of the text; undefined is answered with the list of columns. */
  readonly text: string | undefined;
  readonly title: string | undefined;
  /** Column of the event's id; without it the row's number serves. */
  readonly id: string | undefined;
  /** Column of the author; without it every row has an author of its own. */
  readonly actor: string | undefined;
  /** Column of the time; without it rows are placed ten minutes apart on an invented timeline. */
  readonly time: string | undefined;
  /** A column, or a BCP 47 tag that holds for all rows. */
  readonly lang: string | undefined;
  readonly labels: readonly string[];
  /** Label values that mean "something to find"; undefined: all but empty, 0, false, no and null. */
  readonly labelPositive: readonly string[] | undefined;
  /** Clauses that a positive label stands for; undefined: any clause. */
  readonly labelClauses: readonly string[] | undefined;
  readonly delimiter: string | undefined;
}

/** Positions of the columns that were asked for. */
export interface CsvColumns {
  readonly text: number;
  readonly title: number | undefined;
  readonly id: number | undefined;
  readonly actor: number | undefined;
  readonly time: number | undefined;
  readonly lang: { readonly column: number } | { readonly value: string } | undefined;
  readonly labels: readonly { readonly name: string; readonly column: number }[];
}

const LANGUAGE = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/;

/**
 * Finds the columns in the header.
 *
 * @throws EvenhandError EH_CSV_COLUMN that lists the columns there are
 */
export function findColumns(header: readonly string[], options: CsvOptions, file: string): CsvColumns {
  const names = header.map((name) => name.trim());
  const find = (option: string, name: string): number => {
    const at = names.indexOf(name.trim());
    if (at !== -1) return at;
    const near = names.find((known) => known.toLowerCase() === name.trim().toLowerCase());
    throw noColumn(`${file} has no column "${name}" (asked for by ${option}).`, names, near);
  };
  const maybe = (option: string, name: string | undefined): number | undefined =>
    name === undefined ? undefined : find(option, name);
  if (options.text === undefined)
    throw noColumn(`Say which column of ${file} holds the text, with --text COLUMN.`, names);
  return {
    text: find("--text", options.text),
    title: maybe("--title", options.title),
    id: maybe("--id", options.id),
    actor: maybe("--actor", options.actor),
    time: maybe("--time", options.time),
    lang: language(options.lang, names, find),
    labels: options.labels.map((name) => ({ name, column: find("--label", name) })),
  };
}

function language(
  lang: string | undefined,
  names: readonly string[],
  find: (option: string, name: string) => number,
): CsvColumns["lang"] {
  if (lang === undefined) return undefined;
  if (!names.includes(lang) && LANGUAGE.test(lang)) return { value: lang };
  return { column: find("--lang", lang) };
}

function noColumn(message: string, names: readonly string[], near?: string): EvenhandError {
  const listed = names.map((name) => JSON.stringify(name)).join(", ");
  const hint = near === undefined ? "" : ` Did you mean ${JSON.stringify(near)}?`;
  const other = names.length === 1 ? otherDelimiter(names[0] ?? "") : undefined;
  const advice =
    other === undefined ? "" : ` The header looks separated by ${other.word}: add --delimiter ${other.option}.`;
  return new EvenhandError("EH_CSV_COLUMN", `${message}${hint} Columns: ${listed}.${advice}`);
}

function otherDelimiter(header: string): { word: string; option: string } | undefined {
  if (header.includes("\t")) return { word: "tabs", option: "tab" };
  if (header.includes(";")) return { word: "semicolons", option: "';'" };
  return undefined;
}
