import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFloodDetector, type Flood, type FloodOptions } from "./flood.js";
import { jaccard, shinglesOf } from "./shingles.js";

const PITCH = "Cheap rope for every boat in the harbour, write to me now and save half the price";

describe("createFloodDetector", () => {
  it("counts near twins, their keys, and names the first, until they leave the window", () => {
    const floods = createFloodDetector({ windowMs: 1000 });
    expect(floods.add("1", PITCH, 0, "ann")).toEqual({ twins: 0, keys: 1, first: undefined });
    expect(floods.add("2", `${PITCH}!!! 🎉`, 100, "ben")).toEqual({ twins: 1, keys: 2, first: "1" });
    expect(floods.add("3", "The tide table is on the board by the dock.", 200, "ann")).toMatchObject({ twins: 0 });
    expect(floods.add("4", `${PITCH} x7`, 300, "ben")).toEqual({ twins: 2, keys: 2, first: "1" });
    expect(floods.add("5", PITCH, 999)).toEqual({ twins: 3, keys: 2, first: "1" });
    // A text counts for less than the window: the first is a second old now.
    expect(floods.add("6", PITCH, 1000, "cem")).toEqual({ twins: 3, keys: 2, first: "2" });
    expect(floods.add("7", PITCH, 5000)).toEqual({ twins: 0, keys: 0, first: undefined });
    expect(floods.size).toBe(1);
  });

  it("does not let time go back", () => {
    const floods = createFloodDetector({ windowMs: 1000 });
    floods.add("1", PITCH, 5000);
    expect(floods.add("2", PITCH, 10).twins).toBe(1);
    expect(floods.add("3", PITCH, Number.NaN).twins).toBe(2);
    expect(floods.add("4", PITCH, 5999).twins).toBe(3);
    expect(floods.add("5", PITCH, 6000).twins).toBe(1);
  });

  it("remembers no more than it may", () => {
    const floods = createFloodDetector({ windowMs: 1e9, maxEntries: 100 });
    for (let k = 0; k < 5_000; k++) floods.add(String(k), `${PITCH} number ${k % 3}`, k, `key ${k}`);
    expect(floods.size).toBe(100);
    const flood = floods.add("last", PITCH, 5_000);
    expect(flood.twins).toBe(99);
    expect(flood.keys).toBe(99);
    const bytes = floods.bytes;
    for (let k = 0; k < 5_000; k++) floods.add(String(k), `${k} words ${k * 7} that ${k * 13} differ ${k * 17}`, 6_000);
    expect(floods.size).toBe(100);
    expect(floods.bytes).toBeLessThan(bytes + 500_000);
  });

  it("takes a long flood and any text", () => {
    const floods = createFloodDetector({ windowMs: 1e9, maxEntries: 5_000 });
    for (let k = 0; k < 15_000; k++) floods.add(String(k), `${PITCH} number ${k}`, k, String(k % 1000));
    expect(floods.add("x", PITCH, 15_000, "0")).toMatchObject({ twins: 4_999, keys: 1000 });
    expect(floods.add("y", "", 15_000)).toEqual({ twins: 0, keys: 0, first: undefined });
    expect(floods.add("z", "!!!", 15_000)).toEqual({ twins: 0, keys: 0, first: undefined });
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.double(), (text, timeMs) => {
        floods.add("any", text, timeMs);
      }),
    );
    floods.add("long", "a b c d e f ".repeat(100_000), 0);
  });

  it("refuses options out of range", () => {
    for (const options of [
      { windowMs: 0 },
      { windowMs: Number.NaN },
      { windowMs: Number.POSITIVE_INFINITY },
      { windowMs: 1, similarity: 0.4 },
      { windowMs: 1, similarity: 1.1 },
      { windowMs: 1, maxEntries: 0 },
      { windowMs: 1, maxEntries: 1.5 },
    ]) {
      expect(() => createFloodDetector(options)).toThrow(/of a flood detector is/);
    }
  });

  it("answers what comparing with the first text of every flood answers", () => {
    const words = "rope boat sail mast tide wind knot deck keel hull".split(" ");
    const base = fc.constantFrom(0, 3, 5).map((from) => [...words.slice(from), ...words.slice(0, from), ...words]);
    const text = fc
      .tuple(base, fc.array(fc.tuple(fc.nat(19), fc.constantFrom("zinc", "lamp")), { maxLength: 3 }))
      .map(([list, edits]) => {
        const edited = [...list];
        for (const [at, word] of edits) edited[at] = word;
        return edited.join(" ");
      });
    const post = fc.record({
      text,
      wait: fc.nat(40),
      key: fc.option(fc.constantFrom("a", "b", "c"), { nil: undefined }),
    });
    let joined = 0;
    fc.assert(
      fc.property(fc.array(post, { maxLength: 50 }), fc.integer({ min: 1, max: 20 }), (posts, maxEntries) => {
        const options = { windowMs: 300, similarity: 0.7, maxEntries };
        const floods = createFloodDetector(options);
        const plain = plainDetector(options);
        let now = 0;
        for (const [index, { text: written, wait, key }] of posts.entries()) {
          now += wait;
          const flood = floods.add(String(index), written, now, key);
          expect(flood).toEqual(plain(String(index), written, now, key));
          if (flood.twins > 0) joined += 1;
        }
      }),
      { numRuns: 200 },
    );
    expect(joined).toBeGreaterThan(500);
  });
});

/** The definition, without an index. */
function plainDetector(options: Required<FloodOptions>) {
  interface Post {
    readonly id: string;
    readonly at: number;
    readonly key: string | undefined;
  }
  let groups: { readonly first: Uint32Array; posts: Post[] }[] = [];
  let kept: Post[] = [];
  return (id: string, text: string, at: number, key: string | undefined): Flood => {
    const drop = (isKept: (post: Post) => boolean): void => {
      kept = kept.filter(isKept);
      for (const group of groups) group.posts = group.posts.filter(isKept);
      groups = groups.filter((group) => group.posts.length > 0);
    };
    drop((post) => post.at > at - options.windowMs);
    const oldest = kept[0];
    if (kept.length === options.maxEntries) drop((post) => post !== oldest);
    const shingles = shinglesOf(text);
    let best: (typeof groups)[number] | undefined;
    let similarity = options.similarity;
    for (const group of groups) {
      const its = jaccard(group.first, shingles);
      if (its < similarity || (best !== undefined && its === similarity)) continue;
      best = group;
      similarity = its;
    }
    if (best === undefined) groups.push((best = { first: shingles, posts: [] }));
    const flood = { twins: best.posts.length, first: best.posts[0]?.id };
    const post = { id, at, key };
    best.posts.push(post);
    kept.push(post);
    const keys = new Set(best.posts.flatMap((other) => other.key ?? []));
    return { ...flood, keys: keys.size };
  };
}
