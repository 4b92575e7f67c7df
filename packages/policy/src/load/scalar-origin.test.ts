import fc from "fast-check";
import { renderProblem } from "@evenhand/cel";
import { describe, expect, it } from "vitest";
import { parseDocument, Scalar, stringify } from "yaml";
import { ProblemSink } from "./problem-sink.js";
import { originAt, renderingOrigin, type TextOrigin, textOrigin } from "./scalar-origin.js";
import { SourceFile } from "./source-file.js";
import { Fields } from "./fields.js";
import { readYaml } from "./yaml-file.js";

/** The value of `when` in a YAML text, with the function from its offsets to places. */
function mapped(text: string): {
  value: string;
  origin: TextOrigin;
  at: (offset: number) => [number, number];
  lines: string[];
} {
  const source = new SourceFile("x.yaml", text);
  const root = readYaml(source, source.text, 0, new ProblemSink())?.root;
  const when = root && Fields.read(root, "x", new ProblemSink())?.optional("when");
  if (when === undefined) throw new Error("The test's YAML has no `when`.");
  const value = (when.node as Scalar<string>).value;
  const origin = textOrigin(when);
  const at = (offset: number): [number, number] => {
    const { line, column } = originAt(origin, value, offset);
    return [line, column];
  };
  return { value, origin, at, lines: source.text.split("\n") };
}

/** Every visible character of the value stands where the map says. */
function expectExact(text: string): void {
  const { value, at, lines } = mapped(text);
  for (let offset = 0; offset < value.length;) {
    const char = String.fromCodePoint(value.codePointAt(offset) as number);
    if (!/\s/.test(char)) {
      const [line, column] = at(offset);
      expect(Array.from(lines[line - 1] as string)[column - 1], `${JSON.stringify(text)} at ${offset}`).toBe(char);
    }
    offset += char.length;
  }
}

describe("textOrigin and originAt", () => {
  it.each([
    ["plain", "when: a && b\n", 1, 7],
    ["plain over lines", "when: a &&\n  b\n", 1, 7],
    ["single quotes", "when: 'a && b'\n", 1, 8],
    ["double quotes", 'when: "a && b"\n', 1, 8],
    ["folded", "x: 1\nwhen: >\n  a &&\n  b\n", 3, 3],
    ["literal", "when: |\n    a &&\n      b\n", 2, 5],
    ["folded, stripped, with a comment", "when: >- # why\n\n   a\n", 3, 4],
    ["indented by hand", "when: |2\n   a\n", 2, 4],
    ["with CRLF", "when: >\r\n  a &&\r\n  b\r\n", 2, 3],
    ["with a byte order mark", "\ufeffwhen: a\n", 1, 7],
  ])("finds the first character of a %s scalar", (_, text, line, column) => {
    expect(mapped(text).at(0)).toEqual([line, column]);
    expectExact(text);
  });

  it("follows folding, blank lines, deeper indentation, doubled quotes and wide characters", () => {
    expectExact("when: >\n  one\n  two\n\n  three\n    four\n  five 帆船 six 😀 x\n");
    expectExact("when: 'it''s\n  ''so'' '\n");
    expectExact("when: 帆 船\n   😀 x\n");
    expect(mapped("when: >\n  one\n  two && x\n").at(11)).toEqual([3, 10]);
  });

  it("follows escapes: an escaped character stands where its backslash stands", () => {
    const { value, at } = mapped(String.raw`when: "a\tb\"c\u0041\U0001F600\x42 d\
      e"`);
    expect(value).toBe('a\tb"cA😀B de');
    expect(at(2)).toEqual([1, 11]);
    expect(at(3)).toEqual([1, 12]);
    expect(at(5)).toEqual([1, 15]);
    expect(at(6)).toEqual([1, 21]);
    expect(at(8)).toEqual([1, 31]);
    expect(at(10)).toEqual([1, 36]);
    expect(at(11)).toEqual([2, 7]);
  });

  it("is exact for every style that YAML writes a text in", () => {
    const words = fc.array(fc.constantFrom("a", "bc", "&&", "帆", "😀", '"', "'", "(x", "\n", "  ", "a.b", ">= 3"), {
      minLength: 1,
      maxLength: 25,
    });
    const style = fc.constantFrom("BLOCK_FOLDED", "BLOCK_LITERAL", "PLAIN", "QUOTE_SINGLE");
    fc.assert(
      fc.property(
        words,
        style,
        fc.integer({ min: 20, max: 60 }),
        fc.integer({ min: 1, max: 6 }),
        (parts, type, lineWidth, indent) => {
          const scalar = new Scalar(parts.join(" ").trim());
          fc.pre(scalar.value !== "");
          scalar.type = type as Scalar.Type;
          const text = `# x\n${stringify({ id: "x", when: scalar }, { lineWidth, indent, minContentWidth: 0 })}`;
          // A text that cannot be written in the wanted style comes out in double quotes, with escapes.
          const written = parseDocument(text).get("when", true) as Scalar;
          fc.pre(written.type !== "QUOTE_DOUBLE" && written.value === scalar.value);
          expectExact(text);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("gives an origin with which the CEL package's rendering names the same place", () => {
    for (const text of ["x: 1\nwhen: |\n    a &&\n      b ==\n    1\n", "when: >\n   one &&\n   two\n", "when: a\n"]) {
      const { value, origin, at } = mapped(text);
      for (let offset = 0; offset < value.trimEnd().length; offset++) {
        const problem = { code: "EH_CEL_SYNTAX", severity: "error", message: "No.", offset } as const;
        const [line, column] = at(offset);
        const head = renderProblem(problem, value, renderingOrigin(origin, value, offset)).split(" ")[0];
        expect(head).toBe(`x.yaml:${line}:${column}:`);
      }
    }
  });

  it("runs on from a bare origin, as in a policy built by hand", () => {
    const bare = { file: "t", line: 4, column: 7 };
    expect(originAt(bare, "ab\ncd", 1)).toEqual({ file: "t", line: 4, column: 8 });
    expect(originAt(bare, "ab\ncd", 4)).toEqual({ file: "t", line: 5, column: 2 });
  });
});
