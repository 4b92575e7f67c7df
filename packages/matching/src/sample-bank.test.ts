import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSampleBank, overlappingSpans, similar, SIMILARITY_FLOOR, sketchText } from "./sample-bank.js";
import { jaccard, shinglesOf } from "./shingles.js";

const words =
  "harbour boat sail anchor rope tide wind knot deck mast keel hull buoy dock chart light storm calm crew captain paint varnish engine oar net fish gull wave sand shell".split(
    " ",
  );
const han = Array.from("船帆锚绳潮风结甲板桅龙骨浮标码头海图灯塔风暴船员船长油漆引擎桨网鱼鸥浪沙贝");

function jaccardOfSets(a: Uint32Array, b: Uint32Array): number {
  const left = new Set(a);
  const shared = b.filter((value) => left.has(value)).length;
  return a.length + b.length === 0 ? 0 : shared / (a.length + b.length - shared);
}

/** A text and edits of it: the similarities between them cover the range. */
const family = (unit: readonly string[], joiner: string) =>
  fc
    .tuple(
      fc.array(fc.constantFrom(...unit), { minLength: 8, maxLength: 40 }),
      fc.array(fc.array(fc.tuple(fc.nat(100), fc.constantFrom(...unit)), { maxLength: 6 }), {
        minLength: 2,
        maxLength: 12,
      }),
    )
    .map(([base, variants]) => ({
      query: base.join(joiner),
      samples: variants.map((edits) => {
        const text = [...base];
        for (const [at, replacement] of edits) text[at % text.length] = replacement;
        return text.join(joiner);
      }),
    }));

describe("createSampleBank", () => {
  const bank = createSampleBank([
    { id: "a", text: "Cheap rope for every boat, write to me now and save half the price!" },
    { id: "b", text: "便宜的绳子适合每艘船，现在就联系我，价格减半！" },
    { id: "c", text: "!!!" },
    { id: "d", text: "Cheap rope for every boat, write to me now and save half the price!" },
  ]);

  it("knows a text again however it is dressed up", () => {
    expect(bank.nearest("CHEAP  rope... for EVERY bo\u200bat; wríte to me now & and save half the price 🎉🎉")).toEqual(
      {
        sample: { id: "a", text: "Cheap rope for every boat, write to me now and save half the price!" },
        similarity: 1,
      },
    );
  });

  it("finds near-duplicates in scripts with and without spaces, with their similarity", () => {
    const english = bank.nearest("Cheap rope for every ship, write to me now and save half the price!");
    expect(english?.sample.id).toBe("a");
    expect(english?.similarity).toBeGreaterThan(0.75);
    const chinese = bank.nearest("便宜的绳子适合每条船，现在就联系我，价格减半");
    expect(chinese?.sample.id).toBe("b");
    expect(chinese?.similarity).toBeGreaterThan(0.7);
  });

  it("finds nothing for another text, for no text, and for a sample without words", () => {
    expect(bank.nearest("The tide table for next week is on the board by the dock.")).toBeUndefined();
    expect(similar(bank, "")).toBe(0);
    expect(similar(bank, "!!!")).toBe(0);
    expect(createSampleBank([]).nearest("rope")).toBeUndefined();
  });

  it("knows very short texts", () => {
    const short = createSampleBank([
      { id: "1", text: "hi" },
      { id: "2", text: "滚" },
    ]);
    expect(short.nearest("Hi!")?.sample.id).toBe("1");
    expect(short.nearest("滚！")?.sample.id).toBe("2");
    expect(short.nearest("ho")).toBeUndefined();
  });

  it("looks at a bounded part of a text", () => {
    const sketch = sketchText("sail ".repeat(1_000_000) + words.join(" "));
    expect(sketch.shingles.length).toBeLessThan(10);
  });

  it("takes a sketch in place of the text", () => {
    const text = "Cheap rope for any boat, write to me now and save half the price";
    expect(bank.nearest(sketchText(text))).toEqual(bank.nearest(text));
  });

  it("equals the best of a linear scan wherever that is similar at 0.6 or more, and never reports below the floor", () => {
    let reached = 0;
    fc.assert(
      fc.property(fc.oneof(family(words, " "), family(han, "")), ({ query, samples }) => {
        const entries = samples.map((text, index) => ({ id: String(index), text }));
        const shingles = shinglesOf(query);
        let best = { id: "", similarity: 0 };
        for (const { id, text } of entries) {
          const similarity = jaccardOfSets(shinglesOf(text), shingles);
          if (similarity > best.similarity) best = { id, similarity };
        }
        const nearest = createSampleBank(entries).nearest(query);
        if (best.similarity >= 0.6) {
          reached += 1;
          expect(nearest).toMatchObject({ sample: { id: best.id }, similarity: best.similarity });
        }
        if (nearest !== undefined) expect(nearest.similarity).toBeGreaterThanOrEqual(SIMILARITY_FLOOR);
      }),
      { numRuns: 500 },
    );
    // The generator has to make the case that matters.
    expect(reached).toBeGreaterThan(100);
  });
});

