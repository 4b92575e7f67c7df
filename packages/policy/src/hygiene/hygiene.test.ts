import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Event, Finding } from "@evenhand/contract";
import type { Bank, DomainEntry, ImageEntry, TermEntry } from "../model.js";
import { bankHygiene } from "./bank-hygiene.js";
import { coveredEntries } from "./covered.js";
import { duplicateEntries } from "./duplicates.js";
import { entriesByKey } from "./entry-key.js";
import { createEntryMatcher } from "./entry-matcher.js";
import { deadEntries, noisyEntries, overturnedEntries } from "./use-lists.js";
import { citedEntries, usedEntries } from "./used-entries.js";

const ORIGIN = { file: "banks/a.yaml", line: 1, column: 1 };
const HEX = "0".repeat(64);

function term(text: string, more: Partial<TermEntry> = {}): TermEntry {
  return { text, match: "word", allow: false, category: undefined, severity: undefined, ...more };
}
function terms(name: string, entries: readonly TermEntry[]): Bank {
  return { name, kind: "terms", doc: undefined, origin: ORIGIN, entries };
}
function domain(text: string, more: Partial<DomainEntry> = {}): DomainEntry {
  return { domain: text, path: undefined, category: undefined, severity: undefined, ...more };
}
function domains(name: string, entries: readonly DomainEntry[]): Bank {
  return { name, kind: "domains", doc: undefined, origin: ORIGIN, entries };
}
function image(id: string, pdq: string, radius?: number): ImageEntry {
  return { id, pdq, sha256: undefined, radius };
}
function images(entries: readonly ImageEntry[], radius?: number): Bank {
  return {
    name: "pics",
    kind: "images",
    doc: undefined,
    origin: ORIGIN,
    entries,
    ...(radius === undefined ? {} : { radius }),
  };
}
function post(body: string, media: readonly object[] = []): Event {
  return {
    specversion: "1.0",
    id: "e1",
    source: "test",
    type: "post.created",
    time: "2026-11-25T12:00:00Z",
    data: {
      item: { id: "p1", kind: "post", surface: "post", text: { body }, media, createdAt: "2026-11-25T12:00:00Z" },
    },
  } as unknown as Event;
}
function finding(clause: string, bank: string, entries: readonly object[], mode = "live"): Finding {
  const evidence = [{ text: "x", value: true, bank, entries }];
  return { detector: "d", clause, mode, kind: "match", evidence } as unknown as Finding;
}

describe("entries that a decision used", () => {
  const findings = [
    finding("spam.a", "words", [{ entry: "rope" }, { entry: "rope" }, { entry: "flare", id: "id-1" }]),
    finding("spam.b", "words", [{ entry: "rope" }]),
    finding("spam.b", "words", [{ entry: "shadowed" }], "shadow"),
    {
      ...finding("spam.b", "x", []),
      evidence: [{ text: "score", value: 1, classifier: "x", entries: [{ entry: "w" }] }],
    } as Finding,
  ];

  it("are those of its evidence and of its recorded readings, each once, live ones by id", () => {
    const live = {
      banks: { words: 3 },
      signals: [
        {
          fn: "hits",
          name: "words",
          key: "k",
          value: [
            { entry: "flare", id: "id-1" },
            { entry: "knot", id: "id-2" },
          ],
        },
        { fn: "links", name: "hosts", key: "k", value: [{ entry: "bad.example" }] },
        { fn: "similar", name: "old", key: "k", value: { similarity: 0.9, sample: "s1" } },
        { fn: "image", name: "pics", key: "k", value: { distance: 3, entry: "i1" } },
        { fn: "score", name: "toxic", key: "k", value: 0.5 },
      ],
    } as unknown as Parameters<typeof usedEntries>[1];
    expect(usedEntries(findings, live)).toEqual([
      { bank: "words", entry: "rope" },
      { bank: "words", entry: "id-1" },
      { bank: "words", entry: "shadowed" },
      { bank: "words", entry: "id-2" },
      { bank: "hosts", entry: "bad.example" },
      { bank: "old", entry: "s1" },
      { bank: "pics", entry: "i1" },
    ]);
  });

  it("by clause are those of live findings that cite it", () => {
    expect(citedEntries(findings, new Set(["spam.b"]))).toEqual([{ bank: "words", entry: "rope" }]);
    expect(citedEntries(findings, new Set(["spam.c"]))).toEqual([]);
  });
});

