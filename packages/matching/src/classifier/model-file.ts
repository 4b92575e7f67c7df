/** The file of a classifier: what it holds, written as JSON, and read with every bound checked. */
import { MatchingError } from "../matching-error.js";
import { bytesToText, textToBytes } from "./bytes-text.js";
import type { FeatureOptions } from "./features.js";

export const CLASSIFIER_FORMAT = "evenhand-classifier/1";
/** Longest file that is read, in UTF-16 code units: what a policy folder holds. */
export const MAX_CLASSIFIER_FILE = 10 * 1024 * 1024;
export const MAX_LABELS = 32;
export const MAX_KNOWN_FEATURES = 400;
/** Weights of all heads together in memory, in bytes. */
const MAX_WEIGHTS = 1 << 26;
const MAX_NAME = 200;
const MAX_TERM = 120;

/** One linear function of a text: margin = step · Σ weights / √(distinct buckets) + bias, logit = slope · margin + offset. */
export interface ModelHead {
  /** What it tells from everything else. */
  readonly name: string;
  /** By bucket. */
  readonly weights: Int8Array;
  /** What a weight of 1 stands for. */
  readonly step: number;
  readonly bias: number;
  readonly slope: number;
  readonly offset: number;
}

/** A feature whose string is known, for people to read. */
export interface KnownFeature {
  readonly text: string;
  /** For the head of `score`: above 0 raises it. On the scale of the margin. */
  readonly weight: number;
  /** Samples that hold it. */
  readonly samples: number;
}

/** How a model was made; enough to make it again from the same samples. */
export interface TrainingFacts {
  readonly seed: number;
  readonly cost: number;
  readonly balance: number;
  readonly ratio: number;
  readonly folds: number;
  readonly samples: number;
  /** By label, in the order of `labels`. */
  readonly byLabel: readonly number[];
}

/** A classifier as its file holds it. */
export interface ClassifierModel {
  readonly features: FeatureOptions;
  /** In the order of their names. */
  readonly labels: readonly string[];
  /** The labels whose probability is the score. */
  readonly positive: readonly string[];
  /** One for each label; with two labels, one for the positive one; with several positive labels, one more for all of them. */
  readonly heads: readonly ModelHead[];
  /** The head of the score. */
  readonly scored: number;
  /** By label: what its probability is multiplied by before the likeliest label is chosen. */
  readonly multipliers: readonly number[];
  readonly known: readonly KnownFeature[];
  readonly training: TrainingFacts;
}

/** The file's text: one line for each part, the same bytes for the same model. */
export function writeModel(model: ClassifierModel): string {
  const buckets = 1 << model.features.bits;
  const present = new Uint8Array(buckets / 8);
  const kept: number[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    if (model.heads.every(({ weights }) => weights[bucket] === 0)) continue;
    present[bucket >> 3] = present[bucket >> 3]! | (1 << (bucket & 7));
    kept.push(bucket);
  }
  const heads = model.heads.map(({ weights, ...head }) => ({
    ...head,
    weights: bytesToText(Uint8Array.from(kept, (bucket) => weights[bucket]! & 255)),
  }));
  const { features, labels, positive, scored, multipliers, known, training } = model;
  const parts: readonly (readonly [string, unknown])[] = [
    ["format", CLASSIFIER_FORMAT],
    ["features", { bits: features.bits, words: features.words, characters: features.characters }],
    ["labels", labels],
    ["positive", positive],
    ["scored", scored],
    ["multipliers", multipliers],
    ["training", training],
    ["known", known],
    ["present", bytesToText(present)],
    ["heads", heads],
  ];
  return `{\n${parts.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(",\n")}\n}\n`;
}

/**
 * Reads the text of a model file.
 * @throws MatchingError EH_CLASSIFIER_INVALID
 */
