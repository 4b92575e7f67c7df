/** The strings of the heaviest features: hashes cannot be read back, so they are looked up in the samples. */
import { eachFeature, type FeatureOptions } from "./features.js";
import { type KnownFeature, MAX_KNOWN_FEATURES, type ModelHead } from "./model-file.js";
import { eachToken, TOKEN } from "./tokens.js";

/** Words that stand in fewer samples are not written out: they could be somebody's name. */
const LEAST_SAMPLES = 5;
const LONGEST = 40;

/**
 * The words whose features move the head most, both ways. The weight is what a text of this word alone would add to the
 * margin, runs of its characters included.
 *
 * @param texts folded
 */
export function knownFeatures(texts: readonly string[], features: FeatureOptions, head: ModelHead): KnownFeature[] {
  const samples = new Map<string, number>();
  for (const text of texts) {
    for (const word of wordsOf(text)) samples.set(word, (samples.get(word) ?? 0) + 1);
  }
  const known: KnownFeature[] = [];
  for (const [text, count] of samples) {
    if (count < LEAST_SAMPLES) continue;
    let sum = 0;
    eachFeature(text, features, (bucket) => (sum += head.weights[bucket]!));
    if (sum !== 0) known.push({ text, weight: Math.round(1000 * sum * head.step) / 1000, samples: count });
  }
  const order = (a: KnownFeature, b: KnownFeature): number => b.weight - a.weight || (a.text < b.text ? -1 : 1);
  known.sort(order);
  const half = MAX_KNOWN_FEATURES / 2;
  if (known.length <= MAX_KNOWN_FEATURES) return known;
  return [...known.slice(0, half), ...known.slice(-half)];
}

/** The distinct words of a text; in scripts without spaces, every two characters. */
function wordsOf(text: string): ReadonlySet<string> {
  const words = new Set<string>();
  eachToken(text, (kind, start, end) => {
    if (kind === TOKEN.word && end - start <= LONGEST) words.add(text.slice(start, end));
    else if (kind === TOKEN.spaceless) for (let at = start; at + 2 <= end; at++) words.add(text.slice(at, at + 2));
  });
  return words;
}
