import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HashEntry } from "./hash-list.js";
import { formatHashList, HASH_LIST_FORMATS, parseHashList } from "./hash-list-formats.js";

const PDQ = "d8f8f0cee0f4a84f0637022a078f67f0b36e2ed596621e1d33e6339c4e9c9b22";
const MD5 = "d35c785545392755e7e4164457657269";
const SHA = "b5b0799616df52d475a3968dc7e54f1d0724c912244ffa6175bc786375dd7298";

const digits = (count: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.nat(15).map((digit) => digit.toString(16)),
      { minLength: count, maxLength: count },
    )
    .map((list) => list.join(""));
const word = fc
  .oneof(fc.string({ unit: "grapheme" }), fc.constantFrom('a "quoted" word', "two\nlines", "#1", "=1+1", "a,b"))
  .map((text) => text.trim())
  .filter((text) => text !== "");
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const entry: fc.Arbitrary<HashEntry> = fc
  .record({
    kind: fc.constantFrom("pdq", "md5", "sha256"),
    id: optional(word),
    category: optional(word),
    severity: optional(fc.integer({ min: 1, max: 5 })),
    source: optional(word),
    note: optional(word),
    radius: optional(fc.nat(63)),
    addedAt: optional(
      fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }).map((date) => date.toISOString()),
    ),
  })
  .chain((fields) => digits(fields.kind === "md5" ? 32 : 64).map((hash) => ({ ...fields, hash })))
  .map(
    (fields) =>
      Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as unknown as HashEntry,
  );

