import type { Problem } from "@evenhand/contract";
import { createReplayer, type Replayer } from "@evenhand/policy";
import { openSource } from "../input/byte-source.js";
import { readLines } from "../input/read-jsonl.js";
import type { Line } from "../input/split-lines.js";
import { EXIT, type Io } from "../io.js";
import type { SoundPolicy } from "../load-policy.js";
import { coloursFor } from "../output/colours.js";
import { type ByteDifference, compareBytes } from "../output/compare-bytes.js";
import { formatProblem } from "../output/format-problem.js";
import { LineWriter } from "../output/line-writer.js";
import { Progress } from "../output/progress.js";
import { safeBlock } from "../output/safe-text.js";
import { parseRecord } from "./parse-record.js";

/** Records are events, facts and decisions: longer than events alone. */
const MAX_RECORD_BYTES = 16 * 1024 * 1024;

interface ReplayOptions {
  readonly json?: true;
  readonly strict?: true;
}

/**
 * `evenhand decide --replay FILE`: makes recorded decisions again from what was recorded with them, and reports every
 * record that does not come out the same to the byte.
 *
 * @returns 1 where a record differs or cannot be read
 */
export async function replayRecords(
  path: string,
  { compiled, policy }: SoundPolicy,
  options: ReplayOptions,
  io: Io,
): Promise<number> {
  const source = await openSource(path, io);
  const out = new LineWriter(io.stdout, "standard output");
  const problems = new LineWriter(io.stderr, "standard error");
  const progress = new Progress(io, source.size);
  progress.shareWith(out, problems);
  const replayer = createReplayer(compiled);
  const colours = coloursFor(io.stdout, io.env);
  const errorColours = coloursFor(io.stderr, io.env);
  const count = { records: 0, different: 0, unreadable: 0, bytes: 0 };
  const versions = new Set<string>();
  for await (const lines of readLines(source, (n) => (count.bytes += n), MAX_RECORD_BYTES)) {
    for (const line of lines) {
      const result = replayLine(line, replayer);
      count.records += 1;
      if ("problem" in result) {
        count.unreadable += 1;
        const where = `${source.name}, record ${line.number}`;
        problems.line(formatProblem({ ...result.problem, where }, errorColours));
        if (options.strict) break;
        continue;
      }
      if (result.version !== policy.version && versions.size < 3) versions.add(result.version);
      if (result.difference === undefined) continue;
      count.different += 1;
      out.line(
        options.json
          ? JSON.stringify({ record: line.number, event: result.event, ...result.difference })
          : describe(line.number, result.event, result.difference),
      );
      if (out.full) await out.flush();
    }
    await Promise.all([out.flush(), problems.flush()]);
    progress.update({ bytes: count.bytes, events: count.records });
    if (out.closed || (options.strict && count.unreadable > 0)) break;
  }
  progress.stop();
  const same = count.records - count.different - count.unreadable;
  const summary =
    `${count.records} records · ${colours.green(`${same} the same to the byte`)}` +
    ` · ${count.different} different · ${count.unreadable} unreadable`;
  const target = options.json ? problems : out;
  if (versions.size > 0) {
    target.line(
      `The records were made with another version of the policy (${[...versions].join(", ")}); this is ${policy.version}. ` +
        "A replay shows the same bytes only under the same version.",
    );
  }
  target.line(summary);
  await Promise.all([out.flush(), problems.flush()]);
  return same === count.records ? EXIT.done : EXIT.differences;
}

type Replayed =
  | { readonly problem: Problem }
  | {
      readonly event: { readonly source: string; readonly id: string };
      readonly version: string;
      readonly difference: ByteDifference | undefined;
    };

function replayLine(line: Line, replayer: Replayer): Replayed {
  if ("problem" in line) return { problem: line.problem };
  const parsed = parseRecord(line.text);
  if ("problem" in parsed) return parsed;
  const { event, facts } = parsed.record;
  // The line is written as --record writes it, so that the comparison covers each of its bytes, not only what JSON says.
  const again = JSON.stringify({ event, facts, decision: replayer.replay({ event, facts }) });
  const { source, id } = event;
  return {
    event: { source, id },
    version: parsed.version,
    difference: compareBytes(line.text, again),
  };
}

function describe(
  record: number,
  event: { readonly id: string },
  { offset, bytes, recorded, replayed }: ByteDifference,
): string {
  return [
    `record ${record} (event ${safeBlock(event.id)}): ${bytes} bytes differ from offset ${offset}`,
    `  recorded  ${safeBlock(recorded)}`,
    `  replayed  ${safeBlock(replayed)}`,
  ].join("\n");
}
