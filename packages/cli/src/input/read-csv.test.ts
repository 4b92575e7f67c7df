import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { CsvOptions } from "./csv-columns.js";
import { parseLabel } from "./csv-label.js";
import { parseCsvTime } from "./csv-time.js";
import type { InputRecord } from "./input-record.js";
import { readCsv } from "./read-csv.js";

const rules = { known: new Set(["spam.flooding"]), positive: undefined, clauses: undefined };
const plain: CsvOptions = {
  text: "text",
  title: undefined,
  id: undefined,
  actor: undefined,
  time: undefined,
  lang: undefined,
  labels: [],
  labelPositive: undefined,
  labelClauses: undefined,
  delimiter: undefined,
};

async function read(csv: string, options: Partial<CsvOptions> = {}): Promise<InputRecord[]> {
  const stream = Readable.from([Buffer.from(csv)]);
  const input = readCsv({ name: "folder/posts.csv", size: undefined, stream }, { ...plain, ...options }, rules);
  const records: InputRecord[] = [];
  for await (const batch of input.batches()) records.push(...batch);
  return records;
}

describe("readCsv", () => {
  it("makes each row a post of an account of its own, one year old, and the same each time", async () => {
    const csv = "n,text\n1,Hello\n2,World\n";
    const records = await read(csv);
    expect(records).toEqual(await read(csv));
    const [first, second] = records.map((record) => (record.ok ? record.event : undefined));
    expect(first).toMatchObject({
      id: "row-1",
      source: "csv:posts.csv",
      type: "post.created",
      time: "2000-01-01T00:10:00.000Z",
      data: { actor: { createdAt: "1999-01-01T00:10:00.000Z" }, item: { text: { body: "Hello" } } },
    });
    expect(second?.data.actor?.id).not.toBe(first?.data.actor?.id);
  });

  it("takes id, author, time, title and language from columns", async () => {
    const [record] = await read("id,who,at,head,body,l\nx7,lena,2026-03-02 08:15,Boats,For sale,en\n", {
      text: "body",
      title: "head",
      id: "id",
      actor: "who",
      time: "at",
      lang: "l",
    });
    expect(record?.ok && record.event).toMatchObject({
      id: "x7",
      time: "2026-03-02T08:15:00.000Z",
      data: { actor: { id: "lena" }, item: { id: "x7", text: { title: "Boats", body: "For sale", lang: "en" } } },
    });
    const [german] = await read("text\nHallo\n", { lang: "de" });
    expect(german?.ok && german.event.data.item?.text?.lang).toBe("de");
  });

  it("reads labels, and says in data.expect which clause they mean", async () => {
    const records = await read("text,label\na,spam.flooding\nb,0\nc,yes\n", { labels: ["label"] });
    expect(records.map((record) => record.ok && record.labels?.get("label"))).toEqual([
      { positive: true, clauses: ["spam.flooding"] },
      { positive: false, clauses: undefined },
      { positive: true, clauses: undefined },
    ]);
    expect(records.map((record) => record.ok && record.event.data.expect)).toEqual([
      { clause: "spam.flooding" },
      { clause: null },
      undefined,
    ]);
  });

  it("reports rows that are no events by their number", async () => {
    const records = await read(`n,text,at\n1\n2,a,yesterday\n3,${"x".repeat(50_001)},2026-03-02\n4,b,2026-03-02\n`, {
      time: "at",
    });
    expect(records.map((record) => [record.number, record.ok || record.problems[0]?.code])).toEqual([
      [1, "EH_CSV_ROW"],
      [2, "EH_CSV_TIME"],
      [3, "EH_EVENT_TOO_BIG"],
      [4, true],
    ]);
  });

  it("lists the columns where one is missing, and guesses what was meant", async () => {
    await expect(read("a,Text\n")).rejects.toMatchObject({
      code: "EH_CSV_COLUMN",
      message: expect.stringContaining('Did you mean "Text"? Columns: "a", "Text".'),
    });
    await expect(read("a;text\n")).rejects.toThrow("--delimiter ';'");
    await expect(read("a,b\n", { text: undefined })).rejects.toThrow("--text COLUMN");
    await expect(read("")).rejects.toMatchObject({ code: "EH_CSV_COLUMN" });
    expect(await read("a;text\n1;x\n", { delimiter: ";" })).toHaveLength(1);
  });
});

describe("parseLabel", () => {
  it.each(["", " ", "0", "0.0", "false", "False", "no", "NULL"])("takes %j as nothing to find", (value) => {
    expect(parseLabel(value, rules).positive).toBe(false);
  });
  it.each(["1", "true", "toxic", "2"])("takes %j as something to find", (value) => {
    expect(parseLabel(value, { ...rules, clauses: ["spam.flooding"] })).toEqual({
      positive: true,
      clauses: ["spam.flooding"],
    });
  });
  it("takes only the named values where they are named", () => {
    const named = { ...rules, positive: new Set(["0", "hateful"]) };
    expect(["0", "Hateful", "1", "non-hateful"].map((value) => parseLabel(value, named).positive)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe("parseCsvTime", () => {
  it.each([
    ["2026-03-02T08:15:00Z", "2026-03-02T08:15:00.000Z"],
    ["2026-03-02 08:15", "2026-03-02T08:15:00.000Z"],
    ["2026-03-02", "2026-03-02T00:00:00.000Z"],
    ["2026-03-02T08:15:00+0200", "2026-03-02T06:15:00.000Z"],
    ["1772439300", "2026-03-02T08:15:00.000Z"],
    ["1772439300000", "2026-03-02T08:15:00.000Z"],
  ])("reads %s", (text, expected) => {
    expect(new Date(parseCsvTime(text) ?? Number.NaN).toISOString()).toBe(expected);
  });
  it.each(["", "yesterday", "02/03/2026", "12"])("does not guess at %j", (text) => {
    expect(parseCsvTime(text)).toBeUndefined();
  });
});