describe("hash lists", () => {
  it("are read as they were written, as far as the format has a place", () => {
    const kept = {
      csv: ["id", "category", "severity", "source", "note", "radius", "addedAt"],
      json: ["id", "category", "severity", "source", "note", "radius", "addedAt"],
      jsonl: ["id", "category", "severity", "source", "note", "radius", "addedAt"],
      threatexchange: ["id", "category", "severity", "source", "note", "addedAt"],
      hma: ["id", "source", "note"],
    } as const;
    for (const format of ["csv", "json", "jsonl", "threatexchange", "hma"] as const) {
      fc.assert(
        fc.property(fc.array(entry, { minLength: 1 }), (entries) => {
          const pick = (one: HashEntry): object =>
            Object.fromEntries(
              ["kind", "hash", ...kept[format]].flatMap((name) =>
                name in one ? [[name, one[name as keyof HashEntry]]] : [],
              ),
            );
          const read = parseHashList(formatHashList(entries, format));
          expect(read).toEqual({ entries: entries.map(pick), problems: [] });
        }),
      );
    }
    fc.assert(
      fc.property(fc.array(entry), fc.constantFrom("pdq", "md5", "sha256"), (entries, kind) => {
        const text = formatHashList(entries, kind);
        const read = parseHashList(text, { kindOf64: kind === "sha256" ? "sha256" : "pdq" });
        const expected = entries.filter((one) => one.kind === kind).map(({ hash }) => ({ kind, hash }));
        expect(read).toEqual({ entries: expected, problems: [] });
      }),
    );
  });

  it("take any text without failing", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        '"',
        ",",
        "\n",
        "\r",
        "[",
        "{",
        "hash,id\n",
        PDQ,
        `{"hash":"${MD5}"}`,
        '{"data":[',
        '{"signals":{}}',
        '{"type":"HASH_PDQ","indicator":1}',
        "__proto__",
      ),
      fc.json(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        const { entries, problems } = parseHashList(text);
        for (const { hash } of entries) expect(hash).toMatch(/^([\da-f]{32}|[\da-f]{64})$/);
        for (const { line, message } of problems) {
          expect(line).toBeGreaterThan(0);
          expect(message.length).toBeLessThan(400);
        }
        for (const format of HASH_LIST_FORMATS) formatHashList(entries, format);
      }),
    );
  });

  it("come as plain lines", () => {
    expect(parseHashList(`\u{feff}# a list\n${PDQ.toUpperCase()}\r\n\r\n${MD5}\nsha256:${SHA}\n`)).toEqual({
      entries: [
        { kind: "pdq", hash: PDQ },
        { kind: "md5", hash: MD5 },
        { kind: "sha256", hash: SHA },
      ],
      problems: [],
    });
    expect(parseHashList(SHA, { kindOf64: "sha256", source: "list" }).entries).toEqual([
      { kind: "sha256", hash: SHA, source: "list" },
    ]);
  });

  it("come as CSV, whose bad lines do not sink the others", () => {
    const text = [
      "Hash,Kind,Severity,radius,note,unknown,added_at",
      `${PDQ},pdq,3,31,"two`,
      `lines, ""quoted""",x,2026-01-02`,
      `${PDQ},pdq,9,,,,`,
      `${PDQ.slice(1)},,,,,,`,
      `${PDQ},sha1,,,,,`,
      `xyz,,,,,,`,
      `${PDQ},,,64,,,`,
      `"${PDQ},,,,,,`,
      `,,,,,,`,
      `${MD5},pdq`,
      `${MD5},,,,,,yesterday`,
      MD5,
      "",
    ].join("\n");
    const { entries, problems } = parseHashList(text);
    expect(entries).toEqual([
      {
        kind: "pdq",
        hash: PDQ,
        severity: 3,
        radius: 31,
        note: 'two\nlines, "quoted"',
        addedAt: "2026-01-02T00:00:00.000Z",
      },
      { kind: "md5", hash: MD5 },
    ]);
    expect(problems.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      '4: Its severity is "9"; it takes a whole number from 1 to 5.',
      `5: "${PDQ.slice(1)}" has 63 digits; it takes 32 (MD5) or 64 (PDQ or SHA-256).`,
      '6: Its kind is "sha1". Kinds are pdq, md5 and sha256.',
      '7: "xyz" is no hash: it has other than hexadecimal digits.',
      '8: Its radius is "64"; it takes a whole number from 0 to 63.',
      '9: A cell begins with a quotation mark (") and does not end with one.',
      "10: It has no hash.",
      `11: "${MD5}" has 32 digits; it takes 64 (pdq).`,
      '12: It was added at "yesterday", which is no time.',
    ]);
  });

  it("come as CSV with a column for each kind", () => {
    const { entries, problems } = parseHashList(`id,pdq,md5\n1,${PDQ},${MD5}\n2,,${MD5}\n`);
    expect(problems).toEqual([]);
    expect(entries).toEqual([
      { kind: "pdq", hash: PDQ, id: "1" },
      { kind: "md5", hash: MD5, id: "1" },
      { kind: "md5", hash: MD5, id: "2" },
    ]);
  });

  it("come as JSON and JSON lines", () => {
    const lines = `${JSON.stringify({ hash: MD5, id: 7, severity: 2 })}\n{broken\n"${PDQ}"\n5\n${JSON.stringify({ pdq: PDQ, sha256: SHA })}\n`;
    expect(parseHashList(lines)).toEqual({
      entries: [
        { kind: "md5", hash: MD5, id: "7", severity: 2 },
        { kind: "pdq", hash: PDQ },
        { kind: "pdq", hash: PDQ },
        { kind: "sha256", hash: SHA },
      ],
      problems: [
        { line: 2, message: expect.stringMatching(/^This is no JSON: /) },
        { line: 4, message: "An item is a hash, or an object with one." },
      ],
    });
    expect(parseHashList(`[{"id":"x"},"${MD5}"]`)).toEqual({
      entries: [{ kind: "md5", hash: MD5 }],
      problems: [{ line: 1, message: "It has no hash." }],
    });
    expect(parseHashList('[\n{"hash":\n1\n').problems).toHaveLength(1);
  });

  it("come as descriptors of ThreatExchange", () => {
    const { entries, problems } = parseHashList(
      JSON.stringify({
        data: [
          {
            id: "811927545529339",
            indicator: { indicator: PDQ, type: "HASH_PDQ", id: "1" },
            owner: { id: "5", name: "A member" },
            type: "HASH_PDQ",
            raw_indicator: PDQ,
            description: "seen in 2024",
            severity: "SEVERE",
            tags: { data: [{ id: "9", text: "media_type_photo" }] },
            status: "MALICIOUS",
            added_on: "2024-05-06T07:08:09+0000",
          },
          {
            id: "2",
            indicator: MD5,
            type: "HASH_VIDEO_MD5",
            tags: ["video"],
            creation_time: 1_600_000_000,
            severity: "UNKNOWN",
          },
          { id: "3", indicator: "evil.example", type: "DOMAIN" },
          { id: "4", indicator: PDQ, type: "HASH_PDQ", should_delete: true },
          { id: "5", raw_indicator: PDQ, type: "HASH_PDQ", status: "NON_MALICIOUS" },
        ],
        paging: { next: "https://graph.facebook.com/" },
      }),
    );
    expect(entries).toEqual([
      {
        kind: "pdq",
        hash: PDQ,
        id: "811927545529339",
        category: "media_type_photo",
        severity: 4,
        source: "A member",
        note: "seen in 2024",
        addedAt: "2024-05-06T07:08:09.000Z",
      },
      { kind: "md5", hash: MD5, id: "2", category: "video", addedAt: "2020-09-13T12:26:40.000Z" },
    ]);
    expect(problems.map(({ line }) => line)).toEqual([3, 4, 5]);
  });

  it("come as contents of an HMA bank", () => {
    const { entries, problems } = parseHashList(
      JSON.stringify([
        {
          id: 1,
          disable_until_ts: 1,
          collab_metadata: { NCII: ["k"] },
          original_media_uri: null,
          note: "n",
          signals: { pdq: PDQ, video_md5: MD5 },
        },
        { id: 2, signals: { pdq: PDQ } },
        { id: 3, disable_until_ts: 0, signals: { pdq: PDQ } },
        { id: 4, signals: { clip: "…" } },
      ]),
    );
    expect(entries).toEqual([
      { kind: "pdq", hash: PDQ, id: "1", source: "NCII", note: "n" },
      { kind: "md5", hash: MD5, id: "1", source: "NCII", note: "n" },
      { kind: "pdq", hash: PDQ, id: "2" },
    ]);
    expect(problems.map(({ line }) => line)).toEqual([3, 4]);
  });

  // Beside the repository; see "Data for tests" in CONTRIBUTING.
  const folder =
    process.env["EVENHAND_SHARED_DATA"] ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));
  const data = existsSync(`${folder}/pdq`) ? `${folder}/pdq` : undefined;
  if (data === undefined) console.warn("SKIPPED: the shared PDQ data is absent; real lists are not read.");

  it.skipIf(data === undefined)("of the reference are read whole", () => {
    const read = (name: string): number[] => {
      const { entries, problems } = parseHashList(readFileSync(`${data}/${name}`, "utf8"));
      return [entries.length, problems.length];
    };
    expect([read("haystack.txt"), read("needles.txt"), read("expected.csv")]).toEqual([
      [1_350, 0],
      [100, 0],
      [22, 0],
    ]);
  });
});
