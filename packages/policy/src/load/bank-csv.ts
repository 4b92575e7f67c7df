import type { Origin, TermEntry } from "../model.js";
import { meantFor } from "./did-you-mean.js";
import { parseCategory, parseRegex, parseSeverity, parseTerm } from "./bank-entry.js";
import { type CsvCell, csvRows } from "./csv-rows.js";
import type { ProblemSink } from "./problem-sink.js";
import type { SourceFile } from "./source-file.js";
import { quote } from "./values.js";

const COLUMNS = ["text", "match", "category", "severity", "note"] as const;
type Column = (typeof COLUMNS)[number];

/** Terms from a CSV file whose header names its columns: `text`, and any of `match`, `category`, `severity`, `note`. */
export function readTermRows(source: SourceFile, sink: ProblemSink): readonly TermEntry[] {
  const { rows, mistake } = csvRows(source.text);
  if (mistake !== undefined) {
    const advice = "Put cells with commas or quotes into quotes, and double the quotes inside.";
    sink.error("EH_POLICY_BANK", source.originAt(mistake.offset), `This is not CSV. ${mistake.message} ${advice}`);
  }
  const [header, ...entries] = rows;
  const columns = header && readHeader(header, source, sink);
  if (columns === undefined) return [];
  return entries.flatMap((cells) => readRow(cells, columns, source, sink) ?? []);
}

function readHeader(cells: readonly CsvCell[], source: SourceFile, sink: ProblemSink): readonly Column[] | undefined {
  const columns: Column[] = [];
  let sound = true;
  for (const { text, offset } of cells) {
    const name = text.trim();
    const column = COLUMNS.find((candidate) => candidate === name);
    if (column !== undefined && !columns.includes(column)) columns.push(column);
    else {
      const meant = meantFor(name, COLUMNS);
      const hint =
        meant === undefined || meant === name
          ? `The columns are ${COLUMNS.join(", ")}, each once.`
          : `Did you mean ${meant}?`;
      sink.error("EH_POLICY_BANK", source.originAt(offset), `${quote(name)} cannot be a column here. ${hint}`);
      sound = false;
    }
  }
  if (sound && !columns.includes("text")) {
    sink.error(
      "EH_POLICY_BANK",
      source.originAt(0),
      `The first line must name the columns, with \`text\` among them: ${COLUMNS.join(",")}.`,
    );
    return undefined;
  }
  return sound ? columns : undefined;
}

function readRow(
  cells: readonly CsvCell[],
  columns: readonly Column[],
  source: SourceFile,
  sink: ProblemSink,
): TermEntry | undefined {
  const origin = source.originAt(cells[0]?.offset ?? 0);
  if (cells.length > columns.length) {
    const message = `The row has ${cells.length} cells, the header ${columns.length}. Put cells with commas into quotes.`;
    return sink.error("EH_POLICY_BANK", origin, message);
  }
  const cell = (column: Column): { text: string; origin: Origin } => {
    const found = cells[columns.indexOf(column)];
    return { text: found?.text.trim() ?? "", origin: found === undefined ? origin : source.originAt(found.offset) };
  };
  const match = readMatch(cell("match"), sink);
  const parse = match === "regex" ? parseRegex : parseTerm;
  const text = parse(cell("text").text, cell("text").origin, sink);
  const category = cell("category");
  const severity = cell("severity");
  const read = {
    category: category.text === "" ? null : parseCategory(category.text, category.origin, sink),
    severity: severity.text === "" ? null : parseSeverity(severity.text, severity.origin, sink),
  };
  if (text === undefined || match === undefined || read.category === undefined || read.severity === undefined)
    return undefined;
  return { text, match, allow: false, category: read.category ?? undefined, severity: read.severity ?? undefined };
}

function readMatch(
  { text, origin }: { text: string; origin: Origin },
  sink: ProblemSink,
): TermEntry["match"] | undefined {
  if (text === "" || text === "word") return "word";
  if (text === "substring" || text === "regex") return text;
  return sink.error("EH_POLICY_BANK", origin, `match must be word, substring or regex; here it is ${quote(text)}.`);
}
