/** The native peers: ripgrep, and Hyperscan through a small C program that is compiled here. */
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { BenchmarkError } from "../benchmark-error.js";
import { HYPERSCAN_SOURCE } from "./hyperscan-source.js";

export interface NativeResult {
  readonly buildMs: number;
  /** Bytes, or undefined where it was not measured. */
  readonly memory: number | undefined;
  readonly megabytesPerSecond: number;
  readonly count: number;
}

/** `rg -F -f TERMS -c FILE`; building is what it takes on an empty file. Undefined where there is no rg. */
export function measureRipgrep(
  textFile: string,
  termFile: string,
  bytes: number,
  folder: string,
  rounds: number,
): NativeResult | undefined {
  const empty = join(folder, "empty.txt");
  writeFileSync(empty, "\n");
  const run = (file: string): { ms: number; count: number } | undefined => {
    const started = performance.now();
    const { error, stdout } = spawnSync("rg", ["--no-config", "-j1", "-F", "-f", termFile, "-c", file], {
      encoding: "utf8",
    });
    return error === undefined ? { ms: performance.now() - started, count: Number(stdout) } : undefined;
  };
  const fastest = (file: string): { ms: number; count: number } | undefined => {
    let best = run(file);
    for (let round = 1; round < rounds; round++) {
      const next = run(file);
      if (best !== undefined && next !== undefined && next.ms < best.ms) best = next;
    }
    return best;
  };
  const build = fastest(empty);
  const whole = fastest(textFile);
  if (build === undefined || whole === undefined) return undefined;
  const scanMs = Math.max(1, whole.ms - build.ms);
  return { buildMs: build.ms, memory: undefined, megabytesPerSecond: bytes / scanMs / 1000, count: whole.count };
}

/** Compiles the C program; undefined with the reason where that cannot be done. */
export function compileHyperscan(folder: string): { readonly program: string } | { readonly missing: string } {
  const source = join(folder, "hyperscan.c");
  const program = join(folder, "hyperscan");
  writeFileSync(source, HYPERSCAN_SOURCE);
  const { error, status, stderr } = spawnSync("gcc", ["-O2", "-o", program, source, "-lhs"], { encoding: "utf8" });
  if (error !== undefined) return { missing: `no gcc (${error.message})` };
  if (status !== 0 || !existsSync(program)) {
    return { missing: `libhyperscan-dev is not there: ${stderr.split("\n")[0] ?? ""}` };
  }
  return { program };
}

export function measureHyperscan(program: string, textFile: string, termFile: string, rounds: number): NativeResult {
  const { status, stdout, stderr } = spawnSync(program, [textFile, termFile, String(rounds)], { encoding: "utf8" });
  if (status !== 0) throw new BenchmarkError(`The Hyperscan program ended with ${status}: ${stderr}`);
  const [count, buildMs, megabytesPerSecond, memory] = stdout.trim().split(" ").map(Number) as [
    number,
    number,
    number,
    number,
  ];
  return { count, buildMs, megabytesPerSecond, memory };
}
