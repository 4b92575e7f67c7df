/** Near-duplicate texts: how many edits of a million samples are found, how quickly, and in how much memory. */
import { createFloodDetector, createSampleBank, SIMILARITY_FLOOR } from "@evenhand/matching";
import { BenchmarkError } from "../benchmark-error.js";
import { count, milliseconds, percent, table, times } from "../report/table.js";
import { type EditedPost, makeEdits, makeSamples, makeUnrelated, similarityOf } from "./near-duplicate-data.js";
import { PlainMinHash } from "./plain-minhash.js";

/** What the textbook's index is given: with a million samples it does not fit into a heap. */
const PLAIN_SIZE = 50_000;
/** Edits for which every sample is compared, to show that nothing is nearer than what is counted as found. */
const EXACT_QUERIES = 3;
const EXACT_SAMPLES = 20_000;

interface Row {
  readonly name: string;
  readonly perSecond: number;
  readonly recall: number | undefined;
}

type Ask = (text: string) => number;

/** Prints the figures of the product at full size, and those of a textbook's index beside it at a size that it can hold. */
export async function runNearDuplicates(
  print: (line: string) => void,
  { quick }: { readonly quick: boolean },
): Promise<void> {
  const size = quick ? 50_000 : 1_000_000;
  const queries = quick ? 1_000 : 4_000;
  const samples = makeSamples(size).map((text, place) => ({ id: String(place), text }));
  const texts = samples.map(({ text }) => text);
  const alone = Math.floor(size * 0.8);
  const asked = {
    "edits of posts": makeEdits(texts, 0, alone, queries),
    "edits within campaigns": makeEdits(texts, alone, size, queries),
    "unrelated posts": makeUnrelated(queries),
  };
  const began = performance.now();
  const bank = createSampleBank(samples);
  const buildMs = performance.now() - began;
  const ask: Ask = (text) => bank.nearest(text)?.similarity ?? 0;
  const rows: Row[] = [];
  for (const [name, posts] of Object.entries(asked)) {
    // What making the samples left behind is collected first.
    await heapAndBuffers();
    rows.push(measure(name, posts, ask));
  }
  const length = texts.reduce((sum, text) => sum + text.length, 0) / size;
  print(
    `  ${size.toLocaleString("en")} samples of ${count(length)} characters; similar(), recall at Jaccard 0.78 to 0.86, one thread`,
  );
  print(`  build ${milliseconds(buildMs)}, ${count(bank.bytes / size)} bytes a sample\n`);
  print(table([["asked for", "queries/s", "recall"], ...rows.map(cells)]));
  checkExact(texts.slice(0, EXACT_SAMPLES));
  printChanges(print, bank, samples.slice(0, 10_000));
  await printPlain(print, texts.slice(0, Math.min(size, PLAIN_SIZE)));
  printFloods(print, quick ? 20_000 : 100_000);
}

function measure(name: string, posts: readonly (EditedPost | string)[], ask: Ask): Row {
  let found = 0;
  const began = performance.now();
  for (const post of posts) {
    // Found is the original, or a sample that is as near.
    if (typeof post === "string") ask(post);
    else if (ask(post.text) >= post.similarity) found += 1;
  }
  const perSecond = (posts.length / (performance.now() - began)) * 1_000;
  return { name, perSecond, recall: typeof posts[0] === "string" ? undefined : found / posts.length };
}

function cells({ name, perSecond, recall }: Row): string[] {
  return [name, count(perSecond), recall === undefined ? "–" : percent(recall)];
}

/** Everything compared with everything: the bank has to answer the same. */
function checkExact(texts: readonly string[]): void {
  const bank = createSampleBank(texts.map((text, place) => ({ id: String(place), text })));
  for (const { text } of makeEdits(texts, 0, texts.length, EXACT_QUERIES)) {
    const nearest = texts.reduce((best, sample) => Math.max(best, similarityOf(text, sample)), 0);
    const answer = bank.nearest(text)?.similarity ?? 0;
    if (answer > nearest) throw new BenchmarkError(`The bank says ${answer}, comparing with every sample ${nearest}.`);
    if (answer < nearest) throw new BenchmarkError(`The bank missed a sample that is similar at ${nearest}.`);
  }
}

function printChanges(
  print: (line: string) => void,
  bank: ReturnType<typeof createSampleBank>,
  samples: readonly { readonly id: string; readonly text: string }[],
): void {
  // The first removal makes the table of ids.
  bank.remove(samples[0]?.id ?? "");
  const began = performance.now();
  for (const { id } of samples.slice(1)) bank.remove(id);
  const removed = performance.now();
  for (const sample of samples) bank.add(sample);
  const added = performance.now();
  print(
    `\n  changes without a rebuild: ${count((samples.length / (removed - began)) * 1_000)} removed, ` +
      `${count((samples.length / (added - removed)) * 1_000)} added a second`,
  );
}

async function printPlain(print: (line: string) => void, texts: readonly string[]): Promise<void> {
  const edits = makeEdits(texts, 0, texts.length, 2_000);
  const began = performance.now();
  const bank = createSampleBank(texts.map((text, place) => ({ id: String(place), text })));
  const built = performance.now();
  // Before the other index fills the heap: collecting its garbage would cost both.
  const ours = measure("Evenhand", edits, (text) => bank.nearest(text)?.similarity ?? 0);
  const before = await heapAndBuffers();
  const plainBegan = performance.now();
  const plain = new PlainMinHash();
  for (const text of texts) plain.add(text);
  const plainMs = performance.now() - plainBegan;
  const plainBytes = (await heapAndBuffers()) - before;
  const theirs = measure(
    "MinHash by the book",
    edits,
    (text) => plain.nearest(text, SIMILARITY_FLOOR)?.similarity ?? 0,
  );
  print(`\n  the same beside an index by the book, ${texts.length.toLocaleString("en")} samples\n`);
  print(
    table([
      ["index", "queries/s", "recall", "ours is", "build", "bytes a sample"],
      [...cells(ours), times(1), milliseconds(built - began), count(bank.bytes / texts.length)],
      [
        ...cells(theirs),
        times(ours.perSecond / theirs.perSecond),
        milliseconds(plainMs),
        plainBytes > 0 ? count(plainBytes / texts.length) : "–",
      ],
    ]),
  );
}

function printFloods(print: (line: string) => void, size: number): void {
  const floods = createFloodDetector({ windowMs: 3_600_000, maxEntries: size });
  const posts = makeSamples(size);
  let twins = 0;
  const began = performance.now();
  for (const [place, text] of posts.entries()) {
    if (floods.add(String(place), text, place, String(place % 5_000)).twins > 0) twins += 1;
  }
  const perSecond = (size / (performance.now() - began)) * 1_000;
  print(
    `\n  floods: ${count(perSecond)} posts/s into a window of ${size.toLocaleString("en")}, ` +
      `${twins.toLocaleString("en")} of them near twins; ${count(floods.bytes / size)} bytes a post`,
  );
}

async function heapAndBuffers(): Promise<number> {
  // Two turns, because what the first one frees may hold on to more.
  for (let turn = 0; turn < 2; turn++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
