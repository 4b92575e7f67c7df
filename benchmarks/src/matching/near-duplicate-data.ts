/** Made-up posts, edits of them, and posts that are like no other: the same seed gives the same texts on every machine. */
import { sketchText } from "@evenhand/matching";
import { createRandom, type Random, zipf } from "../generate/random.js";
import { VOCABULARY } from "../generate/vocabulary.js";

/** A post and what it is an edit of. */
export interface EditedPost {
  readonly text: string;
  readonly original: number;
  /** Jaccard similarity of the two. */
  readonly similarity: number;
}

/** Of the samples, this share are edits of a few hundred templates, as campaigns make them. */
const CAMPAIGNS = 0.2;
const TEMPLATES = 400;

/** Edits are made until their similarity lies here. */
const LEAST = 0.78;
const MOST = 0.86;

const draw = zipf(VOCABULARY.length, 0.8);

function writePost(random: Random): string[] {
  return Array.from({ length: random.int(8, 32) }, () => VOCABULARY[draw(random)] as string);
}

function replaceWords(words: readonly string[], count: number, random: Random): string[] {
  const edited = [...words];
  for (let k = 0; k < count; k++) edited[random.int(0, edited.length - 1)] = VOCABULARY[draw(random)] as string;
  return edited;
}

/** Samples: the first four fifths are posts of their own, the others belong to campaigns. */
export function makeSamples(count: number): string[] {
  const random = createRandom(11);
  const templates = Array.from({ length: TEMPLATES }, () => [...writePost(random), ...writePost(random)]);
  const alone = Math.floor(count * (1 - CAMPAIGNS));
  return Array.from({ length: count }, (_, k) => {
    const words = k < alone ? writePost(random) : replaceWords(random.pick(templates), random.int(1, 6), random);
    return words.join(" ");
  });
}

/** Posts that are like no sample. */
export function makeUnrelated(count: number): string[] {
  const random = createRandom(12);
  return Array.from({ length: count }, () => writePost(random).join(" "));
}

/** Edits of samples `[from, to)` at a similarity of about 0.8. */
export function makeEdits(samples: readonly string[], from: number, to: number, count: number): EditedPost[] {
  const random = createRandom(13 + from);
  const edits: EditedPost[] = [];
  while (edits.length < count) {
    const original = random.int(from, to - 1);
    const words = (samples[original] as string).split(" ");
    for (let replaced = 1; replaced <= 4; replaced++) {
      const text = replaceWords(words, replaced, random).join(" ");
      const similarity = similarityOf(text, samples[original] as string);
      if (similarity < LEAST) break;
      if (similarity > MOST) continue;
      edits.push({ text, original, similarity });
      break;
    }
  }
  return edits;
}

/** The definition, on sets. */
export function similarityOf(one: string, other: string): number {
  const left = new Set(sketchText(one).shingles);
  const right = sketchText(other).shingles;
  const shared = right.filter((shingle) => left.has(shingle)).length;
  return shared / (left.size + right.length - shared);
}
