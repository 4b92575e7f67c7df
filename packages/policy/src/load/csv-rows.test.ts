import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvRows } from "./csv-rows.js";

function write(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\n");
}

describe("csvRows", () => {
  it("reads back what was written", () => {
    const cell = fc
      .array(fc.constantFrom("a", '"', ",", "\n", " ", "帆"), { maxLength: 6 })
      .map((parts) => parts.join(""));
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(rows, (written) => {
        const { rows: read, mistake } = csvRows(write(written));
        expect(mistake).toBeUndefined();
        expect(read.map((row) => row.map((entry) => entry.text))).toEqual(written);
      }),
    );
  });

  it("leaves out empty lines, and knows where cells begin", () => {
    const { rows } = csvRows('a,b\n\n  \n"x",\n');
    expect(rows.map((row) => row.map(({ text, offset }) => [text, offset]))).toEqual([
      [
        ["a", 0],
        ["b", 2],
      ],
      [
        ["x", 8],
        ["", 12],
      ],
    ]);
  });

  it("says where a text is no CSV", () => {
    expect(csvRows('a\n"b').mistake?.offset).toBe(2);
    expect(csvRows('a\n"b"c').mistake?.offset).toBe(5);
  });
});