export function readModel(text: string): ClassifierModel {
  if (text.length > MAX_CLASSIFIER_FILE) {
    throw invalid(`it has ${text.length} characters, and at most ${MAX_CLASSIFIER_FILE} are read`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid("it is not JSON");
  }
  const file = record(value, "it");
  if (file["format"] !== CLASSIFIER_FORMAT) throw invalid(`"format" is not "${CLASSIFIER_FORMAT}"`);
  const features = readFeatures(record(file["features"], `"features"`));
  const labels = names(file["labels"], `"labels"`, 2);
  const positive = names(file["positive"], `"positive"`, 1);
  if (positive.some((label) => !labels.includes(label)))
    throw invalid(`"positive" names a label that is not in "labels"`);
  if (positive.length === labels.length) throw invalid(`"positive" names every label`);
  const buckets = 1 << features.bits;
  if ((Array.isArray(file["heads"]) ? file["heads"].length : 0) * buckets > MAX_WEIGHTS) {
    throw invalid(`its heads have more than ${MAX_WEIGHTS} weights together`);
  }
  const present = textToBytes(string(file["present"], `"present"`, MAX_CLASSIFIER_FILE), buckets / 8);
  if (present === undefined) throw invalid(`"present" is not base64 of ${buckets / 8} bytes`);
  const kept = bucketsOf(present);
  const heads = list(file["heads"], `"heads"`, 1, MAX_LABELS + 1).map((head, i) =>
    readHead(record(head, `"heads" ${i + 1}`), i, kept, buckets),
  );
  const wanted = labels.length === 2 ? 1 : labels.length + (positive.length > 1 ? 1 : 0);
  if (heads.length !== wanted) throw invalid(`"heads" has ${heads.length} entries where its labels make ${wanted}`);
  const scored = whole(file["scored"], `"scored"`, 0, heads.length - 1);
  const multipliers = list(file["multipliers"], `"multipliers"`, labels.length, labels.length).map((one) =>
    number(one, `"multipliers"`, 0, 1e6),
  );
  const known = list(file["known"], `"known"`, 0, MAX_KNOWN_FEATURES).map((one) => {
    const entry = record(one, `"known"`);
    return {
      text: string(entry["text"], `"known": text`, MAX_TERM),
      weight: number(entry["weight"], `"known": weight`, -1e9, 1e9),
      samples: whole(entry["samples"], `"known": samples`, 0, 1e9),
    };
  });
  const training = readTraining(record(file["training"], `"training"`), labels.length);
  return { features, labels, positive, heads, scored, multipliers, known, training };
}

function readFeatures(file: Readonly<Record<string, unknown>>): FeatureOptions {
  const [least, most] = list(file["characters"], `"characters"`, 2, 2);
  const characters = [whole(least, `"characters"`, 0, 6), whole(most, `"characters"`, 0, 6)] as const;
  if (characters[0] > characters[1] || (characters[0] === 0 && characters[1] > 0)) {
    throw invalid(`"characters" is not a shortest and a longest run`);
  }
  return { bits: whole(file["bits"], `"bits"`, 10, 22), words: whole(file["words"], `"words"`, 1, 3), characters };
}

function readHead(
  file: Readonly<Record<string, unknown>>,
  at: number,
  kept: readonly number[],
  buckets: number,
): ModelHead {
  const place = (name: string): string => `"heads" ${at + 1}, "${name}"`;
  const bytes = textToBytes(string(file["weights"], place("weights"), MAX_CLASSIFIER_FILE), kept.length);
  if (bytes === undefined)
    throw invalid(`${place("weights")} is not base64 of ${kept.length} bytes, one for each bucket`);
  const weights = new Int8Array(buckets);
  for (const [k, bucket] of kept.entries()) weights[bucket] = bytes[k]!;
  return {
    name: string(file["name"], place("name"), MAX_NAME * MAX_LABELS),
    weights,
    step: number(file["step"], place("step"), 0, 1e6),
    bias: number(file["bias"], place("bias"), -1e6, 1e6),
    slope: number(file["slope"], place("slope"), -1e6, 1e6),
    offset: number(file["offset"], place("offset"), -1e6, 1e6),
  };
}

function readTraining(file: Readonly<Record<string, unknown>>, labels: number): TrainingFacts {
  const place = (name: string): string => `"training": ${name}`;
  return {
    seed: whole(file["seed"], place("seed"), -0x8000_0000, 0xffff_ffff),
    cost: number(file["cost"], place("cost"), 0, 1e6),
    balance: number(file["balance"], place("balance"), 0, 1),
    ratio: number(file["ratio"], place("ratio"), 0, 1),
    folds: whole(file["folds"], place("folds"), 2, 20),
    samples: whole(file["samples"], place("samples"), 0, 1e9),
    byLabel: list(file["byLabel"], place("byLabel"), labels, labels).map((one) => whole(one, place("byLabel"), 0, 1e9)),
  };
}

function bucketsOf(present: Uint8Array): number[] {
  const kept: number[] = [];
  for (const [at, byte] of present.entries()) {
    for (let bit = 0; bit < 8; bit++) if ((byte & (1 << bit)) !== 0) kept.push(at * 8 + bit);
  }
  return kept;
}

function invalid(why: string): MatchingError {
  return new MatchingError(
    "EH_CLASSIFIER_INVALID",
    `This is no file of a classifier: ${why}. Take the file as \`evenhand classifier train\` wrote it, or train again.`,
  );
}

function record(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw invalid(`${name} is not an object`);
}

function list(value: unknown, name: string, least: number, most: number): readonly unknown[] {
  if (Array.isArray(value) && value.length >= least && value.length <= most) return value;
  throw invalid(`${name} is not a list of ${least === most ? least : `${least} to ${most}`} entries`);
}

function names(value: unknown, name: string, least: number): string[] {
  const all = list(value, name, least, MAX_LABELS).map((one) => string(one, name, MAX_NAME));
  if (new Set(all).size !== all.length) throw invalid(`${name} names one twice`);
  return all;
}

function string(value: unknown, name: string, most: number): string {
  if (typeof value === "string" && value.length <= most) return value;
  throw invalid(`${name} is not a string of at most ${most} characters`);
}

function number(value: unknown, name: string, least: number, most: number): number {
  if (typeof value === "number" && value >= least && value <= most) return value;
  throw invalid(`${name} is not a number from ${least} to ${most}`);
}

function whole(value: unknown, name: string, least: number, most: number): number {
  const found = number(value, name, least, most);
  if (Number.isInteger(found)) return found;
  throw invalid(`${name} is not a whole number`);
}
