import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatTlsh, parseTlsh, type TlshHash, tlshDistance, tlshOf } from "./tlsh.js";

/** Bytes from a generator with a seed: of few or many values. */
function bytesOf(seed: number, length: number, values: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 16) % values;
  });
}

const hash = (data: string | Uint8Array): TlshHash => tlshOf(data)!;

/** The definition of the distance between codes, bucket by bucket. */
function plainDistance(a: TlshHash, b: TlshHash): number {
  let distance = 0;
  for (let bucket = 0; bucket < 128; bucket++) {
    const level = ({ code }: TlshHash): number => (code[bucket >> 4]! >>> (2 * (bucket & 15))) & 3;
    const apart = Math.abs(level(a) - level(b));
    distance += apart === 3 ? 6 : apart;
  }
  return distance;
}

describe("tlshOf", () => {
  it("gives what Debian's tool gave for these", () => {
    const mixed = "Обычный текст о лодках и парусах, 便宜的绳子适合每艘船 ".repeat(9);
    expect(formatTlsh(hash(mixed))).toBe("T1A501120B2F854D539106D2470581A10B032504FC934DB14314811F5B356350884FA430");
  });

  it.each([
    [1, 256, 100, "T1B9D02B5264627B9F60676557D1AC6309C8E8D755D028273434A84D09B48E0356ECC60B"],
    [2, 657, 256, "T17A01885D0217630C664690105D1633D5502FB1D4897C144E55C39ED6D887036E244BED"],
    [3, 3200, 60, "T1F2616C1E20E3B9ACDF41B0CA7B81232E4CCC809861FC8C4755819CD6D7DB19B658D6F0"],
    [4, 20000, 256, "T16E92E096D5011D486F798E883556AC34BC32032CB735F30D41FB059E103AAF3AE6BAB6"],
  ] as const)(
    "gives what the tool gave for bytes of seed %i, length %i, %i values",
    (seed, length, values, expected) => {
      expect(formatTlsh(hash(bytesOf(seed, length, values)))).toBe(expected);
    },
  );

  it("needs fifty bytes, and some variety", () => {
    const text = "Sphinx of black quartz, judge my vow; pack my box with five dozen jugs";
    expect(tlshOf(text)).toBeDefined();
    expect(tlshOf(text.slice(0, 49))).toBeUndefined();
    expect(tlshOf("a".repeat(10_000))).toBeUndefined();
    expect(tlshOf("")).toBeUndefined();
  });

  it("is written and read back", () => {
    for (let seed = 0; seed < 50; seed++) {
      const one = hash(bytesOf(seed, 400, 200));
      const text = formatTlsh(one);
      expect(text).toMatch(/^T1[\dA-F]{70}$/);
      expect(parseTlsh(text)).toEqual(one);
      expect(parseTlsh(text.slice(2).toLowerCase())).toEqual(one);
    }
    for (const wrong of [
      "",
      "T1",
      "T1".padEnd(71, "0"),
      "T1".padEnd(73, "0"),
      "T2".padEnd(72, "0"),
      "T1".padEnd(72, "g"),
    ]) {
      expect(parseTlsh(wrong)).toBeUndefined();
    }
  });

  it("takes any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 40, maxLength: 400 }), (text) => {
        const one = tlshOf(text);
        if (one !== undefined) expect(tlshDistance(one, hash(text))).toBe(0);
      }),
    );
    expect(tlshOf("\ud800".repeat(100) + "the quick brown fox jumps over the lazy dog by the sea")).toBeDefined();
  });
});

describe("tlshDistance", () => {
  it("is the same either way, and counts buckets as the definition does", () => {
    const one = fc
      .tuple(fc.nat(), fc.integer({ min: 60, max: 3000 }), fc.integer({ min: 60, max: 256 }))
      .map((of) => tlshOf(bytesOf(...of)));
    fc.assert(
      fc.property(one, one, (a, b) => {
        if (a === undefined || b === undefined) return;
        const levelled = { ...b, checksum: a.checksum, length: a.length, ratio1: a.ratio1, ratio2: a.ratio2 };
        expect(tlshDistance(a, levelled)).toBe(plainDistance(a, b));
        expect(tlshDistance(a, b)).toBe(tlshDistance(b, a));
        expect(tlshDistance(a, b, false)).toBeLessThanOrEqual(tlshDistance(a, b));
      }),
    );
  });

  it("stays small for a text whose sentences change places", () => {
    const sentences = Array.from(
      { length: 12 },
      (_, k) => `Offer number ${k * 37}: cheap rope and paint for your ${k} boats, write soon.`,
    );
    const text = sentences.join(" ");
    const shuffled = [...sentences.slice(5), ...sentences.slice(0, 5)].join(" ");
    const other =
      "The tide table for next week hangs on the board beside the dock, and everybody may read it there. ".repeat(8);
    expect(tlshDistance(hash(text), hash(shuffled))).toBeLessThan(20);
    expect(tlshDistance(hash(text), hash(other))).toBeGreaterThan(100);
  });
});

describe("beside Debian's tlsh-tools", () => {
  const tool = "tlsh_unittest";
  const isThere = (() => {
    try {
      execFileSync(tool, ["-version"], { stdio: "ignore" });
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== "ENOENT";
    }
  })();
  if (!isThere)
    console.warn("SKIPPED: tlsh_unittest is absent (apt-get install tlsh-tools); TLSH is not compared with it.");

  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "evenhand-tlsh-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.skipIf(!isThere)("hashes and distances are the same", () => {
    const files = new Map<string, Uint8Array>();
    // The tool takes 256 bytes and more. Lengths on both sides of the steps in which a length is written.
    const lengths = [
      256, 257, 383, 384, 385, 575, 655, 656, 657, 700, 1000, 3198, 3199, 3200, 3201, 5000, 20_000, 100_000,
    ];
    for (const [k, length] of lengths.entries()) {
      for (const values of [30, 100, 256]) files.set(`f${k}-${values}.bin`, bytesOf(k * values, length, values));
    }
    for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
    const list = execFileSync(tool, ["-r", folder], { encoding: "utf8" });
    const digests = new Map<string, string>();
    for (const line of list.split("\n")) {
      const [digest, path] = line.split("\t");
      if (path === undefined || !/^[\dA-F]{70}$/.test(digest!)) continue;
      const name = path.split("/").at(-1)!;
      digests.set(name, digest!);
      expect([name, formatTlsh(hash(files.get(name)!))]).toEqual([name, `T1${digest}`]);
    }
    expect(digests.size).toBeGreaterThan(30);

    const listFile = join(folder, "list");
    writeFileSync(listFile, [...digests].map(([name, digest]) => `${digest}\t${name}\n`).join(""));
    for (const [from, withLength] of [
      [0, true],
      [20, true],
      [7, false],
    ] as const) {
      const [name, digest] = [...digests][from]!;
      const lines = execFileSync(tool, ["-c", digest, "-l", listFile, ...(withLength ? [] : ["-xlen"])], {
        encoding: "utf8",
      });
      let compared = 0;
      for (const line of lines.split("\n")) {
        const cells = line.split("\t");
        const other = digests.get(cells.find((cell) => digests.has(cell)) ?? "");
        if (other === undefined) continue;
        compared += 1;
        expect([name, line, tlshDistance(parseTlsh(digest)!, parseTlsh(other)!, withLength)]).toEqual([
          name,
          line,
          Number(cells.at(-1)),
        ]);
      }
      expect(compared).toBe(digests.size);
    }
  });
});
