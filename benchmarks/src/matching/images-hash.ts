/** Hashing images: pixels alone, and files from their bytes on. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { hammingDistance, parsePdqHash, pdqHash, type Pixels } from "@evenhand/matching";
import { loadImages } from "@evenhand/server";
import { BenchmarkError } from "../benchmark-error.js";
import { createRandom } from "../generate/random.js";
import { count, table, times } from "../report/table.js";
import type { SearchOptions } from "./images-banks.js";

/** The shared images and the C++ reference's hashes of them. They are read where they lie. */
const FOLDER = process.env["EVENHAND_SHARED_PDQ"] ?? "/work/shared/data/pdq";
/** What the C++ reference does on a machine of two cores, one thread: it is not here to be measured. */
const REFERENCE = { pixels: 274, files: 18 };
const MOST_BITS_APART = 2;
/** Calls before anything is measured, and of which a round has a multiple: there are so many images. */
const WARM_UP = 22;

/** Prints how fast images are hashed, and how far the hashes are from the reference's. */
export async function runImageHashes(print: (line: string) => void, measuring: Measuring): Promise<void> {
  const pixels = await perSecond(measuring, 1, hashPixels(1_600, 1_004));
  const rows = [["1600 × 1004 pixels to PDQ, one thread", count(pixels), times(pixels / REFERENCE.pixels)]];
  if (existsSync(join(FOLDER, "expected.csv"))) {
    const files = readFiles();
    const { createImageHasher, IMAGE_LIMITS } = await loadImages();
    for (const processes of [1, 2]) {
      using hasher = createImageHasher({ ...IMAGE_LIMITS, processes });
      if (processes === 1) print(`  ${await compare(files, (bytes) => hasher.hash(bytes))}`);
      const speed = await perSecond(measuring, processes, (turn) => hasher.hash(files[turn % files.length]!.bytes));
      const name = `files to PDQ, MD5 and SHA-256, ${processes === 1 ? "one process" : `${processes} processes`}`;
      rows.push([name, count(speed), times(speed / REFERENCE.files)]);
    }
  } else print(`  SKIPPED: ${FOLDER} is absent, so no files are hashed`);
  print(table([["hashing", "images/s", "of the C++ reference"], ...rows]));
  print(`  The C++ reference, measured elsewhere: ${REFERENCE.pixels} images/s of pixels, ${REFERENCE.files} files/s.`);
}

interface ImageFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly pdq: string;
}

function readFiles(): ImageFile[] {
  const lines = readFileSync(join(FOLDER, "expected.csv"), "utf8").trim().split(/\r?\n/).slice(1);
  return lines.map((line) => {
    const [pdq = "", , name = ""] = line.split(",");
    return { name, pdq, bytes: readFileSync(join(FOLDER, "images", name)) };
  });
}

async function compare(
  files: readonly ImageFile[],
  hash: (bytes: Buffer) => Promise<{ readonly pdq: string }>,
): Promise<string> {
  let most = 0;
  for (const { name, bytes, pdq } of files) {
    const distance = hammingDistance(parsePdqHash((await hash(bytes)).pdq)!, parsePdqHash(pdq)!);
    if (distance > MOST_BITS_APART) throw new BenchmarkError(`${name} is ${distance} bits from the reference's hash.`);
    most = Math.max(most, distance);
  }
  return `PDQ of ${files.length} files: at most ${most} bits from the C++ reference's`;
}

/** Seconds of a round, and rounds: the fastest counts. */
type Measuring = Pick<SearchOptions, "seconds" | "rounds">;

/** Calls with numbers that ascend, `together` at a time. */
async function perSecond(
  { seconds, rounds }: Measuring,
  together: number,
  work: (turn: number) => unknown,
): Promise<number> {
  for (let turn = 0; turn < WARM_UP; turn++) await work(turn);
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    let begun = 0;
    const worker = async (): Promise<void> => {
      // Whole rounds of the files, since they differ in size.
      while (performance.now() - began < seconds * 1_000 || begun % WARM_UP !== 0) await work(begun++);
    };
    await Promise.all(Array.from({ length: together }, worker));
    best = Math.max(best, (begun * 1_000) / (performance.now() - began));
  }
  return best;
}

/** Noise: what is in an image does not change how long it takes. */
function hashPixels(width: number, height: number): () => unknown {
  const random = createRandom(1);
  const data = Uint8Array.from({ length: width * height * 3 }, () => random.int(0, 255));
  const pixels: Pixels = { data, width, height, channels: 3 };
  return () => pdqHash(pixels);
}
