import { EvenhandError, type Problem } from "@evenhand/contract";
import type { TextSample } from "@evenhand/matching";
import { type ByteSource, openSource } from "../../input/byte-source.js";
import { atPlace } from "../../input/malformed.js";
import { readRows } from "../../input/read-csv.js";
import { readLines } from "../../input/read-jsonl.js";
import type { Io } from "../../io.js";
import { coloursFor } from "../../output/colours.js";
import { CountProgress } from "../../output/count-progress.js";
import { formatProblem } from "../../output/format-problem.js";
import { columnLook, pathLook, type SampleMaker, sampleMaker, type SampleRecord } from "./sample-fields.js";
import type { SampleOptions } from "./sample-options.js";

/** Samples of all files, and how many rows were left out. */
export interface ReadSamples {
  readonly samples: readonly TextSample[];
  readonly malformed: number;
  readonly withoutText: number;
  readonly withoutLabel: number;
}

/** More are counted, not shown. */
const MOST_SHOWN = 20;

/**
 * Reads samples from tables (`.csv`, `.tsv`) and JSON lines (any other name). What cannot be read is told on stderr, with its place, and
 * left out.
 *
 * @throws EvenhandError EH_INPUT_*, EH_CSV_COLUMN
 */
export async function readSamples(paths: readonly string[], options: SampleOptions, io: Io): Promise<ReadSamples> {
  const samples: TextSample[] = [];
  const left = { malformed: 0, text: 0, label: 0 };
  const progress = new CountProgress(io, "samples read");
  const colours = coloursFor(io.stderr, io.env);
  try {
    for (const path of paths) {
      const source = await openSource(path, io);
      const isTable = /\.(csv|tsv|tab)$/i.test(path);
      let bytes = 0;
      const records = (isTable ? fromTable : fromLines)(source, options, (count) => (bytes += count));
      const before = samples.length;
      for await (const batch of records) {
        for (const record of batch) {
          if ("sample" in record) samples.push(record.sample);
          else if ("missing" in record) left[record.missing] += 1;
          else {
            left.malformed += 1;
            if (left.malformed > MOST_SHOWN) continue;
            progress.stop();
            const place = { name: source.name, unit: isTable ? ("row" as const) : ("line" as const) };
            io.stderr.write(`${formatProblem(atPlace(record.problem, place, record), colours)}\n`);
          }
        }
        progress.update(samples.length, source.size === undefined ? undefined : bytes / source.size);
      }
      if (samples.length === before && left.malformed === 0) throw nothingIn(source.name, options);
    }
  } finally {
    progress.stop();
  }
  if (left.malformed > MOST_SHOWN) io.stderr.write(`… and ${left.malformed - MOST_SHOWN} more that cannot be read\n`);
  return { samples, malformed: left.malformed, withoutText: left.text, withoutLabel: left.label };
}

async function* fromTable(
  source: ByteSource,
  options: SampleOptions,
  onBytes: (count: number) => void,
): AsyncGenerator<readonly SampleRecord[]> {
  let make: SampleMaker | undefined;
  let columns: ReturnType<typeof columnLook> | undefined;
  for await (const rows of readRows(source, { delimiter: options.delimiter }, onBytes)) {
    const records: SampleRecord[] = [];
    for (const row of rows) {
      if (make === undefined || columns === undefined) {
        columns = columnLook("fields" in row ? row.fields : [], options, source.name);
        make = sampleMaker(options, columns.has);
      } else if ("problem" in row) records.push({ number: row.number, problem: row.problem });
      else records.push(make(row.number, columns.look(row.fields)));
    }
    yield records;
  }
}

async function* fromLines(
  source: ByteSource,
  options: SampleOptions,
  onBytes: (count: number) => void,
): AsyncGenerator<readonly SampleRecord[]> {
  const make = sampleMaker(options, () => false);
  for await (const lines of readLines(source, onBytes)) {
    yield lines.map((line): SampleRecord => {
      if ("problem" in line) return { number: line.number, problem: line.problem };
      try {
        return make(line.number, pathLook(JSON.parse(line.text)));
      } catch (error) {
        return { number: line.number, problem: notJson(error) };
      }
    });
  }
}

function notJson(error: unknown): Problem {
  const why = error instanceof Error ? error.message : String(error);
  return {
    code: "EH_INPUT_NOT_JSON",
    message: `The line is not JSON: ${why}. A table is read where its name ends in .csv or .tsv.`,
  };
}

function nothingIn(name: string, { text, label }: SampleOptions): EvenhandError {
  return new EvenhandError(
    "EH_INPUT_NO_SAMPLES",
    `${name} holds no sample: nothing in it has both a text at ${JSON.stringify(text)} and a label at ${JSON.stringify(label)}. Check --text and --label.`,
  );
}
