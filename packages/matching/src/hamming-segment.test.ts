import { expect, it } from "vitest";
import { HammingSegment, type Search } from "./hamming-segment.js";
import { slotsOf } from "./hamming-slots.js";
import { hammingDistance } from "./image-hash.js";

/** Numbers that look random and are the same each time (Marsaglia's xorshift). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
}

// Slots that lie across words, as the 11 of very large indexes do, which would take too much memory here.
it.each([12, 13, 15])("finds every row within every radius once, by %i slots", (count) => {
  const random = createRandom(count);
  const rows = 12_000;
  const words = Int32Array.from({ length: rows * 8 }, random);
  const query = words.slice(8 * 77, 8 * 78);
  // Every tenth row stands near the query, at any distance up to 70.
  for (let row = 0; row < rows; row += 10) {
    words.set(query, row * 8);
    for (let bit = 0; bit < row % 71; bit++) words[row * 8 + (random() & 7)]! ^= 1 << (random() & 31);
  }
  const [from, to] = [100, rows - 100];
  const segment = new HammingSegment(words, from, to, slotsOf(count));
  const distances = Array.from({ length: rows }, (_, row) =>
    hammingDistance(Uint32Array.from(query), Uint32Array.from(words.subarray(row * 8, row * 8 + 8))),
  );
  const seen = new Uint8Array(rows);
  for (let radius = 0; radius <= 63; radius++) {
    const found: number[] = [];
    const search: Search = {
      query,
      limit: radius,
      take(row, distance) {
        expect(distance).toBe(distances[row]);
        found.push(row);
      },
    };
    segment.search({ words, seen }, radius + 1, radius, search);
    const expected = [...distances.keys()].filter((row) => row >= from && row < to && distances[row]! <= radius);
    expect(found.sort((a, b) => a - b)).toEqual(expected);
  }
});
