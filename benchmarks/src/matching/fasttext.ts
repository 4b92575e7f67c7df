/** fastText by its command, as Debian packages it (fasttext 0.9.2). */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { BenchmarkError } from "../benchmark-error.js";
import type { LabelledText } from "./classifier-data.js";

const OPTIONS = "-dim 50 -wordNgrams 2 -minn 2 -maxn 5 -epoch 15 -seed 1 -thread 1 -verbose 0".split(" ");
const LABEL = "__label__";

/** A model that fastText trained. */
export interface FastText {
  readonly trainMs: number;
  predict(texts: readonly string[]): readonly string[];
  /** Texts a second, without the time that loading the model takes; the files are written beforehand. */
  speed(texts: readonly string[]): number;
}

export function hasFastText(): boolean {
  return spawnSync("fasttext", [], { stdio: "ignore" }).error === undefined;
}

/**
 * Texts as fastText wants them, which does not cut words itself: lower case, punctuation apart, in Chinese every character apart.
 */
export function tokenise(text: string): string {
  const tokens = text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}\p{M}_]+|[^\s\p{L}\p{N}\p{M}]/gu) ?? [];
  // A line must not be empty, or its answer would be missing.
  return tokens.length === 0 ? "." : tokens.join(" ");
}

/** Trains on one thread, so that the same samples give the same model. */
export function trainFastText(samples: readonly LabelledText[], folder: string): FastText {
  const input = join(folder, "fasttext.train");
  const model = join(folder, "fasttext");
  writeFileSync(input, samples.map(({ text, label }) => `${LABEL}${label} ${tokenise(text)}\n`).join(""));
  const started = performance.now();
  call(["supervised", "-input", input, "-output", model, ...OPTIONS]);
  const trainMs = performance.now() - started;
  const ask = (texts: readonly string[]): { answers: string[]; milliseconds: number } => {
    const file = join(folder, "fasttext.test");
    writeFileSync(file, texts.map((text) => `${tokenise(text)}\n`).join(""));
    const began = performance.now();
    const out = call(["predict", `${model}.bin`, file]);
    const milliseconds = performance.now() - began;
    const answers = out
      .trimEnd()
      .split("\n")
      .map((line) => line.slice(LABEL.length));
    if (answers.length !== texts.length) {
      throw new BenchmarkError(`fastText gave ${answers.length} answers to ${texts.length} texts.`);
    }
    return { answers, milliseconds };
  };
  return {
    trainMs,
    predict: (texts) => ask(texts).answers,
    speed(texts) {
      const loading = ask(texts.slice(0, 1)).milliseconds;
      return (texts.length / (ask(texts).milliseconds - loading)) * 1000;
    },
  };
}

function call(args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync("fasttext", args, {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    timeout: 300_000,
  });
  if (error !== undefined || status !== 0) {
    throw new BenchmarkError(`fasttext ${args[0] ?? ""} failed: ${error?.message ?? stderr}`);
  }
  return stdout;
}
