/** One engine in JavaScript, measured in this process: "in how many lines does any term occur?" */
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { buildAutomaton, createTermIndex } from "@evenhand/matching";

export const LITERAL_ENGINES = {
  exact: "Evenhand, exact",
  folded: "Evenhand, folding and offsets",
  monyone: "@monyone/aho-corasick",
  modern: "modern-ahocorasick",
} as const;

export type LiteralEngine = keyof typeof LITERAL_ENGINES;

export interface LiteralTask {
  readonly engine: LiteralEngine;
  readonly textFile: string;
  readonly termFile: string;
  /** Scanning stops at the first checkpoint after this. */
  readonly seconds: number;
  readonly rounds: number;
}

/** Lines between two checkpoints: where a scan may stop, and counts are compared. */
export const CHECKPOINT = 10_000;

export interface LiteralResult {
  readonly buildMs: number;
  /** Growth of the resident memory over the build, with what the build leaves to the collector. */
  readonly memory: number;
  readonly megabytesPerSecond: number;
  /** Lines with a term, up to each checkpoint that was reached, and at the end. */
  readonly counts: readonly number[];
  /** The whole text was scanned. */
  readonly complete: boolean;
}

type Matcher = (line: string) => boolean;

const BUILD: Record<LiteralEngine, (terms: readonly string[]) => Promise<Matcher>> = {
  async exact(terms) {
    const automaton = buildAutomaton(terms);
    return (line) => automaton.first(line) >= 0;
  },
  async folded(terms) {
    const entries = terms.map((text, id) => ({ id: String(id), text, match: "substring" as const }));
    const index = createTermIndex([{ name: "b", entries }]);
    // What evidence would show is read: the place in the original text.
    return (line) => {
      const hits = index.scan(line);
      return hits.any("b") && (hits.hits("b")[0]?.end ?? 0) > 0;
    };
  },
  async monyone(terms) {
    const { AhoCorasick } = await import("@monyone/aho-corasick/fast");
    const automaton = new AhoCorasick([...terms]);
    return (line) => automaton.hasKeywordInText(line);
  },
  async modern(terms) {
    const { default: AhoCorasick } = await import("modern-ahocorasick");
    const automaton = new AhoCorasick([...terms]);
    return (line) => automaton.match(line);
  },
};

/** Builds, then scans `rounds` times; the fastest round counts. */
export async function measureLiterals(task: LiteralTask): Promise<LiteralResult> {
  const terms = readFileSync(task.termFile, "utf8").split("\n").slice(0, -1);
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const matches = await BUILD[task.engine](terms);
  const buildMs = performance.now() - started;
  const memory = process.memoryUsage().rss - before;
  const { lines, sizes } = readLines(task.textFile);
  let best = scan(matches, lines, sizes, task.seconds);
  for (let round = 1; round < task.rounds && best.complete; round++) {
    const next = scan(matches, lines, sizes, task.seconds);
    if (next.megabytesPerSecond > best.megabytesPerSecond) best = next;
  }
  return { buildMs, memory, ...best };
}

/** Each line decoded on its own, as texts that come over a network are: no line is a slice of a two-byte whole. */
function readLines(file: string): { lines: readonly string[]; sizes: Uint32Array } {
  const buffer = readFileSync(file);
  const lines: string[] = [];
  const ends: number[] = [];
  for (let at = 0; at < buffer.length;) {
    const end = buffer.indexOf(10, at);
    lines.push(buffer.toString("utf8", at, end));
    ends.push(end + 1);
    at = end + 1;
  }
  return { lines, sizes: Uint32Array.from(ends) };
}

function scan(
  matches: Matcher,
  lines: readonly string[],
  ends: Uint32Array,
  seconds: number,
): Omit<LiteralResult, "buildMs" | "memory"> {
  const counts: number[] = [];
  let count = 0;
  let at = 0;
  const started = performance.now();
  while (at < lines.length && performance.now() - started < seconds * 1000) {
    const to = Math.min(at + CHECKPOINT, lines.length);
    for (; at < to; at++) if (matches(lines[at]!)) count += 1;
    counts.push(count);
  }
  const elapsed = performance.now() - started;
  return { megabytesPerSecond: ends[at - 1]! / elapsed / 1000, counts, complete: at === lines.length };
}
