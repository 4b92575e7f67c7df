import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { EvenhandError, HashedImage } from "@evenhand/contract";
import { DIHEDRAL, hammingDistance, parsePdqHash } from "@evenhand/matching";
import fc from "fast-check";
import sharp, { type Sharp } from "sharp";
import { Check } from "typebox/value";
import { afterAll, describe, expect, it, vi } from "vitest";
import { createImageHasher, hashImage } from "./hash-image.js";
import { IMAGE_LIMITS, RUNTIME_MB } from "./image-limits.js";

const hasher = createImageHasher();
afterAll(() => hasher[Symbol.dispose]());

const distance = (a: string, b: string): number => hammingDistance(parsePdqHash(a)!, parsePdqHash(b)!);
const failing = (code: string): unknown => expect.objectContaining({ code });

/** A picture with something in it, bright and dark fields, as a decoder that is not ours makes it. */
function picture(width = 300, height = 200, seed = 1): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    const column = Math.floor(((at % width) / width) * 12);
    const row = Math.floor((Math.floor(at / width) / height) * 12);
    const field = Math.imul(seed * 1_000 + row * 12 + column, 0x9e3779b1) >>> 24;
    data.fill(field, at * 3, at * 3 + 3);
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

const encode = {
  jpeg: (image: Sharp) => image.jpeg({ quality: 95 }).toBuffer(),
  png: (image: Sharp) => image.png().toBuffer(),
  webp: (image: Sharp) => image.webp({ quality: 95 }).toBuffer(),
  gif: (image: Sharp) => image.gif().toBuffer(),
  tiff: (image: Sharp) => image.tiff().toBuffer(),
  avif: (image: Sharp) => image.avif({ quality: 90, effort: 0 }).toBuffer(),
};

