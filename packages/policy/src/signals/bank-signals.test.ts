import { formatTlsh, type TlshHash, tlshOf } from "@evenhand/matching";
import { describe, expect, it } from "vitest";
import type { Bank } from "../model.js";
import { createBankSignals } from "./bank-signals.js";

const BASE = { doc: undefined, origin: { file: "banks/test.yaml", line: 1, column: 1 } };
const NONE = { category: undefined, severity: undefined };
const NOW = Date.UTC(2026, 10, 25);

function domains(more: Partial<Bank> = {}): Bank {
  const entries = [
    { domain: "harbour-login.test", path: undefined, ...NONE, source: "report 7" },
    { domain: "paypal.com", path: undefined, ...NONE, allow: true },
  ];
  return { ...BASE, name: "hosts", kind: "domains", entries, ...more } as Bank;
}

describe("links", () => {
  it("are found under an entry, and where another link carries them", () => {
    const { links } = createBankSignals([domains()]);
    const hit = [{ entry: "harbour-login.test", source: "report 7" }];
    expect(links("hosts", ["https://www.harbour-login.test/a"], NOW)).toEqual(hit);
    expect(links("hosts", ["harbour-login.test"], NOW)).toEqual(hit);
    expect(links("hosts", ["https://out.example.com/?url=https%3A%2F%2Fharbour-login.test%2Fx"], NOW)).toEqual(hit);
    expect(links("hosts", ["https://paypal.com/", "https://www.xn--pypal-4ve.com/"], NOW)).toEqual([]);
  });

  it("to a host that only looks like an entry's are found where the bank asks for it", () => {
    const { links } = createBankSignals([domains({ lookalikes: true })]);
    expect(links("hosts", ["https://www.paypal.com/"], NOW)).toEqual([]);
    // With a Cyrillic letter.
    const expected = [{ entry: "paypal.com", lookalike: true }];
    expect(links("hosts", ["https://www.xn--pypal-4ve.com/pay"], NOW)).toEqual(expected);
    expect(links("hosts", ["https://out.example.com/?url=https%3A%2F%2Fxn--pypal-4ve.com"], NOW)).toEqual(expected);
  });
});

describe("samples", () => {
  it("say which parts of the text they have too", () => {
    const text = "Dear friend, I am working offshore and my shipping agent will bring the boat to your address";
    const bank: Bank = {
      ...BASE,
      name: "letters",
      kind: "samples",
      entries: [{ id: "agent", text, lang: "en", clause: undefined }],
    };
    const told = `Hello! ${text}`;
    const { similarity, sample, spans = [] } = createBankSignals([bank]).similar("letters", told, NOW);
    expect(sample).toBe("agent");
    expect(similarity).toBeGreaterThan(0.8);
    expect(spans.map(({ start, end }) => told.slice(start, end)).join("|")).toContain("shipping agent");
  });
});

describe("samples known by their hash alone", () => {
  const text = Array.from({ length: 60 }, (_, i) => `sentence ${i * i} of the letter says ${(i * 7919) % 977}`).join(
    ". ",
  );
  const tlsh = formatTlsh(tlshOf(text) as TlshHash);
  const hashed = { id: "hashed", text: "", tlsh, lang: undefined, clause: undefined, source: "a list of others" };
  const bank: Bank = { ...BASE, name: "letters", kind: "samples", entries: [hashed] };

  it("are found where a long text nearly repeats theirs, as 1 less a 300th of the distance", () => {
    const { similar } = createBankSignals([bank]);
    expect(similar("letters", text, NOW)).toEqual({ sample: "hashed", similarity: 1, source: "a list of others" });
    const near = similar("letters", `${text} And one more thing.`, NOW);
    expect(near.sample).toBe("hashed");
    expect(near.similarity).toBeGreaterThanOrEqual(0.9);
    expect(similar("letters", text.slice(0, 200), NOW).sample).toBeUndefined();
    expect(
      similar("letters", "Quite another letter about boats and harbours. ".repeat(20), NOW).sample,
    ).toBeUndefined();
  });

  it("stand back behind a text that is as near", () => {
    const known = { id: "known", text, lang: undefined, clause: undefined };
    const { similar } = createBankSignals([{ ...bank, entries: [hashed, known] }]);
    expect(similar("letters", text, NOW)).toMatchObject({ sample: "known", similarity: 1 });
  });
});

describe("terms", () => {
  it("may be regular expressions, need others near, and be folded as their bank says", () => {
    const term = (text: string, more: object = {}) => ({
      text,
      match: "word" as const,
      allow: false,
      ...NONE,
      ...more,
    });
    const bank: Bank = {
      ...BASE,
      name: "words",
      kind: "terms",
      fold: ["ignorables", "compatibility", "case", "marks", "spaces", "leet", "separators"],
      entries: [
        term("serial no\\.? \\d{4}", { match: "regex" }),
        term("pistol", { notNear: { terms: ["grip"], within: 2 } }),
      ],
    };
    const { hits } = createBankSignals([bank]);
    expect(hits("words", "Serial No 1234 for sale", NOW)).toMatchObject([{ text: "Serial No 1234", regex: true }]);
    expect(hits("words", "a p-i-s-t-0-l", NOW)).toMatchObject([{ entry: "pistol", text: "p-i-s-t-0-l" }]);
    expect(hits("words", "a pistol grip", NOW)).toEqual([]);
  });

  it("are found miswritten where their bank says so, and said to be", () => {
    const entry = { text: "scammer", match: "word" as const, allow: false, ...NONE };
    const bank: Bank = { ...BASE, name: "words", kind: "terms", variants: ["masks"], entries: [entry] };
    const { hits } = createBankSignals([bank]);
    expect(hits("words", "a sc*mmer", NOW)).toMatchObject([{ entry: "scammer", text: "sc*mmer", variant: true }]);
    expect(hits("words", "a scammer", NOW)[0]).not.toHaveProperty("variant");
  });
});

describe("images", () => {
  it("are found as far as the bank looks, or the entry says", () => {
    const pdq = "f".repeat(64);
    const image = (id: string, more: object) => ({ id, pdq: undefined, sha256: undefined, radius: undefined, ...more });
    const bank = (radius?: number): Bank => ({
      ...BASE,
      name: "photos",
      kind: "images",
      ...(radius === undefined ? {} : { radius }),
      entries: [image("near", { pdq }), image("same", { md5: "a".repeat(32) })],
    });
    const far = `${"0".repeat(10)}${"f".repeat(54)}`;
    expect(createBankSignals([bank()]).image("photos", [{ pdq: far }], NOW)).toMatchObject({ entry: undefined });
    expect(createBankSignals([bank(40)]).image("photos", [{ pdq: far }], NOW)).toEqual({ entry: "near", distance: 40 });
    expect(createBankSignals([bank()]).image("photos", [{ md5: "A".repeat(32) }], NOW)).toEqual({
      entry: "same",
      distance: 0,
    });
  });
});
