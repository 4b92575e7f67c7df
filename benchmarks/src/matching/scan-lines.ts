/** Builds an engine in this process and scans the lines of a file with it. */
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

export interface ScanTask {
  readonly textFile: string;
  /** Terms or rules, one a line. */
  readonly ruleFile: string;
  /** Scanning stops at the first checkpoint after this. */
  readonly seconds: number;
  readonly rounds: number;
}

/** Lines between two checkpoints: where a scan may stop, and counts are compared. */
const CHECKPOINT = 10_000;

export interface ScanResult {
  readonly buildMs: number;
  /** Growth of the resident memory over the build, with what the build leaves to the collector. */
  readonly memory: number;
  readonly megabytesPerSecond: number;
  /** What was counted up to each checkpoint that was reached, and at the end. */
  readonly counts: readonly number[];
  /** The whole text was scanned. */
  readonly complete: boolean;
}

/** What a line counts: 1 for a line with a term, or the number of rules that match it. */
export type LineMatcher = (line: string) => number;

/** Builds, then scans `rounds` times; the fastest round counts. */
export async function measureScan(
  task: ScanTask,
  build: (rules: readonly string[]) => LineMatcher | Promise<LineMatcher>,
): Promise<ScanResult> {
  const rules = readFileSync(task.ruleFile, "utf8").split("\n").slice(0, -1);
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const matches = await build(rules);
  const buildMs = performance.now() - started;
  const memory = process.memoryUsage().rss - before;
  const { lines, ends } = readLines(task.textFile);
  let best = scan(matches, lines, ends, task.seconds);
  for (let round = 1; round < task.rounds && best.complete; round++) {
    const next = scan(matches, lines, ends, task.seconds);
    if (next.megabytesPerSecond > best.megabytesPerSecond) best = next;
  }
  return { buildMs, memory, ...best };
}

/** Each line decoded on its own, as texts that come over a network are: no line is a slice of a two-byte whole. */
function readLines(file: string): { lines: readonly string[]; ends: Uint32Array } {
  const buffer = readFileSync(file);
  const lines: string[] = [];
  const ends: number[] = [];
  for (let at = 0; at < buffer.length;) {
    const end = buffer.indexOf(10, at);
    lines.push(buffer.toString("utf8", at, end));
    ends.push(end + 1);
    at = end + 1;
  }
  return { lines, ends: Uint32Array.from(ends) };
}

function scan(
  matches: LineMatcher,
  lines: readonly string[],
  ends: Uint32Array,
  seconds: number,
): Omit<ScanResult, "buildMs" | "memory"> {
  const counts: number[] = [];
  let count = 0;
  let at = 0;
  const started = performance.now();
  while (at < lines.length && performance.now() - started < seconds * 1000) {
    const to = Math.min(at + CHECKPOINT, lines.length);
    for (; at < to; at++) count += matches(lines[at]!);
    counts.push(count);
  }
  const elapsed = performance.now() - started;
  return { megabytesPerSecond: ends[at - 1]! / elapsed / 1000, counts, complete: at === lines.length };
}
