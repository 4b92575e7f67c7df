import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CsvRow, CsvRows, MAX_ROW_LENGTH } from "./csv-rows.js";

async function rowsOf(text: string | Buffer, chunk = 7, delimiter = ","): Promise<CsvRow[]> {
  const bytes = Buffer.from(text as string);
  const rows = new CsvRows(delimiter);
  const all: CsvRow[] = [];
  for (let at = 0; at < bytes.length; at += chunk) all.push(...(await rows.push(bytes.subarray(at, at + chunk))));
  all.push(...(await rows.end()));
  return all;
}
const fieldsOf = (rows: CsvRow[]) => rows.map((row) => ("fields" in row ? row.fields : row.problem.code));

describe("CsvRows", () => {
  it("reads a byte-order mark, quotes, newlines in fields, CRLF and blank lines", async () => {
    const rows = await rowsOf('\ufeffid,text\r\n1,"a\nb ""q"", x"\r\n\r\n2,say "hi"\n3,终');
    expect(fieldsOf(rows)).toEqual([
      ["id", "text"],
      ["1", 'a\nb "q", x'],
      ["2", 'say "hi"'],
      ["3", "终"],
    ]);
    expect(rows.map((row) => [row.number, row.line])).toEqual([
      [0, 1],
      [1, 3],
      [2, 5],
      [3, 6],
    ]);
  });

  it("gives up one line for a quote that the file never closes", async () => {
    const rows = await rowsOf('id,text\n1,a\n2,"open\n3,c\n4,d\n');
    expect(fieldsOf(rows)).toEqual([["id", "text"], ["1", "a"], "EH_CSV_ROW", ["3", "c"], ["4", "d"]]);
    expect(rows[2]).toMatchObject({ number: 2, line: 3 });
    expect(rows[4]).toMatchObject({ number: 4, line: 5 });
  });

  it("gives up one line for a quote that is not closed within the longest row", async () => {
    const tail = Array.from({ length: 120_000 }, (_, i) => `${i},some text\n`).join("");
    const rows = await rowsOf(`id,text\n1,"open\n${tail}`, 65_536);
    expect(rows).toHaveLength(120_002);
    expect(rows.filter((row) => "problem" in row)).toHaveLength(1);
    expect(rows.at(-1)).toMatchObject({ fields: ["119999", "some text"], line: 120_002 });
  });

  it("skips a row that is too long and goes on", async () => {
    const rows = await rowsOf(`id,text\n1,${"x".repeat(3 * MAX_ROW_LENGTH)}\n2,b\n`, 65_536);
    expect(fieldsOf(rows).at(-1)).toEqual(["2", "b"]);
    expect(rows.filter((row) => "fields" in row)).toHaveLength(2);
  });

  it("reads hostile quotes in linear time: every line opens one that no line closes", async () => {
    const line = '"a"b\n';
    const rows = await rowsOf(line.repeat((6 * MAX_ROW_LENGTH) / line.length), 131_072);
    expect(rows.length).toBeGreaterThan(0);
  });

  it("reads back whatever is written by the rules, however it is cut", async () => {
    const field = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", " ", "ä", "终", "\r\n"), maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        async (table, chunk) => {
          const text = table.map((row) => row.map((f) => `"${f.replaceAll('"', '""')}"`).join(",")).join("\n");
          expect(fieldsOf(await rowsOf(text, chunk))).toEqual(table);
        },
      ),
    );
  });
});