describe("lists of uses", () => {
  const entries = entriesByKey(
    terms("a", [term("rope"), term("flare", { id: "id-1" }), term("ropeway", { allow: true })]),
  );

  it("name dead entries only where they were there all the time, and never allow-list entries", () => {
    const all = new Set(["rope", "id-1", "ropeway"]);
    const uses = new Map([["rope", { hits: 1, overturned: 0 }]]);
    expect(deadEntries(entries, uses, all)).toEqual(["id-1"]);
    expect(deadEntries(entries, new Map(), new Set(["rope"]))).toEqual(["rope"]);
  });

  it("name entries whose hits were mostly overturned, with an interval", () => {
    const uses = new Map([
      ["rope", { hits: 10, overturned: 9 }],
      ["id-1", { hits: 4, overturned: 4 }],
    ]);
    const [first, ...rest] = overturnedEntries(entries, uses, 5);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ entry: "rope", hits: 10, overturned: 9, share: { value: 0.9 } });
    expect(first?.share.low).toBeCloseTo(0.596, 3);
    expect(overturnedEntries(entries, new Map([["rope", { hits: 10, overturned: 5 }]]), 5)).toEqual([]);
  });

  it("name entries that hit more than a share of a clean sample", () => {
    expect(noisyEntries(entries, new Map([["rope", 3]]), 100, 0.01)).toMatchObject([{ entry: "rope", hits: 3 }]);
    expect(noisyEntries(entries, new Map([["rope", 1]]), 100, 0.01)).toEqual([]);
    expect(noisyEntries(entries, new Map(), 0, 0)).toEqual([]);
  });
});

describe("duplicates", () => {
  it("are terms that fold to one text and match alike, within a bank and across banks", () => {
    const banks = [
      terms("a", [term("Ｒope"), term("rope", { match: "substring" }), term("flare", { id: "id-1" })]),
      terms("b", [term("FLARE"), term("knot"), term("KNOT")]),
      domains("c", [domain("rope")]),
    ];
    expect(duplicateEntries("a", banks)).toEqual([
      [
        { bank: "a", entry: "id-1" },
        { bank: "b", entry: "FLARE" },
      ],
    ]);
    expect(duplicateEntries("b", banks)).toHaveLength(2);
    expect(duplicateEntries("none", banks)).toEqual([]);
  });

  it("are equal hosts and paths, equal hashes of any kind, and samples of one text", () => {
    expect(
      duplicateEntries("d", [
        domains("d", [domain("bad.example", { path: "/x" }), domain("bad.example", { path: "/x/" })]),
      ]),
    ).toHaveLength(1);
    const twice = { id: "i2", pdq: HEX, sha256: HEX, radius: undefined };
    expect(duplicateEntries("pics", [images([{ ...twice, id: "i1" }, twice])])).toEqual([
      [
        { bank: "pics", entry: "i1" },
        { bank: "pics", entry: "i2" },
      ],
    ]);
    const sample = { id: "s1", text: "Buy  NOW", lang: undefined, clause: undefined };
    const samples: Bank = {
      name: "s",
      kind: "samples",
      doc: undefined,
      origin: ORIGIN,
      entries: [sample, { ...sample, id: "s2", text: "buy now" }],
    };
    expect(duplicateEntries("s", [samples])).toHaveLength(1);
  });
});

