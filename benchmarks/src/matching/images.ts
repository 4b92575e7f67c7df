/** Images: how fast they are hashed, and how fast a hash is found in a bank, beside faiss on the same queries. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BenchmarkError } from "../benchmark-error.js";
import { bytes, count, milliseconds, percent, table, times } from "../report/table.js";
import { countByDefinition, type HashBank, makeBank } from "./images-banks.js";
import { type FaissResult, findFaiss, measureFaiss } from "./images-faiss.js";
import { runImageHashes } from "./images-hash.js";
import { type IndexResult, measureIndex } from "./images-index.js";

/** The distance up to which ThreatExchange counts two images as the same. */
const RADIUS = 31;
const QUERIES = 400;
const HUGE = 10_000_000;
/** Comparing with every hash is slow: so many comparisons are made at most, of as many queries as that is. */
const COMPARISONS = 100_000_000;

/** @param options `huge`: a bank of ten million too, which takes 2 GB and a minute; faiss is left out there */
export async function runImages(
  print: (line: string) => void,
  { quick, huge = false }: { readonly quick: boolean; readonly huge?: boolean },
): Promise<void> {
  const search = { radius: RADIUS, seconds: quick ? 0.1 : 0.5, rounds: 7 };
  await runImageHashes(print, search);
  const python = findFaiss();
  if (python === undefined)
    print("  faiss: SKIPPED, no Python here imports it (Debian: apt-get install python3-faiss)");
  const banks: readonly (readonly [size: number, crowded: boolean])[] = [
    [10_000, false],
    [100_000, false],
    [100_000, true],
    ...(quick
      ? []
      : ([
          [1_000_000, false],
          [1_000_000, true],
        ] as const)),
    ...(huge ? ([[HUGE, false]] as const) : []),
  ];
  print(`\n  Hashes within ${RADIUS} of 256 bits; queries are banked hashes with ${RADIUS} bits changed, one thread`);
  const folder = mkdtempSync(join(tmpdir(), "evenhand-images-"));
  try {
    for (const [size, crowded] of banks) {
      const bank = makeBank(size, QUERIES, crowded);
      const ours = measureIndex(bank, search);
      const faiss = python === undefined || size === HUGE ? undefined : measureFaiss(python, bank, folder, search);
      report(print, bank, crowded, ours, faiss);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(
  print: (line: string) => void,
  bank: HashBank,
  crowded: boolean,
  ours: IndexResult,
  faiss: FaissResult | undefined,
): void {
  const compared = Math.min(QUERIES, Math.floor(COMPARISONS / bank.size));
  const truth = countByDefinition(bank, compared, RADIUS);
  const recall = (found: readonly number[]): number => sum(found.slice(0, compared)) / sum(truth);
  if (truth.some((expected, query) => ours.found[query] !== expected)) {
    throw new BenchmarkError(`Of ${bank.size} hashes, Evenhand does not find what comparing with all of them finds.`);
  }
  const row = (name: string, speed: number, rest: readonly string[]): string[] => [
    name,
    count(speed),
    times(ours.speed / speed),
    ...rest,
  ];
  const cost = (result: IndexResult | FaissResult): string[] => [
    percent(recall(result.found)),
    milliseconds(result.buildMs),
    bytes(result.bytes),
  ];
  print(`\n  ${bank.size.toLocaleString("en")} hashes, ${crowded ? "half of them crowded" : "evenly spread"}`);
  print(
    table([
      ["index", "queries/s", "ours is", "recall", "build", "memory"],
      row("Evenhand", ours.speed, cost(ours)),
      row("Evenhand, the nearest alone", ours.nearestSpeed, ["", "", ""]),
      ...(faiss === undefined
        ? []
        : [
            row("faiss IndexBinaryMultiHash 16 × 16", faiss.speed, cost(faiss)),
            row("the same, all queries in one call", faiss.batchSpeed, ["", "", ""]),
          ]),
    ]),
  );
  print(`  A hash is added and removed again in ${count(ours.changeUs)} µs, and counts at once.`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
