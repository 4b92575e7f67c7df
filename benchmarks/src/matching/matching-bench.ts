/** `npm run bench -- matching [PART…] [--quick] [--huge]`: what is looked for in texts, links and images, beside the real peers. */
import { BenchmarkError } from "../benchmark-error.js";
import { answerMatchingTask, MATCHING_TASK } from "./own-process.js";

/** One part of the benchmark: prints its own table. Throws BenchmarkError where engines disagree. */
export type MatchingPart = (print: (line: string) => void, options: MatchingOptions) => Promise<void>;

export interface MatchingOptions {
  readonly quick: boolean;
  /** Also what takes gigabytes: an index of ten million hashes. */
  readonly huge: boolean;
}

/** The parts by name, in the order in which they run. Loaded only when they do. */
const PARTS: Readonly<Record<string, () => Promise<MatchingPart>>> = {
  literals: async () => (await import("./literals.js")).runLiterals,
  evasion: async () => (await import("./evasion.js")).runEvasion,
  regex: async () => (await import("./regex.js")).runRegex,
  links: async () => (await import("./links.js")).runLinks,
  "near-duplicates": async () => (await import("./near-duplicates.js")).runNearDuplicates,
  images: async () => (await import("./images.js")).runImages,
  classifier: async () => (await import("./classifier.js")).runClassifier,
};

/** Runs the parts that are named, or all. */
export async function benchMatching(args: readonly string[]): Promise<void> {
  if (args[0] === MATCHING_TASK) {
    await answerMatchingTask(args[1] ?? "");
    return;
  }
  const names = args.filter((arg) => arg !== "--quick" && arg !== "--huge");
  for (const name of names) {
    if (PARTS[name] === undefined) {
      throw new BenchmarkError(
        `matching has no part "${name}". Parts: ${Object.keys(PARTS).join(", ")}; --quick, --huge.`,
      );
    }
  }
  const options = { quick: args.includes("--quick"), huge: args.includes("--huge") };
  for (const [name, load] of Object.entries(PARTS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const run = await load();
    console.log(`\n${name}`);
    await run((line) => console.log(line), options);
  }
}
