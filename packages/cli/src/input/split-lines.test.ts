import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Line, LineSplitter, MAX_LINE_BYTES } from "./split-lines.js";

function linesOf(bytes: Buffer, chunk: number): Line[] {
  const splitter = new LineSplitter();
  const lines: Line[] = [];
  for (let at = 0; at < bytes.length; at += chunk) lines.push(...splitter.push(bytes.subarray(at, at + chunk)));
  return [...lines, ...splitter.end()];
}

describe("LineSplitter", () => {
  it("cuts at LF and CRLF, skips a byte-order mark and blank lines, and counts them", () => {
    expect(linesOf(Buffer.from("\ufeffa\r\n\n  \nb\n终"), 3)).toEqual([
      { number: 1, text: "a" },
      { number: 4, text: "b" },
      { number: 5, text: "终" },
    ]);
  });

  it("gives the same lines however the bytes are cut", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "ß", "终", "🙂", "{", "\r"), minLength: 1 });
    fc.assert(
      fc.property(fc.array(word), fc.integer({ min: 1, max: 9 }), (words, chunk) => {
        const bytes = Buffer.from(words.join("\n"));
        expect(linesOf(bytes, chunk)).toEqual(linesOf(bytes, bytes.length + 1));
      }),
    );
  });

  it("reports a line that is too long by its number and goes on", () => {
    const bytes = Buffer.from(`a\n${"x".repeat(MAX_LINE_BYTES + 1)}\nb`);
    expect(linesOf(bytes, 65_536)).toMatchObject([
      { number: 1, text: "a" },
      { number: 2, problem: { code: "EH_INPUT_LINE_TOO_LONG" } },
      { number: 3, text: "b" },
    ]);
    expect(linesOf(Buffer.from("x".repeat(MAX_LINE_BYTES)), 65_536)[0]).toMatchObject({
      number: 1,
      text: expect.any(String),
    });
  });

  it("reports a line that is not UTF-8", () => {
    const latin1 = Buffer.concat([Buffer.from("caf"), Buffer.from([0xe9]), Buffer.from("\nb")]);
    expect(linesOf(latin1, 100)).toMatchObject([
      { number: 1, problem: { code: "EH_INPUT_ENCODING" } },
      { number: 2, text: "b" },
    ]);
  });
});
