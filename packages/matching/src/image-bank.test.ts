import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createImageBank, type ImageEntry } from "./image-bank.js";
import { hammingDistance, parsePdqHash, PDQ_SAME_IMAGE } from "./image-hash.js";

const hex = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""));

const distance = (a: string, b: string): number => hammingDistance(parsePdqHash(a)!, parsePdqHash(b)!);

/** What the bank has to find, by comparing with each entry. */
function nearestByDefinition(
  entries: readonly ImageEntry[],
  pdq: string,
  radius: number,
): { id: string; distance: number } | undefined {
  let best: { id: string; distance: number } | undefined;
  for (const entry of entries) {
    const away = distance(entry.pdq!, pdq);
    if (away <= Math.min(radius, entry.radius ?? 256) && away < (best?.distance ?? 257))
      best = { id: entry.id, distance: away };
  }
  return best;
}

describe("createImageBank", () => {
  const zero = "0".repeat(64);
  const near = `${"0".repeat(62)}ff`;

  it("finds the nearest within the radius, and within an entry's own", () => {
    const bank = createImageBank([
      { id: "far", pdq: near },
      { id: "strict", pdq: `${"0".repeat(63)}3`, radius: 1 },
    ]);
    expect(bank.nearest(zero)).toEqual({ entry: { id: "far", pdq: near }, distance: 8 });
    expect(bank.nearest(zero, 7)).toBeUndefined();
    expect(bank.nearest(`${"0".repeat(63)}1`)?.entry.id).toBe("strict");
    expect(bank.nearest("no hash")).toBeUndefined();
    expect(createImageBank([]).nearest(zero)).toBeUndefined();
  });

  it("prefers an exact hash to a near one", () => {
    const bank = createImageBank([
      { id: "pdq", pdq: near },
      { id: "sha", sha256: "AB".repeat(32) },
      { id: "md5", md5: "cd".repeat(16) },
    ]);
    expect(bank.match({ pdq: near, sha256: "ab".repeat(32) })).toMatchObject({ entry: { id: "sha" }, distance: 0 });
    expect(bank.match({ pdq: "", md5: "CD".repeat(16) })).toMatchObject({ entry: { id: "md5" }, distance: 0 });
    expect(bank.match({ pdq: zero }, 31)).toMatchObject({ entry: { id: "pdq" }, distance: 8 });
    expect(bank.match({ sha256: "", md5: "", pdq: "" })).toBeUndefined();
    expect(bank.match({})).toBeUndefined();
  });

  it.each([
    [{ id: "x" }, /"x" has no hash/],
    [{ id: "x", pdq: "12" }, /has the pdq "12"\. It takes 64/],
    [{ id: "x", sha256: "12" }, /has the sha256 "12"\. It takes 64/],
    [{ id: "x", md5: "z".repeat(32) }, /It takes 32/],
    [{ id: "x", pdq: zero, radius: 300 }, /has the radius 300/],
  ])("refuses %j", (entry, message) => {
    expect(() => createImageBank([entry])).toThrow(message);
  });

  it("takes entries in and lets them go while it is used", () => {
    const md5 = "cd".repeat(16);
    const bank = createImageBank<ImageEntry>([{ id: "a", pdq: near, md5 }]);
    bank.add([
      { id: "b", pdq: zero, md5 },
      { id: "c", pdq: zero },
    ]);
    expect([bank.size, bank.nearest(zero)?.entry.id, bank.match({ md5 })?.entry.id]).toEqual([3, "b", "a"]);
    expect(bank.within(zero, 8).map(({ entry }) => entry.id)).toEqual(["b", "c", "a"]);
    expect([bank.remove("b"), bank.remove("b"), bank.remove("a")]).toEqual([1, 0, 1]);
    expect([bank.size, bank.nearest(zero)?.entry.id, bank.match({ md5 })]).toEqual([1, "c", undefined]);
    expect(() => bank.add([{ id: "d", pdq: near }, { id: "e" }])).toThrow(/"e" has no hash/);
    expect([bank.size, bank.within(zero, 256).length]).toEqual([1, 1]);
  });

  it("finds what comparing with every entry finds", () => {
    const flips = fc.array(fc.nat(255), { maxLength: 40 });
    fc.assert(
      fc.property(
        hex,
        fc.array(fc.tuple(flips, fc.option(fc.nat(40), { nil: undefined })), { maxLength: 20 }),
        fc.nat(60),
        (pdq, list, radius) => {
          const entries = list.map(([bits, own], index): ImageEntry => {
            const flipped = bits.reduce((hash, bit) => hash ^ (1n << BigInt(bit)), BigInt(`0x${pdq}`));
            return {
              id: String(index),
              pdq: flipped.toString(16).padStart(64, "0"),
              ...(own === undefined ? {} : { radius: own }),
            };
          });
          const bank = createImageBank(entries);
          const found = bank.nearest(pdq, radius);
          expect(found && { id: found.entry.id, distance: found.distance }).toEqual(
            nearestByDefinition(entries, pdq, radius),
          );
          expect(bank.within(pdq, radius)[0]?.distance).toBe(found?.distance);
        },
      ),
    );
  });

  // Beside the repository; see "Data for tests" in CONTRIBUTING.
  const folder =
    process.env["EVENHAND_SHARED_DATA"] ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));
  const data = existsSync(`${folder}/pdq`) ? `${folder}/pdq` : undefined;
  if (data === undefined) console.warn("SKIPPED: the shared PDQ data is absent; real hashes are not tested.");
  const lines = (name: string): string[] => readFileSync(`${data}/${name}`, "utf8").split(/\r?\n/).filter(Boolean);

  it.skipIf(data === undefined)("finds in real hashes what comparing with every one finds", () => {
    const entries = lines("haystack.txt").map((line, index) => ({ id: String(index), pdq: line.trim().slice(0, 64) }));
    const bank = createImageBank(entries);
    for (const needle of lines("needles.txt")) {
      const pdq = needle.trim().slice(0, 64);
      const found = bank.nearest(pdq);
      expect(found && { id: found.entry.id, distance: found.distance }).toEqual(nearestByDefinition(entries, pdq, 256));
      expect(bank.nearest(entries[7]!.pdq)?.distance).toBe(0);
    }
  });

  it.skipIf(data === undefined)(
    "knows an image again after changes, and not turned round, by the published hashes",
    () => {
      const published = lines("expected.csv")
        .slice(1)
        .map((line) => line.split(","));
      const hashOf = (image: string): string => published.find((row) => row[2] === image)![0]!;
      const bank = createImageBank([
        { id: "upright", pdq: hashOf("bridge-1-original.jpg") },
        { id: "turned", pdq: hashOf("bridge-2-rotate-90.jpg") },
      ]);
      for (const image of [
        "blur-a-little.jpg",
        "shrink-a-lot.jpg",
        "sharpen-a-lot.jpg",
        "high-contrast.jpg",
        "square-128x128.jpg",
      ]) {
        expect(bank.nearest(hashOf(image), PDQ_SAME_IMAGE)?.entry.id).toBe("upright");
      }
      expect(bank.nearest(hashOf("bridge-3-rotate-180.jpg"), PDQ_SAME_IMAGE)).toBeUndefined();
    },
  );
});
