import { type Event, type Problem, validateEvent } from "@evenhand/contract";
import type { ByteSource } from "./byte-source.js";
import { inputError } from "./byte-source.js";
import type { EventInput, InputRecord, Label } from "./input-record.js";
import { type Line, LineSplitter, MAX_LINE_BYTES } from "./split-lines.js";

/** Events from a file of JSON lines: one event per line. */
export function readJsonl(source: ByteSource): EventInput {
  let bytes = 0;
  return {
    name: source.name,
    unit: "line",
    size: source.size,
    inventedTimes: false,
    bytesRead: () => bytes,
    async *batches() {
      for await (const lines of readLines(source, (count) => (bytes += count))) yield lines.map(toRecord);
    },
  };
}

/**
 * Lines of a source, those of one chunk at a time.
 *
 * @param onBytes told how many bytes each chunk had
 * @param most longest line, in bytes
 */
export async function* readLines(
  source: ByteSource,
  onBytes: (count: number) => void,
  most = MAX_LINE_BYTES,
): AsyncGenerator<readonly Line[]> {
  const splitter = new LineSplitter(most);
  try {
    for await (const chunk of source.stream as AsyncIterable<Buffer>) {
      onBytes(chunk.length);
      const lines = splitter.push(chunk);
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    throw inputError(source.name, error);
  }
  const last = splitter.end();
  if (last.length > 0) yield last;
}

function toRecord(line: Line): InputRecord {
  const { number } = line;
  if ("problem" in line) return { ok: false, number, problems: [line.problem] };
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch (error) {
    return { ok: false, number, problems: [notJson(line, error)] };
  }
  const result = validateEvent(value);
  if (!result.ok) return { ok: false, number, problems: result.problems };
  return { ok: true, number, event: result.event, labels: labelsOf(result.event) };
}

/** The labels of an event that says in `data.expect` what should be found. */
function labelsOf(event: Event): ReadonlyMap<string, Label> | undefined {
  const { expect } = event.data;
  if (expect === undefined) return undefined;
  const { clause } = expect;
  const label: Label =
    clause === null ? { positive: false, clauses: undefined } : { positive: true, clauses: [clause] };
  return new Map([["expect", label]]);
}

function notJson(line: { number: number; text: string }, error: unknown): Problem {
  const text = line.text.trimStart();
  const why = error instanceof Error ? error.message : String(error);
  return { code: "EH_INPUT_NOT_JSON", message: `The line is not JSON: ${why}.${hint(line.number, text)}` };
}

/** The commonest mistakes show in the first line. */
function hint(number: number, text: string): string {
  if (number !== 1) return "";
  if (text === "[" || text.startsWith("[{"))
    return " The file looks like one JSON list; write each event on a line of its own (jq -c '.[]' FILE).";
  if (text === "{") return " The file looks like indented JSON; write each event on one line (jq -c . FILE).";
  if (text.includes(",") && !text.includes("{"))
    return " The file looks like CSV; read it with --csv FILE --text COLUMN.";
  return "";
}
