import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPdqHash, hammingDistance, parsePdqHash, PDQ_SAME_IMAGE } from "./image-hash.js";
import { pdqDihedral, pdqHash } from "./pdq.js";
import type { Pixels } from "./pdq-pixels.js";
import { DIHEDRAL } from "./pdq-transform.js";

// Beside the repository; see "Data for tests" in CONTRIBUTING.
const folder =
  process.env["EVENHAND_SHARED_DATA"] ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));
const data = existsSync(`${folder}/pdq`) ? `${folder}/pdq` : undefined;
if (data === undefined)
  console.warn("SKIPPED: the shared PDQ data is absent; hashes are not compared with the reference's.");

async function pixelsOf(image: string): Promise<Pixels> {
  // A test may decode; the package itself does not.
  const { default: sharp } = await import("sharp");
  const { data: bytes, info } = await sharp(`${data}/images/${image}`).raw().toBuffer({ resolveWithObject: true });
  return { data: bytes, width: info.width, height: info.height, channels: info.channels as 3 };
}

const lines = (name: string): string[] => readFileSync(`${data}/${name}`, "utf8").split(/\r?\n/).filter(Boolean);

/** An image with something in it: blobs at places that the seed says. */
function picture(seed: number, width = 97, height = 71, channels: 1 | 2 | 3 | 4 = 3): Pixels {
  const bytes = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const u = x / width;
      const v = y / height;
      const value =
        127 + 60 * Math.sin(u * (7 + (seed % 5)) + v * 11) + 60 * Math.cos(v * (5 + (seed % 7)) - u * u * 9);
      bytes.fill(value, (y * width + x) * channels, (y * width + x + 1) * channels);
    }
  }
  return { data: bytes, width, height, channels };
}

describe("pdqHash", () => {
  it.skipIf(data === undefined)("agrees with the C++ reference on its images", async () => {
    const distances: number[] = [];
    const qualities: [string, number][] = [];
    for (const line of lines("expected.csv").slice(1)) {
      const [hash = "", quality, image = ""] = line.split(",");
      const found = pdqHash(await pixelsOf(image));
      distances.push(hammingDistance(found.hash, parsePdqHash(hash)!));
      if (found.quality !== Number(quality)) qualities.push([image, found.quality]);
    }
    expect(Math.max(...distances)).toBeLessThanOrEqual(2);
    expect(distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)]).toBe(0);
    expect(qualities).toEqual([]);
  });

  it.skipIf(data === undefined)("has the reference's hashes of an image turned and mirrored", async () => {
    const { hashes } = pdqDihedral(await pixelsOf("bridge-1-original.jpg"));
    const expected = lines("dihedral-bridge-1-original.txt").map((line) => parsePdqHash(line.trim())!);
    const distances = DIHEDRAL.map((change, index) => hammingDistance(hashes[change], expected[index]!));
    expect(Math.max(...distances)).toBeLessThanOrEqual(2);
  });

  it("passes over alpha", () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.integer({ min: 5, max: 600 }),
        fc.integer({ min: 5, max: 200 }),
        (seed, width, height) => {
          const [grey, withAlpha, rgb, rgba] = ([1, 2, 3, 4] as const).map((channels) =>
            pdqHash(picture(seed, width, height, channels)),
          );
          expect(withAlpha).toEqual(grey);
          expect(rgba).toEqual(rgb);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("knows an image again that is a little brighter, and tells others apart", () => {
    const { hash, quality } = pdqHash(picture(1));
    const brighter = picture(1);
    const raised = { ...brighter, data: brighter.data.map((value) => Math.min(255, value + 9)) };
    expect(quality).toBeGreaterThan(0);
    expect(hammingDistance(pdqHash(raised).hash, hash)).toBeLessThanOrEqual(PDQ_SAME_IMAGE);
    expect(hammingDistance(pdqHash(picture(9)).hash, hash)).toBeGreaterThan(PDQ_SAME_IMAGE);
  });

  it("has no quality where there is nothing to see", () => {
    const flat = { data: new Uint8Array(300 * 200).fill(90), width: 300, height: 200, channels: 1 } as const;
    expect(pdqHash(flat).quality).toBe(0);
    const narrow = { data: new Uint8Array(4 * 900).fill(90), width: 4, height: 900, channels: 1 } as const;
    expect(pdqHash(narrow)).toEqual({ hash: new Uint32Array(8), quality: 0 });
    expect(formatPdqHash(pdqHash(narrow).hash)).toBe("0".repeat(64));
  });

  it.each([
    { data: new Uint8Array(11), width: 2, height: 2, channels: 3 },
    { data: new Uint8Array(0), width: 0, height: 0, channels: 3 },
    { data: new Uint8Array(4), width: 2.5, height: 1.6, channels: 1 },
    { data: new Uint8Array(20), width: 2, height: 2, channels: 5 as 4 },
  ] as const)("refuses pixels that do not fit their sizes", (pixels) => {
    expect(() => pdqHash(pixels)).toThrow(expect.objectContaining({ code: "EH_PIXELS_INVALID" }));
  });
});
