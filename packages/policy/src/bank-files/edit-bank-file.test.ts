import { describe, expect, it } from "vitest";
import { withEntry, withoutEntry } from "./edit-bank-file.js";

const YAML = `# Shops we know
kind: domains
entries:
  # the first one
  - shop.test # seen in March
  - { domain: "mall.test", path: /sale } # half of it
`;

describe("a bank's file", () => {
  it("gets an entry at its end, and keeps every comment", () => {
    expect(withEntry("banks/a.txt", "# words\nrope\n\n~knot", { text: "#tag", match: "word", severity: 2 })).toBe(
      "# words\nrope\n\n~knot\n=#tag | severity:2\n",
    );
    expect(withEntry("banks/a.csv", "severity,text\n1,rope\n", { text: 'a "b", c' })).toBe(
      'severity,text\n1,rope\n,"a ""b"", c"\n',
    );
    const added = withEntry("banks/a.yaml", YAML, { domain: "new.test", path: "/x" });
    expect(added).toBe(`${YAML}  - { domain: new.test, path: /x }\n`);
    expect(withEntry("banks/a.yaml", "kind: terms\nlive: true\n", { text: "rope" })).toContain("rope");
    expect(withEntry("banks/a.yaml", "kind: terms\nentries: [a, b] # two\n", { text: "rope" })).toContain(
      "[ a, b, rope ] # two",
    );
    const long = `kind: terms\ndoc: >-\n  One\n  two\nentries:\n- text: a\n  match: word\n\n# end`;
    expect(withEntry("banks/a.yaml", long, { text: "b: c" })).toBe(long.replace("word\n", 'word\n- "b: c"\n'));
  });

  it("says what it has no place for", () => {
    expect(() => withEntry("banks/a.txt", "", { text: "x", note: "n" })).toThrow(/no place for note/);
    expect(() => withEntry("banks/a.csv", "text\n", { text: "x", category: "c" })).toThrow(/no column category/);
    expect(() => withEntry("banks/a.yaml", "- a", { text: "x" })).toThrow(/not a bank/);
  });

  it("loses the entries that a name stands for, and nothing else", () => {
    expect(withoutEntry("banks/a.txt", "# rope\nRope | severity:3\n~rope\nknot\n", "ROPE")).toEqual({
      text: "# rope\nknot\n",
      removed: 2,
    });
    expect(withoutEntry("banks/a.csv", 'text\n"rope\nladder"\nknot\n', "rope ladder")).toEqual({
      text: "text\nknot\n",
      removed: 1,
    });
    const { text, removed } = withoutEntry("banks/a.yaml", YAML, "mall.test/sale");
    expect(removed).toBe(1);
    expect(text).toBe(YAML.slice(0, YAML.indexOf("  - { domain")));
    expect(withoutEntry("banks/a.yaml", text, "SHOP.test").text).toMatch(/entries:[^]*\[\]/);
    expect(withoutEntry("banks/a.yaml", YAML, "none.test")).toEqual({ text: YAML, removed: 0 });
  });
});
