/** The shared data sets of decided texts. They are read where they lie, and never copied into the project. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "../generate/random.js";

export const FOLDER = process.env["EVENHAND_SHARED_TEXT"] ?? "/work/shared/data/text";

export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

export interface HateCheckCase extends LabelledText {
  readonly functionality: string;
  /** Empty for cases about nobody in particular. */
  readonly group: string;
}

/** Texts to learn from and texts to be tried on. */
export interface Split {
  readonly train: readonly LabelledText[];
  readonly test: readonly LabelledText[];
}

/** Which of the files are not there. */
export function missingFiles(): readonly string[] {
  return ["davidson.csv", "cold-train.csv", "cold-dev.csv", "hatecheck-cases.csv"].filter(
    (name) => !existsSync(join(FOLDER, name)),
  );
}

/** Tweets: 0 hate, 1 offensive, 2 neither. */
export function readDavidson(): readonly LabelledText[] {
  return readTable("davidson.csv").map((row) => ({ text: row["tweet"] ?? "", label: row["class"] ?? "" }));
}

/** Chinese: 1 offensive, 0 not; the publishers' own train and dev parts. */
export function readCold(): Split {
  const read = (name: string): LabelledText[] =>
    readTable(name).map((row) => ({ text: row["TEXT"] ?? "", label: row["label"] ?? "" }));
  return { train: read("cold-train.csv"), test: read("cold-dev.csv") };
}

/** Functional tests of detecting hate: hateful or non-hateful. */
export function readHateCheck(): readonly HateCheckCase[] {
  return readTable("hatecheck-cases.csv").map((row) => ({
    text: row["test_case"] ?? "",
    label: row["label_gold"] ?? "",
    functionality: row["functionality"] ?? "",
    group: row["target_ident"] ?? "",
  }));
}

/** Nine tenths and one tenth, by a seed. */
export function splitTenth(all: readonly LabelledText[], seed: number): Split {
  const random = createRandom(seed);
  const shuffled = [...all];
  for (let at = shuffled.length - 1; at > 0; at--) {
    const other = random.int(0, at);
    [shuffled[at], shuffled[other]] = [shuffled[other]!, shuffled[at]!];
  }
  const tenth = Math.floor(shuffled.length / 10);
  return { train: shuffled.slice(tenth), test: shuffled.slice(0, tenth) };
}

/** Rows of a CSV file by the names of its header (RFC 4180). */
export function readTable(name: string): Readonly<Record<string, string>>[] {
  const text = readFileSync(join(FOLDER, name), "utf8").replace(/^\uFEFF/, "");
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = "", end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    if (row.length > 1) rows.push(row);
    row = [];
  }
  const [header = [], ...body] = rows;
  return body.map((fields) => Object.fromEntries(header.map((column, at) => [column, fields[at] ?? ""])));
}
