import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HammingIndex, type HammingMatch } from "./hamming-index.js";
import { slotRadius, slotsOf, slotValue } from "./hamming-slots.js";
import { hammingDistance, type PdqHash } from "./image-hash.js";

/** Numbers that look random and are the same each time (Marsaglia's xorshift). */
function createRandom(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 2 ** 32) * below);
  };
}

function randomHash(random: (below: number) => number): PdqHash {
  return Uint32Array.from({ length: 8 }, () => random(2 ** 32));
}

/** A hash at most so many bits away. */
function nearHash(hash: PdqHash, bits: number, random: (below: number) => number): PdqHash {
  const near = hash.slice();
  for (let flip = 0; flip < bits; flip++) near[random(8)]! ^= 1 << random(32);
  return near;
}

/** Hashes of images: `crowding` of 10 stand near one of a few, as in banks of many versions of the same images. */
function hashes(count: number, crowding: number, seed: number): PdqHash[] {
  const random = createRandom(seed);
  const centres = Array.from({ length: 5 }, () => randomHash(random));
  return Array.from({ length: count }, () =>
    random(10) < crowding ? nearHash(centres[random(5)]!, random(40), random) : randomHash(random),
  );
}

interface Listed {
  readonly key: number;
  readonly hash: PdqHash;
  readonly reach: number;
}

/** What the index has to find, by comparing with each. */
function withinByDefinition(list: readonly Listed[], hash: PdqHash, radius: number): HammingMatch[] {
  return list
    .map(({ key, hash: other, reach }) => ({ key, distance: hammingDistance(hash, other), reach }))
    .filter(({ distance, reach }) => distance <= Math.min(radius, reach))
    .map(({ key, distance }) => ({ key, distance }))
    .sort((a, b) => a.distance - b.distance || a.key - b.key);
}

describe("slots", () => {
  it.each([11, 16])("%i of them hold all bits, and near hashes are near in one of them", (count) => {
    const slots = slotsOf(count);
    expect(slots.widths.reduce((sum, width) => sum + width)).toBe(256);
    const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 8, maxLength: 8 }),
        fc.uniqueArray(fc.nat(255), { maxLength: 63 }),
        (words, bits) => {
          const a = Int32Array.from(words);
          const b = a.slice();
          for (const bit of bits) b[bit >> 5]! ^= 1 << (31 - (bit & 31));
          const found = slots.widths.some((width, slot) => {
            const offset = slots.offsets[slot]!;
            const differing = slotValue(a, 0, offset, width) ^ slotValue(b, 0, offset, width);
            const changed = bits.filter((bit) => bit >= offset && bit < offset + width).length;
            expect(differing.toString(2).replaceAll("0", "").length).toBe(changed);
            return changed <= slotRadius(slots, slot, bits.length);
          });
          expect(found).toBe(true);
        },
      ),
    );
  });
});