describe("hashImage", () => {
  it.each(Object.entries(encode))("reads %s", async (format, make) => {
    const bytes = await make(picture());
    const image = await hasher.hash(bytes, { dihedral: true });
    expect(Check(HashedImage, image)).toBe(true);
    expect(image).toMatchObject({
      format,
      width: 300,
      height: 200,
      bytes: bytes.length,
      dihedral: { original: image.pdq },
    });
    expect(image.md5).toBe(createHash("md5").update(bytes).digest("hex"));
    expect(image.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    const exact = await hasher.hash(await encode.png(picture()));
    expect(distance(image.pdq, exact.pdq)).toBeLessThanOrEqual(10);
  });

  it("reads unusual images: 16 bits, grey, CMYK, alpha, interlaced, rotated by EXIF", async () => {
    const plain = await hasher.hash(await encode.png(picture()));
    const near = async (bytes: Buffer): Promise<number> => distance((await hasher.hash(bytes)).pdq, plain.pdq);
    expect(await near(await picture().toColourspace("rgb16").png().toBuffer())).toBeLessThanOrEqual(4);
    expect(await near(await picture().toColourspace("b-w").png().toBuffer())).toBeLessThanOrEqual(4);
    expect(await near(await picture().toColourspace("cmyk").jpeg().toBuffer())).toBeLessThanOrEqual(31);
    expect(await near(await picture().ensureAlpha(0.2).png().toBuffer())).toBe(0);
    expect(await near(await picture().png({ progressive: true }).toBuffer())).toBe(0);
    expect(await near(await picture().png().withMetadata({ orientation: 6 }).toBuffer())).toBe(0);
    expect(
      await near(await picture().jpeg({ quality: 95 }).withMetadata({ orientation: 3 }).toBuffer()),
    ).toBeLessThanOrEqual(10);
  });

  it("takes the first frame of what moves, and the first page of several", async () => {
    const frames = await Promise.all([picture(), picture(300, 200, 2)].map((image) => encode.png(image)));
    const first = await hasher.hash(frames[0]!);
    const joined = sharp(frames, { join: { animated: true } });
    for (const bytes of [
      await joined
        .clone()
        .gif({ delay: [50, 50] })
        .toBuffer(),
      await joined.clone().webp({ lossless: true }).toBuffer(),
    ]) {
      const image = await hasher.hash(bytes);
      expect(image).toMatchObject({ width: 300, height: 200 });
      expect(distance(image.pdq, first.pdq)).toBeLessThanOrEqual(10);
    }
  });

  it("flags what has too little in it", async () => {
    const flat = await sharp({ create: { width: 90, height: 90, channels: 3, background: "#345" } })
      .png()
      .toBuffer();
    expect(await hasher.hash(flat)).toMatchObject({ quality: 0, lowQuality: true });
  });

  const svg =
    '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&e;</text></svg>';
  it.each([
    ["no bytes", Buffer.alloc(0)],
    ["zeros", Buffer.alloc(4_096)],
    ["an SVG that reads files", Buffer.from(svg)],
    ["a huge SVG", Buffer.from(svg.replace('"9"', '"1e9"'))],
    ["a PDF", Buffer.from("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")],
    ["HTML", Buffer.from("<!doctype html><img src=x onerror=alert(1)>")],
    ["HEIC", Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1")],
    ["an executable", readFileSync(process.execPath).subarray(0, 10_000)],
  ])("refuses %s before it is decoded", async (_, bytes) => {
    await expect(hasher.hash(bytes)).rejects.toEqual(failing("EH_IMAGE_FORMAT"));
  });

  it("refuses what begins as an image and is none, or is cut off", async () => {
    for (const start of [
      "GIF89a",
      "\u{ff}\u{d8}\u{ff}\u{e0}",
      "\u{89}PNG\r\n\u{1a}\n",
      "RIFF\0\0\0\0WEBP",
      "II*\0",
      "\0\0\0\x1cftypavif",
    ]) {
      const bytes = Buffer.concat([Buffer.from(start, "latin1"), Buffer.from(svg)]);
      await expect(hasher.hash(bytes)).rejects.toEqual(failing("EH_IMAGE_UNREADABLE"));
    }
    for (const make of [encode.jpeg, encode.png, encode.webp, encode.avif, encode.tiff]) {
      const bytes = await make(picture());
      await expect(hasher.hash(bytes.subarray(0, bytes.length / 2))).rejects.toEqual(failing("EH_IMAGE_UNREADABLE"));
    }
  });

  it("hashes the image that something else is hidden behind", async () => {
    const bytes = await encode.jpeg(picture());
    const { pdq } = await hasher.hash(bytes);
    const polyglot = Buffer.concat([bytes, Buffer.from("PK\u0003\u0004<script>alert(1)</script>%PDF-1.7")]);
    expect((await hasher.hash(polyglot)).pdq).toBe(pdq);
  });

  it("refuses more pixels than may be before they take memory", async () => {
    const png = await encode.png(picture(60, 60));
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    // The header's checksum.
    const { crc32 } = await import("node:zlib");
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    const gif = await encode.gif(picture(60, 60));
    const frame = gif.indexOf(0x2c, 13 + 3 * 2 ** ((gif[10]! & 7) + 1));
    // The canvas, and the frame on it.
    for (const at of [6, 8, frame + 5, frame + 7]) gif.writeUInt16LE(65_535, at);
    for (const bytes of [png, gif]) await expect(hasher.hash(bytes)).rejects.toEqual(failing("EH_IMAGE_TOO_LARGE"));
  });

  it("reads the largest that is allowed, from a few kilobytes", async () => {
    const flat = sharp({ create: { width: 8_000, height: 8_000, channels: 3, background: "#777" } });
    for (const make of [encode.png, encode.jpeg]) {
      const bytes = await make(flat.clone());
      expect(bytes.length).toBeLessThan(1_000_000);
      expect(await hasher.hash(bytes)).toMatchObject({ quality: 0, width: 8_000 });
    }
  });

  it("ends what takes too long or too much, and goes on with the next", async () => {
    const large = await encode.png(picture(5_000, 5_000));
    const small = await encode.png(picture());
    using slow = createImageHasher({ ...IMAGE_LIMITS, processes: 1, timeMs: 250 });
    await expect(slow.hash(large)).rejects.toEqual(failing("EH_IMAGE_TOO_COSTLY"));
    // 256 MB of pixels in a process that may have a little more than its own start needs.
    const wide = { width: 8_000, height: 8_000, channels: 4, background: "#7777" } as const;
    const heavy = await sharp({ create: wide }).png().toBuffer();
    using narrow = createImageHasher({ ...IMAGE_LIMITS, processes: 1, memoryMb: RUNTIME_MB + 352 });
    expect(await narrow.hash(small)).toMatchObject({ width: 300 });
    await expect(narrow.hash(heavy)).rejects.toEqual(failing("EH_IMAGE_TOO_COSTLY"));
    expect(await narrow.hash(small)).toMatchObject({ width: 300 });
  });

  it("says when too many are waiting, and answers those that do", async () => {
    const bytes = await encode.png(picture());
    using one = createImageHasher({ ...IMAGE_LIMITS, processes: 1, waitingBytes: bytes.length * 2 });
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => one.hash(bytes)));
    expect(answers.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "rejected",
      "rejected",
    ]);
    expect(answers.at(-1)).toMatchObject({ reason: { code: "EH_IMAGE_BUSY" } });
  });

  it("lets processes without work end", async () => {
    const bytes = await encode.png(picture());
    using short = createImageHasher({ ...IMAGE_LIMITS, processes: 1, idleMs: 1 });
    expect(await short.hash(bytes)).toMatchObject({ width: 300 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await short.hash(bytes)).toMatchObject({ width: 300 });
  });

  it("says that the decoder is missing", async () => {
    vi.doMock("sharp", () => {
      throw new Error("Could not load the sharp module");
    });
    const { hashPixels } = await import("./hash-pixels.js");
    const request = { bytes: await encode.png(picture()), format: "png", pixels: 1e6, dihedral: false } as const;
    await expect(hashPixels(request)).rejects.toEqual(failing("EH_IMAGE_DECODER_MISSING"));
    vi.doUnmock("sharp");
  });

  it("answers whatever becomes of an image, a thousand times over", { timeout: 120_000 }, async () => {
    const images = await Promise.all(Object.values(encode).map((make) => make(picture(80, 60))));
    const change = fc.oneof(
      fc.record({ at: fc.nat(), set: fc.nat(255) }),
      fc.record({ at: fc.nat(), cut: fc.nat(400) }),
      fc.record({ at: fc.nat(), insert: fc.uint8Array({ maxLength: 40 }) }),
      // Sizes and offsets stand at the beginning.
      fc.record({ at: fc.nat(100), set: fc.constantFrom(0, 1, 127, 128, 255) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...images),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        async (image, changes) => {
          let bytes: Buffer = Buffer.from(image);
          for (const step of changes) {
            const at = step.at % Math.max(1, bytes.length);
            if ("set" in step) bytes[at] = step.set;
            else {
              const rest = bytes.subarray("cut" in step ? at + step.cut : at);
              bytes = Buffer.concat([bytes.subarray(0, at), "insert" in step ? step.insert : Buffer.alloc(0), rest]);
            }
          }
          const answer = await hasher.hash(bytes).catch((error: unknown) => error);
          if (answer instanceof EvenhandError)
            expect(answer.code).toMatch(/^EH_IMAGE_(FORMAT|UNREADABLE|TOO_LARGE|TOO_COSTLY)$/);
          else expect(Check(HashedImage, answer)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
    expect(await hasher.hash(images[0]!)).toMatchObject({ width: 80 });
  });
});

describe("hashImage, beside the C++ reference", () => {
  // Beside the repository; see "Data for tests" in CONTRIBUTING.
  const folder =
    process.env["EVENHAND_SHARED_DATA"] ?? fileURLToPath(new URL("../../../../../shared/data", import.meta.url));
  const data = existsSync(`${folder}/pdq`) ? `${folder}/pdq` : undefined;
  if (data === undefined)
    console.warn("SKIPPED: the shared PDQ data is absent; image files are not compared with the reference's hashes.");

  it.skipIf(data === undefined)("finds its hashes from the same files", async () => {
    const expected = readFileSync(`${data}/expected.csv`, "utf8").trim().split(/\r?\n/).slice(1);
    expect(expected).toHaveLength(readdirSync(`${data}/images`).length);
    const distances = await Promise.all(
      expected.map(async (line) => {
        const [pdq = "", quality, image = ""] = line.split(",");
        const found = await hashImage(readFileSync(`${data}/images/${image}`));
        expect([image, found.quality]).toEqual([image, Number(quality)]);
        return distance(found.pdq, pdq);
      }),
    );
    expect(Math.max(...distances)).toBeLessThanOrEqual(2);
    expect(distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)]).toBe(0);
  });

  it.skipIf(data === undefined)("finds its hashes of an image turned and mirrored", async () => {
    const expected = readFileSync(`${data}/dihedral-bridge-1-original.txt`, "utf8").trim().split(/\r?\n/);
    const { dihedral } = await hashImage(readFileSync(`${data}/images/bridge-1-original.jpg`), { dihedral: true });
    const found = DIHEDRAL.map((change, at) => distance(dihedral?.[change] ?? "", expected[at]!.trim()));
    expect(Math.max(...found)).toBeLessThanOrEqual(2);
  });
});
