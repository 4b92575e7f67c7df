import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSampleBank, similar, SIMILARITY_FLOOR, sketchText } from "./sample-bank.js";
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