describe("HammingIndex", () => {
  it.each([
    ["evenly spread", 0],
    ["half of them crowded", 5],
    ["nearly all crowded", 9],
  ])("finds what comparing with every hash finds, at every radius: %s", (_, crowding) => {
    const random = createRandom(7);
    const list = hashes(24_000, crowding, 1).map((hash, key) => ({ key, hash, reach: key % 3 === 0 ? key % 64 : 256 }));
    const index = new HammingIndex();
    index.addAll(list);
    const queries = Array.from({ length: 6 }, (_, nth) =>
      nth === 5 ? randomHash(random) : nearHash(list[random(list.length)]!.hash, nth * 8, random),
    );
    for (const query of queries) {
      const all = withinByDefinition(list, query, 63);
      for (let radius = 0; radius <= 63; radius++) {
        const expected = all.filter(({ distance }) => distance <= radius);
        expect(index.within(query, radius)).toEqual(expected);
        expect(index.nearest(query, radius)).toEqual(expected[0]);
      }
      expect(index.nearest(query)).toEqual(withinByDefinition(list, query, 256)[0]);
    }
  });

  it("is exact while hashes are added and removed", () => {
    const step = fc.oneof(
      fc.record({ add: fc.integer({ min: 1, max: 3_000 }), crowding: fc.nat(10), seed: fc.nat() }),
      fc.record({ remove: fc.nat(100), seed: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 4, maxLength: 12 }), fc.nat(63), fc.nat(), (steps, radius, seed) => {
        const index = new HammingIndex(1);
        const random = createRandom(seed);
        let list: Listed[] = [];
        for (const change of steps) {
          if ("add" in change) {
            for (const hash of hashes(change.add, change.crowding, change.seed)) {
              list.push({ key: index.add(hash), hash, reach: 256 });
            }
          } else {
            const chance = createRandom(change.seed);
            const gone = new Set(list.filter(() => chance(100) < change.remove));
            for (const { key } of gone) expect(index.remove(key)).toBe(true);
            for (const { key } of gone) expect(index.remove(key)).toBe(false);
            list = list.filter((item) => !gone.has(item));
          }
          expect(index.size).toBe(list.length);
          const query = nearHash(list[random(list.length)]?.hash ?? new Uint32Array(8), random(40), random);
          const expected = withinByDefinition(list, query, radius);
          expect(index.within(query, radius)).toEqual(expected);
          expect(index.nearest(query, radius)).toEqual(expected[0]);
        }
        const again = HammingIndex.fromBytes(index.toBytes());
        const query = nearHash(list[random(list.length)]?.hash ?? new Uint32Array(8), random(40), random);
        expect(again.within(query, radius)).toEqual(withinByDefinition(list, query, radius));
        expect(index.within(query, radius)).toEqual(again.within(query, radius));
        expect(again.add(query)).toBe(index.add(query));
      }),
      { numRuns: 15 },
    );
  });

  it("gives the first added of equally near ones, and keys that are never given again", () => {
    const index = new HammingIndex();
    const hash = new Uint32Array(8);
    const first = index.addAll(Array.from({ length: 5_000 }, () => ({ hash })));
    expect(index.nearest(hash, 31)).toEqual({ key: first, distance: 0 });
    for (let key = first; key < first + 4_999; key++) index.remove(key);
    expect(index.nearest(hash, 31)).toEqual({ key: first + 4_999, distance: 0 });
    expect(index.add(hash)).toBe(first + 5_000);
    expect(index.within(hash, 0).map(({ key }) => key)).toEqual([first + 4_999, first + 5_000]);
  });

  it("finds nothing within what is no radius, and everything within all bits", () => {
    const index = new HammingIndex();
    index.addAll(hashes(3_000, 0, 3).map((hash) => ({ hash })));
    const query = new Uint32Array(8);
    for (const radius of [-1, Number.NaN, -Infinity]) {
      expect([index.within(query, radius), index.nearest(query, radius)]).toEqual([[], undefined]);
    }
    for (const radius of [256, 300.5, Infinity]) expect(index.within(query, radius)).toHaveLength(3_000);
    expect(new HammingIndex().nearest(query)).toBeUndefined();
  });

  it("refuses bytes that were changed, cut off or are none", () => {
    const index = new HammingIndex();
    for (const hash of hashes(101, 3, 4)) index.add(hash);
    index.remove(50);
    const bytes = index.toBytes();
    const refused = expect.objectContaining({ code: "EH_HASH_INDEX_CORRUPT" });
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = bytes.slice();
        changed[at]! ^= change;
        expect(() => HammingIndex.fromBytes(changed)).toThrow(refused);
      }),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.nat(bytes.length - 1).map((end) => bytes.slice(0, end)),
        ),
        (other) => {
          expect(() => HammingIndex.fromBytes(other)).toThrow(refused);
        },
      ),
    );
    expect(() => HammingIndex.fromBytes(new Uint8Array([...bytes, 0, 0, 0, 0]))).toThrow(refused);
    expect(HammingIndex.fromBytes(new HammingIndex().toBytes()).size).toBe(0);
  });
});