describe("a bank that changes", () => {
  it("answers as one that is made anew from what is left", () => {
    const text = fc.array(fc.constantFrom(...words.slice(0, 12)), { maxLength: 12 }).map((parts) => parts.join(" "));
    const step = fc.oneof(
      fc.record({ id: fc.nat(9).map(String), text }),
      fc.nat(9).map((id) => ({ id: String(id), text: undefined })),
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.array(text, { minLength: 1, maxLength: 8 }),
        (steps, queries) => {
          const bank = createSampleBank<{ id: string; text: string }>([]);
          let left: { id: string; text: string }[] = [];
          for (const { id, text: added } of steps) {
            if (added === undefined) {
              const before = left.length;
              left = left.filter((sample) => sample.id !== id);
              expect(bank.remove(id)).toBe(before - left.length);
            } else {
              left.push({ id, text: added });
              bank.add(left.at(-1)!);
            }
          }
          const anew = createSampleBank(left);
          expect(bank.size).toBe(left.length);
          for (const query of [...queries, ...left.map((sample) => sample.text)]) {
            const nearest = bank.nearest(query);
            expect(nearest).toEqual(anew.nearest(query));
            // The first listed of equals, by place and not only by id.
            if (nearest?.similarity === 1) expect(nearest.sample).toBe(anew.nearest(query)!.sample);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("keeps its order and its memory through much coming and going", () => {
    const bank = createSampleBank([
      { id: "first", text: "rope for every boat" },
      { id: "second", text: "rope for every boat" },
    ]);
    for (let round = 0; round < 40; round++) {
      for (let k = 0; k < 200; k++)
        bank.add({ id: `r${round}`, text: `${words[k % 30]} ${round} tide ${k} ${words[k % 7]}` });
      expect(bank.remove(`r${round}`)).toBe(200);
    }
    expect(bank.size).toBe(2);
    expect(bank.nearest("rope for every boat")?.sample.id).toBe("first");
    bank.remove("first");
    expect(bank.nearest("rope for every boat")?.sample.id).toBe("second");
    expect(bank.remove("second")).toBe(1);
    expect(bank.nearest("rope for every boat")).toBeUndefined();
    expect(bank.bytes).toBeLessThan(2_000_000);
  });
});

describe("a large bank", () => {
  /** Texts of 12 words, drawn by a small generator with a seed. */
  const draw = (seed: number): string[] => {
    let state = seed;
    return Array.from({ length: 12 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return `${words[(state >>> 8) % words.length]}${(state >>> 20) % 7}`;
    });
  };
  const count = 12_000;
  const bank = createSampleBank(Array.from({ length: count }, (_, k) => ({ id: String(k), text: draw(k).join(" ") })));

  it("finds what is similar at 0.8 in all but few cases, and removes without losing more", () => {
    let found = 0;
    let asked = 0;
    for (let k = 0; k < count; k += 12) {
      const text = draw(k);
      text[k % 12] = "zinc";
      const similarity = jaccard(shinglesOf(text.join(" ")), shinglesOf(draw(k).join(" ")));
      if (similarity < 0.75) continue;
      asked += 1;
      if ((bank.nearest(text.join(" "))?.similarity ?? 0) >= similarity) found += 1;
    }
    expect(asked).toBeGreaterThan(200);
    expect(found / asked).toBeGreaterThan(0.98);
    // Below half of the limit the bank looks as closely as a small one.
    for (let k = 0; k < count; k += 1) if (k % 3 !== 0) bank.remove(String(k));
    expect(bank.size).toBe(4_000);
    expect(bank.nearest(draw(3).join(" "))?.sample.id).toBe("3");
    expect(bank.nearest(draw(4).join(" "))?.similarity ?? 0).toBeLessThan(1);
  });

  it("is not slowed down by many near twins", () => {
    // Every one of these shares its buckets with all others: looking at each would be 10^8 comparisons.
    const twins = createSampleBank(
      Array.from({ length: 12_000 }, (_, k) => ({ id: String(k), text: `${words.slice(0, 14).join(" ")} offer ${k}` })),
    );
    for (let k = 0; k < 12_000; k += 20) {
      expect(twins.nearest(`${words.slice(0, 14).join(" ")} offers ${k}`)?.similarity).toBeGreaterThan(0.8);
    }
    for (let k = 0; k < 12_000; k++) twins.remove(String(k));
    expect(twins.size).toBe(0);
  });
});

describe("overlappingSpans", () => {
  it("says which parts of a text a sample has too", () => {
    const text = "Hello all!  CHEAP\u200b rope for évery boat — call me. 便宜的绳子 yes";
    const spans = overlappingSpans(text, "cheap rope for every boat, 便宜的绳子");
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual([
      "CHEAP\u200b rope for évery boat",
      "便宜的绳子",
    ]);
    expect(overlappingSpans(text, "quite another")).toEqual([]);
    expect(overlappingSpans("", "a")).toEqual([]);
    expect(overlappingSpans("!", "!")).toEqual([]);
  });

  it("gives spans that lie in the text, in order, and cover all of a copy's words", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.string({ unit: "grapheme", maxLength: 40 }),
        (text, other) => {
          let before = -1;
          for (const { start, end } of overlappingSpans(text + other, other)) {
            expect(start).toBeGreaterThan(before);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(text.length + other.length);
            before = end;
          }
          expect(overlappingSpans(other, other).length > 0).toBe(shinglesOf(other).length > 0);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe("jaccard", () => {
  it("equals the definition on sets", () => {
    const set = fc.uniqueArray(fc.nat(40)).map((values) => Uint32Array.from(values).sort());
    fc.assert(
      fc.property(set, set, (a, b) => {
        expect(jaccard(a, b)).toBe(jaccardOfSets(a, b));
      }),
    );
  });
});
