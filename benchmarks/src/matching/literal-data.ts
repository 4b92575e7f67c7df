/** Made-up lines and terms: the same seed gives the same files on every machine. */
import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createRandom, type Random, zipf } from "../generate/random.js";

const ONSETS =
  "b bl br c ch cl cr d dr f fl fr g gl gr h j k kn l m n p ph pl pr qu r s sc sh sk sl sm sn sp st str t th tr tw v w wh y z".split(
    " ",
  );
const NUCLEI = "a ai au e ea ee ei i ia ie o oa oi oo ou u ue y".split(" ");
const CODAS = [
  "",
  "",
  "",
  "",
  ..."b ck ct d ft g l ld ll m mp n nd ng nt p r rd rn rs rt s sh ss st t tch th x".split(" "),
];
/**
 * What a line that is not plain ASCII has at its end. No word mixes letters of ASCII and others: RE2's `\b` would see its end
 * within it; and none folds to ASCII. There the engines would rightly disagree.
 */
const FOREIGN = "ðþ đłø страница привет мир жёлтый 海外 便宜 船 データ 😀 · – “ ”".split(" ");

const SEED = 4;

/** Paths of the files of one size of text. */
export interface LiteralData {
  readonly textFile: string;
  readonly bytes: number;
  readonly lines: number;
  /** By number of terms. */
  readonly termFiles: ReadonlyMap<number, string>;
}

function syllable(random: Random): string {
  return random.pick(ONSETS) + random.pick(NUCLEI) + random.pick(CODAS);
}

/** A made-up word of 1 to 4 syllables. */
function makeWord(random: Random): string {
  let word = "";
  for (let count = random.int(1, random.int(1, 4)); count > 0; count--) word += syllable(random);
  return word;
}

/**
 * Distinct terms of 6 to 28 characters: pieces joined as names are, half of them words of the text, the common ones more often.
 * The first thousand of more are the terms of a thousand.
 */
function makeTerms(count: number, vocabulary: readonly string[], draw: (random: Random) => number): readonly string[] {
  const random = createRandom(5);
  const piece = (): string => (random.chance(0.5) ? (vocabulary[draw(random)] as string) : makeWord(random));
  const terms = new Set<string>();
  while (terms.size < count) {
    let term = piece();
    do term += random.pick(["", "-", "-", "-", "."]) + piece();
    while (term.length < 6 || random.chance(0.45));
    if (term.length <= 28) terms.add(term);
  }
  return [...terms];
}

/** Words of the text, and the draw that gives common ones more often. */
function makeVocabulary(random: Random): {
  readonly vocabulary: readonly string[];
  readonly draw: (random: Random) => number;
} {
  const vocabulary = Array.from({ length: 60_000 }, () => makeWord(random));
  return { vocabulary, draw: zipf(vocabulary.length, 1) };
}

/**
 * Writes regular expressions, of which few match: words of the text at their edges, with separators that may be there, gaps, and
 * other spellings.
 */
export function writeRules(folder: string, count: number): string {
  const { vocabulary, draw } = makeVocabulary(createRandom(SEED));
  const random = createRandom(6);
  const word = (): string => {
    let one = "";
    while (one.length < 4) one = vocabulary[random.chance(0.3) ? draw(random) : random.int(0, 59_999)] as string;
    return one;
  };
  const rules = Array.from({ length: count }, () => {
    switch (random.int(0, 3)) {
      case 0:
        return `\\b${word()}[ .-]?${word()}\\b`;
      case 1:
        return `\\b${word()}.{0,3}${word()}`;
      case 2:
        return `\\b(?:${word()}|${word()})[ -]{0,3}${word()}\\b`;
      default:
        return `\\b${word()} ${word()[0]}\\w{0,3}s?\\b`;
    }
  });
  const ruleFile = join(folder, `rules-${count}.txt`);
  writeFileSync(ruleFile, `${rules.join("\n")}\n`);
  return ruleFile;
}

/** Writes lower-case lines (59 bytes on average, every eighteenth not ASCII) and the terms, of which few occur. */
export function writeLiteralData(folder: string, bytes: number, sizes: readonly number[]): LiteralData {
  const random = createRandom(SEED);
  const { vocabulary, draw } = makeVocabulary(random);
  const terms = makeTerms(Math.max(...sizes), vocabulary, draw);
  const textFile = join(folder, "lines.txt");
  const file = openSync(textFile, "w");
  let written = 0;
  let lines = 0;
  while (written < bytes) {
    let block = "";
    for (let i = 0; i < 2_000; i++, lines++) {
      const length = random.int(1, 115);
      let line = "";
      while (line.length < length) line += `${vocabulary[draw(random)]} `;
      if (lines % 18 === 0) line += random.pick(FOREIGN);
      // One line in fourteen has one of all terms; so the first thousand of a hundred thousand are in few.
      line = line.trimEnd();
      if (random.chance(0.07)) line += ` ${random.pick(terms)}`;
      block += `${line}\n`;
    }
    written += writeSync(file, block);
  }
  closeSync(file);
  const termFiles = new Map<number, string>();
  for (const size of sizes) {
    const termFile = join(folder, `terms-${size}.txt`);
    writeFileSync(termFile, `${terms.slice(0, size).join("\n")}\n`);
    termFiles.set(size, termFile);
  }
  return { textFile, bytes: written, lines, termFiles };
}
