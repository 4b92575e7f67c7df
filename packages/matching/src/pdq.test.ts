import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPdqHash, hammingDistance, PDQ_SAME_IMAGE, type PdqHash } from "./image-hash.js";
import { pdqDihedral, pdqHash } from "./pdq.js";
import type { Pixels } from "./pdq-pixels.js";
import { DIHEDRAL, type Dihedral } from "./pdq-transform.js";

/** An image with something in it: bright and dark fields, as the seed says. */
function picture(seed: number, width = 97, height = 71, channels: 1 | 2 | 3 | 4 = 3): Pixels {
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const field = Math.floor((y / height) * 12) * 12 + Math.floor((x / width) * 12);
      data.fill(
        Math.imul(seed * 1_000 + field, 0x9e3779b1) >>> 24,
        (y * width + x) * channels,
        (y * width + x + 1) * channels,
      );
    }
  }
  return { data, width, height, channels };
}

describe("pdqHash", () => {
  // That it agrees with the C++ reference on image files is tested where files are decoded: packages/server/src/images.
  it.each([
    [1, 97, 71, "c7ab25decf00c6606cfc9b0739ff7eaaf80464ccc607ec1209e2f836a73864b1 100"],
    [2, 700, 300, "2df5b972d615e43e5bc939c178eb468dd20af00752e3cc5ace4a4ef0f04952a9 100"],
    [3, 64, 64, "e57c31b98314ce00cfa1917f3cebee441a87f805f8527a18b5ca5ae066d9da63 100"],
    [4, 512, 130, "b10639ea9f5146949f7bb9fb64bac6114fe9d2322df0d219e042f029538352ee 100"],
  ])("has the hash that it had when it agreed with the reference: picture %i", (seed, width, height, expected) => {
    const { hash, quality } = pdqHash(picture(seed, width, height));
    expect(`${formatPdqHash(hash)} ${quality}`).toBe(expected);
  });

  it("has the hashes of an image turned and mirrored, nearly", () => {
    const image = picture(6, 90, 90);
    const { hashes, quality } = pdqDihedral(image);
    expect({ hash: hashes.original, quality }).toEqual(pdqHash(image));
    const moved = (from: (x: number, y: number) => number): PdqHash => {
      const data = image.data.slice();
      for (let y = 0; y < 90; y++) {
        for (let x = 0; x < 90; x++)
          data.set(image.data.subarray(from(x, y) * 3, from(x, y) * 3 + 3), (y * 90 + x) * 3);
      }
      return pdqHash({ ...image, data }).hash;
    };
    const last = 89;
    const expected: Readonly<Record<Dihedral, PdqHash>> = {
      original: moved((x, y) => y * 90 + x),
      rotate90: moved((x, y) => x * 90 + (last - y)),
      rotate180: moved((x, y) => (last - y) * 90 + (last - x)),
      rotate270: moved((x, y) => (last - x) * 90 + y),
      flipX: moved((x, y) => (last - y) * 90 + x),
      flipY: moved((x, y) => y * 90 + (last - x)),
      flipPlus1: moved((x, y) => x * 90 + y),
      flipMinus1: moved((x, y) => (last - x) * 90 + (last - y)),
    };
    for (const change of DIHEDRAL) {
      expect([change, hammingDistance(hashes[change], expected[change]) <= 16]).toEqual([change, true]);
    }
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
