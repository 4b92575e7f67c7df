/** Regular expressions: how many rules match each line? Every engine on the same lines, and all have to count the same. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { count } from "../report/table.js";
import { writeLiteralData, writeRules } from "./literal-data.js";
import { inOwnProcess } from "./own-process.js";
import { loadRe2, REGEX_ENGINES, type RegexEngine } from "./regex-engines.js";
import { checkCounts, rowOf, type ScanRow, scanTable } from "./scan-report.js";

const ROUNDS = 3;
const SCAN_SECONDS = 6;
const TIMEOUT_MS = 60_000;

/** Prints a table for each number of rules. */
export async function runRegex(print: (line: string) => void, { quick }: { quick: boolean }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "evenhand-regex-"));
  try {
    const { textFile, lines, bytes } = writeLiteralData(folder, quick ? 2_000_000 : 10_000_000, [1_000]);
    print(`  ${lines.toLocaleString("en")} lines, ${count(bytes / 1e6)} MB; MB/s, one thread; rules of any case`);
    const hasRe2 = (await loadRe2()) !== undefined;
    if (!hasRe2) {
      print(
        "  re2: SKIPPED, it is not installed (npm install re2@1.24 somewhere, and EVENHAND_BENCH_RE2=…/node_modules/re2)",
      );
    }
    for (const size of [100, 1_000]) {
      const ruleFile = writeRules(folder, size);
      const rows: ScanRow[] = [];
      let expected: readonly number[] | undefined;
      for (const engine of Object.keys(REGEX_ENGINES) as RegexEngine[]) {
        if (engine === "re2" && !hasRe2) continue;
        const task = { kind: "regex", engine, textFile, ruleFile, seconds: SCAN_SECONDS, rounds: ROUNDS } as const;
        const result = await inOwnProcess(task, TIMEOUT_MS);
        if (result === undefined) {
          print(`  ${REGEX_ENGINES[engine]}: SKIPPED at ${size}, not done within a minute`);
          continue;
        }
        expected ??= result.counts;
        checkCounts(REGEX_ENGINES[engine], result, expected);
        rows.push(rowOf(REGEX_ENGINES[engine], result));
      }
      print(`\n  ${size.toLocaleString("en")} rules, matching ${(expected?.at(-1) ?? 0).toLocaleString("en")} times`);
      print(scanTable(rows));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
