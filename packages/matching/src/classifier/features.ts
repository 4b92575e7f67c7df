/**
 * Features of a text: hashed n-grams of words and of characters inside of words (the "hashing trick": Weinberger, Dasgupta,
 * Langford, Smola and Attenberg, "Feature hashing for large scale multitask learning", 2009).
 */
import { mix32 } from "../shingles.js";
import { eachToken, TOKEN } from "./tokens.js";

/** Which n-grams a model reads. A part of the model file. */
export interface FeatureOptions {
  /** Buckets are 2 to this power: 10 to 22. */
  readonly bits: number;
  /** Longest run of words, 1 to 3; 1 is words alone. */
  readonly words: number;
  /** Shortest and longest run of characters inside of a word, 1 to 6; `[0, 0]`: none. */
  readonly characters: readonly [number, number];
}

/**
 * Receives features in order.
 * @param bucket where it is counted
 * @param start of the folded text, in UTF-16 code units: that of the first word for a run of words, that of the word for a run of characters
 */
export type OnFeature = (bucket: number, start: number, end: number) => void;

const PRIME = 0x01000193;
const WORD_SALT = 0x51ed270b;
const RUN_SALT = 0x2545f491;
const CHARACTER_SALT = 0x3c6ef372;
/** Stand for the edges of a word; folding drops both, so no text holds them. */
const BEGIN = 2;
const END = 3;
/** Characters of a run of a script without spaces that say as much as a word does. */
const SPACELESS_MOST = 4;

/** What a mention or a link hashes as. */
const MENTION_HASH = 0x40;
const LINK_HASH = 0x2f2f;

/** Calls `onFeature` for every feature of a folded text, repeated ones too. Linear in the length of the text. */
export function eachFeature(folded: string, options: FeatureOptions, onFeature: OnFeature): void {
  const shift = 32 - options.bits;
  const [least, most] = options.characters;
  let before = 0;
  let beforeStart = 0;
  let second = 0;
  let secondStart = 0;
  let known = 0;
  const word = (hash: number, start: number, end: number): void => {
    onFeature(mix32(hash ^ WORD_SALT) >>> shift, start, end);
    if (options.words > 1 && known > 0) {
      const pair = Math.imul(before ^ RUN_SALT, PRIME) + hash;
      onFeature(mix32(pair) >>> shift, beforeStart, end);
      if (options.words > 2 && known > 1) {
        const three = Math.imul(Math.imul(second ^ RUN_SALT, PRIME) + before, PRIME) + hash;
        onFeature(mix32(three ^ RUN_SALT) >>> shift, secondStart, end);
      }
    }
    second = before;
    secondStart = beforeStart;
    before = hash;
    beforeStart = start;
    known += 1;
  };
  eachToken(folded, (kind, start, end) => {
    if (kind === TOKEN.mention) return word(MENTION_HASH, start, end);
    if (kind === TOKEN.link) return word(LINK_HASH, start, end);
    if (kind === TOKEN.spaceless) {
      // Every character is a word, and runs of them are words too.
      for (let at = start; at < end; at++) {
        let hash = CHARACTER_SALT;
        for (let length = 1; length <= SPACELESS_MOST && at + length <= end; length++) {
          hash = Math.imul(hash ^ folded.charCodeAt(at + length - 1), PRIME);
          onFeature(mix32(hash + length) >>> shift, at, at + length);
        }
      }
      known = 0;
      return;
    }
    let hash = WORD_SALT;
    // "!!!" is more than "!" and no more than "!!!!!!".
    const stop = kind === TOKEN.symbol ? Math.min(end, start + 3) : end;
    for (let at = start; at < stop; at++) hash = Math.imul(hash ^ folded.charCodeAt(at), PRIME);
    word(hash, start, end);
    if (kind === TOKEN.symbol || most === 0) return;
    const last = end;
    for (let at = start - 1; at < end; at++) {
      let gram = CHARACTER_SALT ^ RUN_SALT;
      const farthest = Math.min(at + most, last + 1);
      for (let next = at; next < farthest; next++) {
        const unit = next < start ? BEGIN : next >= last ? END : folded.charCodeAt(next);
        gram = Math.imul(gram ^ unit, PRIME);
        const length = next - at + 1;
        if (length >= least) onFeature(mix32(gram + length) >>> shift, start, end);
      }
    }
  });
}
