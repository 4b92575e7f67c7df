import { describe, expect, it } from "vitest";
import type { Bank } from "../model.js";
import { loadPolicy } from "./load-policy.js";
import { onBase } from "./testing/fixtures.js";

function bank(path: string, text: string): Bank {
  const { policy, problems } = loadPolicy(onBase(new Map([[path, text]])));
  expect(problems).toEqual([]);
  const name = path.replace(/^banks\/(.*)\.\w+$/, "$1");
  return policy?.banks.find((candidate) => candidate.name === name) as Bank;
}

describe("the formats of banks", () => {
  it("reads marks, allow-list entries and grades of a text bank", () => {
    const { kind, entries } = bank(
      "banks/t.txt",
      "# note\nplain\n=two words\n~part\n!fine\n!~finer\n==)\n~#tag\na | severity:5\nb | category:x severity:1\nA|B\n",
    );
    const none = { category: undefined, severity: undefined };
    expect(kind).toBe("terms");
    expect(entries).toHaveLength(10);
    expect(entries).toEqual(
      expect.arrayContaining([
        { text: "plain", match: "word", allow: false, ...none },
        { text: "two words", match: "word", allow: false, ...none },
        { text: "part", match: "substring", allow: false, ...none },
        { text: "fine", match: "word", allow: true, ...none },
        { text: "finer", match: "substring", allow: true, ...none },
        { text: "=)", match: "word", allow: false, ...none },
        { text: "#tag", match: "substring", allow: false, ...none },
        { text: "a", match: "word", allow: false, category: undefined, severity: 5 },
        { text: "b", match: "word", allow: false, category: "x", severity: 1 },
        { text: "A|B", match: "word", allow: false, ...none },
      ]),
    );
  });

  it("reads a CSV bank with its columns in any order", () => {
    expect(bank("banks/c.csv", 'severity,text,note\n2,"a, b",x\n,c\n').entries).toEqual([
      { text: "a, b", match: "word", allow: false, category: undefined, severity: 2 },
      { text: "c", match: "word", allow: false, category: undefined, severity: undefined },
    ]);
  });

  it("takes domains in lower case and in ASCII form", () => {
    expect(bank("banks/d.yaml", "kind: domains\nentries: [Bücher.Example, a.test.]\n").entries).toMatchObject([
      { domain: "a.test" },
      { domain: "xn--bcher-kva.example" },
    ]);
  });

  it("takes a hash of digits alone, which YAML would call a number", () => {
    const digits = "1".repeat(64);
    expect(
      bank("banks/i.yaml", `kind: images\nentries: [{ sha256: ${digits} }, { pdq: ${"A".repeat(64)}, radius: 0 }]\n`)
        .entries,
    ).toEqual([
      { id: digits.slice(0, 16), pdq: undefined, sha256: digits, radius: undefined },
      { id: "a".repeat(16), pdq: "a".repeat(64), sha256: undefined, radius: 0 },
    ]);
  });

  it("sorts entries, so that their order in the file does not matter", () => {
    expect(bank("banks/t.txt", "b\na\n~a\n").entries).toEqual(bank("banks/t.txt", "~a\na\nb\n").entries);
  });
});
