import { validateEvent } from "@evenhand/contract";
import { type ByteSource, inputError } from "./byte-source.js";
import { csvEvent } from "./csv-event.js";
import { type CsvColumns, type CsvOptions, findColumns } from "./csv-columns.js";
import { type LabelRules, parseLabel } from "./csv-label.js";
import { type CsvRow, CsvRows } from "./csv-rows.js";
import type { EventInput, InputRecord, Label } from "./input-record.js";

/**
 * Events from a CSV file with a header: each row becomes a `post.created` event of an ordinary account one year old.
 * The same row gives the same event every time.
 *
 * @param labelRules how the values of label columns are read
 */
export function readCsv(source: ByteSource, options: CsvOptions, labelRules: LabelRules): EventInput {
  let bytes = 0;
  return {
    name: source.name,
    unit: "row",
    size: source.size,
    inventedTimes: options.time === undefined,
    bytesRead: () => bytes,
    async *batches() {
      let toRecord: ((row: CsvRow) => InputRecord) | undefined;
      for await (const rows of readRows(source, options, (count) => (bytes += count))) {
        const [first] = rows;
        if (toRecord === undefined && first !== undefined) {
          toRecord = rowReader(source, findHeader(first, options, source.name), labelRules);
          yield rows.slice(1).map(toRecord);
        } else if (toRecord !== undefined) yield rows.map(toRecord);
      }
      if (toRecord === undefined) findColumns([], options, source.name);
    },
  };
}

/** Rows of a source, those of one chunk at a time; the header is the first. */
export async function* readRows(
  source: ByteSource,
  options: Pick<CsvOptions, "delimiter">,
  onBytes: (count: number) => void,
): AsyncGenerator<readonly CsvRow[]> {
  const splitter = new CsvRows(delimiterOf(source.name, options.delimiter));
  try {
    for await (const chunk of source.stream as AsyncIterable<Buffer>) {
      onBytes(chunk.length);
      const rows = await splitter.push(chunk);
      if (rows.length > 0) yield rows;
    }
  } catch (error) {
    throw inputError(source.name, error);
  }
  const last = await splitter.end();
  if (last.length > 0) yield last;
}

function delimiterOf(name: string, asked: string | undefined): string {
  if (asked === "tab" || asked === "\\t") return "\t";
  return asked ?? (name.endsWith(".tsv") || name.endsWith(".tab") ? "\t" : ",");
}

function findHeader(row: CsvRow, options: CsvOptions, file: string): CsvColumns {
  return findColumns("fields" in row ? row.fields : [], options, file);
}

function rowReader(source: ByteSource, columns: CsvColumns, rules: LabelRules): (row: CsvRow) => InputRecord {
  const eventSource = `csv:${source.name.replace(/^.*[/\\]/, "")}`;
  return (row) => {
    const { number } = row;
    if ("problem" in row) return { ok: false, number, problems: [row.problem] };
    const labels = labelsOf(row.fields, columns, rules);
    const made = csvEvent(row.number, row.fields, columns, eventSource, labels);
    if ("problem" in made) return { ok: false, number, problems: [made.problem] };
    const result = validateEvent(made.event);
    return result.ok
      ? { ok: true, number, event: result.event, labels }
      : { ok: false, number, problems: result.problems };
  };
}

function labelsOf(
  fields: readonly string[],
  columns: CsvColumns,
  rules: LabelRules,
): ReadonlyMap<string, Label> | undefined {
  if (columns.labels.length === 0) return undefined;
  return new Map(columns.labels.map(({ name, column }) => [name, parseLabel(fields[column] ?? "", rules)]));
}
