import type { TrainCommandOptions } from "./train.js";

/** The command that makes the same model again, for its card. */
export function trainCommandLine(paths: readonly string[], options: TrainCommandOptions): string {
  const { out, text, label, lang, group, source, time, delimiter, positive, binary, seed, folds, cost } = options;
  const named = {
    out,
    text,
    label,
    lang,
    group,
    source,
    time,
    delimiter,
    positive: positive?.join(","),
    seed,
    folds,
    cost,
  };
  const words = ["evenhand", "classifier", "train", ...paths];
  for (const [name, value] of Object.entries(named)) {
    if (value !== undefined) words.push(`--${name}`, String(value));
  }
  words.push(
    "--words",
    String(options.words),
    "--characters",
    options.characters.join("-"),
    "--bits",
    String(options.bits),
  );
  if (binary) words.push("--binary");
  return words.map((word) => (/^[\w.,/:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(" ");
}
