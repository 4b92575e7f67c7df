/** Literal terms: in how many lines does any of them occur? Every engine on the same lines, and all have to count the same. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BenchmarkError } from "../benchmark-error.js";
import { count } from "../report/table.js";
import { type LiteralData, writeLiteralData } from "./literal-data.js";
import { LITERAL_ENGINES, type LiteralEngine } from "./literal-engines.js";
import { compileHyperscan, measureHyperscan, measureRipgrep, type NativeResult } from "./literal-native.js";
import { inOwnProcess } from "./own-process.js";
import { checkCounts, rowOf, type ScanRow, scanTable } from "./scan-report.js";

const ROUNDS = 3;
/** MB/s to be reached, by number of terms. */
const GOALS: ReadonlyMap<number, number> = new Map([
  [1_000, 150],
  [10_000, 100],
  [100_000, 60],
]);
/** A scan stops then, and the part of the text that it has seen is what is compared. */
const SCAN_SECONDS = 8;
const TIMEOUT_MS = 60_000;
/** @monyone's double array takes 83 s to build at a hundred thousand terms: measured once, not every time. */
const MONYONE_LIMIT = 10_000;

/** Prints a table for each number of terms. */
export async function runLiterals(print: (line: string) => void, { quick }: { quick: boolean }): Promise<void> {
  const sizes = quick ? [1_000, 10_000] : [1_000, 10_000, 100_000];
  const folder = mkdtempSync(join(tmpdir(), "evenhand-literals-"));
  try {
    const data = writeLiteralData(folder, quick ? 6_000_000 : 52_000_000, sizes);
    print(`  ${data.lines.toLocaleString("en")} lines, ${count(data.bytes / 1e6)} MB; MB/s of scanning, one thread`);
    const hyperscan = compileHyperscan(folder);
    if ("missing" in hyperscan) print(`  Hyperscan: SKIPPED, ${hyperscan.missing}`);
    for (const [size, termFile] of data.termFiles) {
      const { rows, matched } = await compareEngines(data, size, termFile, folder, hyperscan, print);
      print(`\n  ${size.toLocaleString("en")} terms, in ${matched.toLocaleString("en")} lines`);
      print(scanTable(rows));
      const goal = GOALS.get(size);
      if (goal !== undefined)
        print(`  goals: exact ${goal} MB/s, with folding ${goal / 2}; at 100,000 build ≤ 1 s and ≤ 60 MB`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compareEngines(
  data: LiteralData,
  size: number,
  termFile: string,
  folder: string,
  hyperscan: ReturnType<typeof compileHyperscan>,
  print: (line: string) => void,
): Promise<{ readonly rows: readonly ScanRow[]; readonly matched: number }> {
  const { textFile } = data;
  const rows: ScanRow[] = [];
  let expected: readonly number[] | undefined;
  for (const engine of Object.keys(LITERAL_ENGINES) as LiteralEngine[]) {
    const name = LITERAL_ENGINES[engine];
    if (engine === "monyone" && size > MONYONE_LIMIT) {
      print(`  ${name}: SKIPPED at ${size}, its build takes more than a minute`);
      continue;
    }
    const task = {
      kind: "literals",
      engine,
      textFile,
      ruleFile: termFile,
      seconds: SCAN_SECONDS,
      rounds: ROUNDS,
    } as const;
    const result = await inOwnProcess(task, TIMEOUT_MS);
    if (result === undefined) {
      print(`  ${name}: SKIPPED at ${size}, not done within a minute`);
      continue;
    }
    expected ??= result.counts;
    checkCounts(name, result, expected);
    rows.push(rowOf(name, result));
  }
  const matched = expected?.at(-1) ?? 0;
  const native = (name: string, result: NativeResult): void => {
    if (result.count !== matched) {
      throw new BenchmarkError(`${name} counts ${result.count} lines, Evenhand ${matched}.`);
    }
    rows.push({ name, ...result, partial: false });
  };
  const ripgrep = measureRipgrep(textFile, termFile, data.bytes, folder, ROUNDS);
  if (ripgrep === undefined) print("  ripgrep: SKIPPED, there is no rg (apt-get install ripgrep)");
  else native("rg -F -f", ripgrep);
  if ("program" in hyperscan) native("Hyperscan", measureHyperscan(hyperscan.program, textFile, termFile, ROUNDS));
  return { rows, matched };
}
