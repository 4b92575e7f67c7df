/** Banks of hashes for the index benchmark, made up from a seed: evenly spread, and crowded as banks of real images are. */
import { createRandom, type Random } from "../generate/random.js";

/** A bank, and hashes to look up in it; eight words each. */
export interface HashBank {
  readonly size: number;
  readonly words: Uint32Array;
  readonly queries: Uint32Array;
}

/** How searches are measured. */
export interface SearchOptions {
  readonly radius: number;
  /** Of one round; the fastest round counts, because other programs only ever slow one down. */
  readonly seconds: number;
  readonly rounds: number;
}

const WORDS = 8;
/** As far from a banked hash as one that has to be found can be. */
const FLIPS = 31;
/** In a crowded bank, half of the hashes are versions of so many images for each thousand. */
const CENTRES_PER_THOUSAND = 5;
const LARGEST_CHANGE = 60;

export function makeBank(size: number, queries: number, crowded: boolean): HashBank {
  const random = createRandom(size + Number(crowded));
  const bank = new Uint32Array(size * WORDS);
  const centres = Math.ceil((size / 1_000) * CENTRES_PER_THOUSAND);
  for (let row = 0; row < size; row++) {
    const hash = bank.subarray(row * WORDS, (row + 1) * WORDS);
    if (crowded && row >= centres && random.chance(0.5)) {
      const centre = random.int(0, centres - 1);
      hash.set(bank.subarray(centre * WORDS, (centre + 1) * WORDS));
      flip(hash, random.int(0, LARGEST_CHANGE), random);
    } else {
      for (let word = 0; word < WORDS; word++) hash[word] = random.next() * 2 ** 32;
    }
  }
  const asked = new Uint32Array(queries * WORDS);
  for (let query = 0; query < queries; query++) {
    const row = random.int(0, size - 1);
    const hash = asked.subarray(query * WORDS, (query + 1) * WORDS);
    hash.set(bank.subarray(row * WORDS, (row + 1) * WORDS));
    flip(hash, FLIPS, random);
  }
  return { size, words: bank, queries: asked };
}

function flip(hash: Uint32Array, bits: number, random: Random): void {
  const chosen = new Set<number>();
  while (chosen.size < bits) chosen.add(random.int(0, 255));
  for (const bit of chosen) hash[bit >> 5]! ^= 1 << (bit & 31);
}

/** How many hashes of the bank are within `radius` of each of the first `queries`: by comparing with all. */
export function countByDefinition(bank: HashBank, queries: number, radius: number): number[] {
  const words = new Int32Array(bank.words.buffer, bank.words.byteOffset, bank.words.length);
  return Array.from({ length: queries }, (_, query) => {
    const asked = Int32Array.from(bank.queries.subarray(query * WORDS, (query + 1) * WORDS));
    let found = 0;
    for (let base = 0; base < words.length; base += WORDS) {
      let distance = 0;
      for (let word = 0; word < WORDS && distance <= radius; word++) {
        for (let left = words[base + word]! ^ asked[word]!; left !== 0; left &= left - 1) distance += 1;
      }
      if (distance <= radius) found += 1;
    }
    return found;
  });
}