describe("covered entries", () => {
  const covered = (entries: readonly TermEntry[]) => coveredEntries(terms("a", entries));

  it("are terms that hold a shorter one wherever they hit", () => {
    expect(covered([term("cheap rope"), term("rope")])).toEqual([{ entry: "cheap rope", by: "rope" }]);
    expect(covered([term("ropes"), term("rope")])).toEqual([]);
    expect(covered([term("ropes"), term("rope", { match: "substring" })])).toEqual([{ entry: "ropes", by: "rope" }]);
    expect(covered([term("rope", { id: "word" }), term("rope", { match: "substring" })])).toEqual([
      { entry: "word", by: "rope" },
    ]);
    // In "cheap ropes" the first hits and the second does not.
    expect(covered([term("cheap rope", { match: "substring" }), term("rope")])).toEqual([]);
    expect(covered([term("a rope here", { match: "substring" }), term("rope")])).toEqual([
      { entry: "a rope here", by: "rope" },
    ]);
    expect(covered([term("rope"), term("rope")])).toEqual([]);
  });

  it("are not those whose cover is cancelled, needs a context, says something else or ends sooner", () => {
    expect(
      covered([term("cheap ropeway"), term("rope", { match: "substring" }), term("ropeway", { allow: true })]),
    ).toEqual([]);
    expect(covered([term("cheap rope"), term("rope", { near: { terms: ["x"], within: 3 } })])).toEqual([]);
    expect(covered([term("cheap rope", { severity: 4 }), term("rope", { severity: 1 })])).toEqual([]);
    expect(covered([term("cheap rope"), term("rope", { expiresMs: 1 })])).toEqual([]);
    expect(covered([term("cheap rope", { expiresMs: 1 }), term("rope", { expiresMs: 1 })])).toHaveLength(1);
  });

  it("are never patterns, nor covered by one", () => {
    expect(covered([term("ropes?", { match: "regex" }), term("rope", { match: "substring" })])).toEqual([]);
    expect(covered([term("cheap rope"), term("ropes?", { match: "regex" })])).toEqual([]);
    const allowed = term("cheap rope[s]", { match: "regex", allow: true });
    expect(covered([term("cheap ropes"), term("rope", { match: "substring" }), allowed])).toEqual([]);
  });

  it("are hosts and paths below another, unless an exception lies between", () => {
    const below = [domain("shop.bad.example"), domain("bad.example", { path: "/a/b" }), domain("other.example")];
    expect(coveredEntries(domains("d", [...below, domain("bad.example")]))).toEqual([
      { entry: "shop.bad.example", by: "bad.example" },
      { entry: "bad.example/a/b", by: "bad.example" },
    ]);
    expect(
      coveredEntries(
        domains("d", [
          domain("x.shop.bad.example"),
          domain("shop.bad.example", { allow: true }),
          domain("bad.example"),
        ]),
      ),
    ).toEqual([]);
    expect(
      coveredEntries(domains("d", [domain("bad.example", { path: "/ab" }), domain("bad.example", { path: "/a" })])),
    ).toEqual([]);
    expect(
      coveredEntries(domains("d", [domain("a.bad.example", { path: "/x/y" }), domain("bad.example", { path: "/x" })])),
    ).toEqual([{ entry: "a.bad.example/x/y", by: "bad.example/x" }]);
  });

  it("are images within the radius of one that stays", () => {
    const near = `${"0".repeat(62)}ff`;
    expect(coveredEntries(images([image("i1", HEX), image("i2", near)]))).toEqual([{ entry: "i2", by: "i1" }]);
    expect(coveredEntries(images([image("i1", HEX, 7), image("i2", near)]))).toEqual([]);
    expect(coveredEntries(images([image("i1", HEX), image("i2", near)], 3))).toEqual([]);
    expect(coveredEntries(images([image("i1", HEX), image("i2", HEX)]))).toEqual([]);
  });

  const word = fc
    .string({ unit: fc.constantFrom("a", "b", " ", "é"), minLength: 1, maxLength: 5 })
    .filter((text) => text.trim() !== "");
  const entry = fc.record({ text: word, match: fc.constantFrom("word" as const, "substring" as const) });

  it("find nothing that their cover does not find", () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 2, maxLength: 5 }), fc.array(word, { maxLength: 6 }), (made, texts) => {
        const all = made.map(({ text, match }, i) => term(text, { match, id: `e${i}` }));
        const found = coveredEntries(terms("a", all));
        const of = (id: string) =>
          createEntryMatcher(
            terms(
              "a",
              all.filter((one) => one.id === id),
            ),
            0,
          );
        for (const { entry: id, by } of found) {
          const [inner, outer] = [of(id), of(by)];
          for (const text of [
            texts.join(""),
            ...texts,
            ...all.flatMap(({ text: own }) => [own, `a${own}b`, texts.join(own)]),
          ]) {
            if (inner(post(text)).length > 0)
              expect(outer(post(text)), `${JSON.stringify(text)} ${id} by ${by}`).toHaveLength(1);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  const label = fc.constantFrom("a", "b", "example");
  const host = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => [...labels, "test"].join("."));
  const path = fc.option(
    fc.array(label, { minLength: 1, maxLength: 2 }).map((parts) => `/${parts.join("/")}`),
    { nil: undefined },
  );

  it("are hosts that could go without a link being missed", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ host, path, allow: fc.boolean() }), { maxLength: 6 }),
        fc.array(fc.tuple(host, path), { maxLength: 5 }),
        (made, links) => {
          const all = made.map(({ host: name, path: at, allow }) => domain(name, { path: at, allow }));
          const found = new Set(coveredEntries(domains("d", all)).map(({ entry: key }) => key));
          // Equal entries may say that they allow and that they do not; the first counts, so they are left out.
          fc.pre(new Set(all.map((one) => one.domain + (one.path ?? ""))).size === all.length);
          const rest = all.filter((one) => one.allow === true || !found.has(one.domain + (one.path ?? "")));
          const [whole, without] = [
            createEntryMatcher(domains("d", all), 0),
            createEntryMatcher(domains("d", rest), 0),
          ];
          for (const [name, at = ""] of links) {
            const event = post(`see https://${name}${at}`);
            expect(without(event).length).toBe(whole(event).length);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("entries tried on an event", () => {
  it("tell spans of terms in title and body, and never more than ten", () => {
    const match = createEntryMatcher(terms("a", [term("rope", { id: "id-1" }), term("flare")]), 0);
    expect(match(post("a Rope, a flare, ROPE"))).toEqual([
      {
        entry: "id-1",
        spans: [
          { start: 2, end: 6 },
          { start: 17, end: 21 },
        ],
      },
      { entry: "flare", spans: [{ start: 10, end: 15 }] },
    ]);
    expect(match(post("rope ".repeat(50)))[0]?.spans).toHaveLength(10);
    expect(match(post("nothing"))).toEqual([]);
  });

  it("leave out what has expired, and images beyond their radius", () => {
    const ending = terms("a", [term("rope", { expiresMs: 5 })]);
    expect(createEntryMatcher(ending, 4)(post("rope"))).toHaveLength(1);
    expect(createEntryMatcher(ending, 5)(post("rope"))).toEqual([]);
    const match = createEntryMatcher(images([image("i1", HEX)]), 0);
    const medium = (pdq: string) => ({ id: "m", kind: "image", pdq });
    expect(match(post("", [medium(`${"0".repeat(62)}ff`)]))).toEqual([{ entry: "i1", distance: 8 }]);
    expect(match(post("", [medium("f".repeat(64))]))).toEqual([]);
  });

  it("find samples from a similarity on", () => {
    const text = "the quick brown fox jumps over the lazy dog near the river bank today";
    const samples: Bank = {
      name: "s",
      kind: "samples",
      doc: undefined,
      origin: ORIGIN,
      entries: [{ id: "s1", text, lang: undefined, clause: undefined }],
    };
    expect(createEntryMatcher(samples, 0)(post(text))).toEqual([{ entry: "s1", similarity: 1 }]);
    const changed = text.replace("today", "at dawn");
    const [loose] = createEntryMatcher(samples, 0, 0.5)(post(changed));
    expect(loose?.similarity).toBeLessThan(1);
    expect(createEntryMatcher(samples, 0, 0.99)(post(changed))).toEqual([]);
  });
});

it("everything together is named by key; a bank that is not there has none", () => {
  const banks = [terms("a", [term("rope"), term("cheap rope"), term("ROPE", { id: "id-1" })])];
  const input = {
    banks,
    uses: new Map(),
    there: new Set(["rope"]),
    minHits: 5,
    sampled: 10,
    sampleHits: new Map([["rope", 4]]),
    share: 0.1,
  };
  expect(bankHygiene({ ...input, bank: "a" })).toMatchObject({
    dead: ["rope"],
    overturned: [],
    duplicates: [[{ entry: "rope" }, { entry: "id-1" }]],
    covered: [{ entry: "cheap rope", by: "rope" }],
    noisy: [{ entry: "rope", hits: 4 }],
  });
  expect(bankHygiene({ ...input, bank: "b" })).toBeUndefined();
});
