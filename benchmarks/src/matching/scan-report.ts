/** What engines were measured at, and whether they agree. */
import { BenchmarkError } from "../benchmark-error.js";
import { bytes, count, milliseconds, table, times } from "../report/table.js";
import type { ScanResult } from "./scan-lines.js";

/** One engine's figures. */
export interface ScanRow {
  readonly name: string;
  readonly megabytesPerSecond: number;
  readonly buildMs: number;
  /** Bytes, where it was measured. */
  readonly memory: number | undefined;
  /** Only a part of the text was scanned in the time that there was. */
  readonly partial: boolean;
}

export function rowOf(name: string, { megabytesPerSecond, buildMs, memory, complete }: ScanResult): ScanRow {
  return { name, megabytesPerSecond, buildMs, memory, partial: !complete };
}

/** A table in which the first row is ours. */
export function scanTable(rows: readonly ScanRow[]): string {
  const ours = rows[0]?.megabytesPerSecond ?? 0;
  return table([
    ["engine", "MB/s", "ours is", "build", "memory"],
    ...rows.map(({ name, megabytesPerSecond, buildMs, memory, partial }) => [
      partial ? `${name} (part of the text)` : name,
      count(megabytesPerSecond),
      times(ours / megabytesPerSecond),
      milliseconds(buildMs),
      memory === undefined ? "–" : bytes(memory),
    ]),
  ]);
}

/** @throws BenchmarkError where an engine counts something else at a checkpoint than ours does */
export function checkCounts(name: string, { counts }: ScanResult, expected: readonly number[]): void {
  const at = counts.findIndex((one, checkpoint) => one !== expected[checkpoint]);
  if (at >= 0)
    throw new BenchmarkError(`${name} counts ${counts[at]} up to checkpoint ${at}, Evenhand ${expected[at]}.`);
}
