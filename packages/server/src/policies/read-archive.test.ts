import { gzipSync } from "node:zlib";
import { EvenhandError } from "@evenhand/contract";
import fc from "fast-check";
import { type Header, pack } from "tar-stream";
import { describe, expect, test } from "vitest";
import { ARCHIVE_LIMITS } from "./archive-limits.js";
import { readArchive, readJsonFiles } from "./read-archive.js";
import { writeArchive } from "./write-archive.js";

type Entry = [headers: Partial<Header> & { name: string }, content?: string | Buffer];

async function tar(...entries: readonly Entry[]): Promise<Buffer> {
  const packed = pack();
  for (const [headers, content = ""] of entries) packed.entry(headers, content as string);
  packed.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of packed as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const archive = async (...entries: readonly Entry[]): Promise<Buffer> => gzipSync(await tar(...entries));
const SETTINGS: Entry = [{ name: "evenhand.yaml" }, "name: x\n"];

/** The code of what is thrown; `read` where nothing is. */
async function outcome(work: () => unknown): Promise<string> {
  try {
    await work();
    return "read";
  } catch (error) {
    if (error instanceof EvenhandError) return error.code;
    throw error;
  }
}

describe("a tar", () => {
  test("keeps files to the byte, and leaves out what does not belong", async () => {
    const texts = {
      "evenhand.yaml": "\ufeffname: x\r\n",
      "banks/a.txt": "\u0000 \t",
      "rules/日本.md": "語\n",
      "rules/a/b.md": "",
    };
    const files = await readArchive(
      await archive(
        ...Object.entries(texts).map(([name, text]): Entry => [{ name: `./${name}` }, text]),
        [{ name: "rules", type: "directory" }],
        [{ name: "README.md" }, Buffer.from([0xff, 0xfe])],
        [{ name: ".git/config" }, "x"],
        [{ name: "rules/.hidden.md" }, "x"],
        [{ name: "._evenhand.yaml" }, "x"],
        [{ name: "more.yml" }, "x"],
        [{ name: "events/log.jsonl" }, "x"],
      ),
    );
    expect(Object.fromEntries(files)).toEqual({ ...texts, "more.yml": "x" });
  });

  test("may lie in one folder", async () => {
    const files = await readArchive(
      await archive(
        [{ name: "policy/", type: "directory" }],
        [{ name: "policy/evenhand.yaml" }, "name: x\n"],
        [{ name: "policy/rules/a.md" }, "a"],
        [{ name: "._policy" }, "mac"],
      ),
    );
    expect([...files.keys()]).toEqual(["evenhand.yaml", "rules/a.md"]);
  });

  test("comes back as it was packed", async () => {
    const long = `rules/${"日".repeat(60)}.md`;
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.stringMatching(/^(rules|banks)\/[a-z0-9-]{1,20}\.(md|txt)$/), fc.string({ unit: "binary" })),
        async (texts) => {
          const files = new Map([...Object.entries(texts), [long, "x"], ["evenhand.yaml", "name: x"]]);
          const packed = await writeArchive(files, new Date(1_700_000_000_000));
          expect(await readArchive(packed)).toEqual(files);
          expect(await writeArchive(await readArchive(packed), new Date(1_700_000_000_000))).toEqual(packed);
        },
      ),
      { numRuns: 50 },
    );
  });

  const refused: [what: string, code: string, entries: Entry[]][] = [
    ["an absolute path", "EH_POLICY_ARCHIVE", [[{ name: "/etc/passwd" }, "x"]]],
    ["a drive", "EH_POLICY_ARCHIVE", [[{ name: "C:/x.yaml" }, "x"]]],
    ["a way out", "EH_POLICY_ARCHIVE", [[{ name: "rules/../../x.md" }, "x"]]],
    ["a way out of a folder", "EH_POLICY_ARCHIVE", [[{ name: "..", type: "directory" }]]],
    ["a backslash", "EH_POLICY_ARCHIVE", [[{ name: "rules\\..\\x.md" }, "x"]]],
    ["a line end", "EH_POLICY_ARCHIVE", [[{ name: "rules/a\n.md" }, "x"]]],
    ["a symbolic link", "EH_POLICY_ARCHIVE", [[{ name: "rules/a.md", type: "symlink", linkname: "/etc/passwd" }]]],
    ["a hard link", "EH_POLICY_ARCHIVE", [[{ name: "rules/a.md", type: "link", linkname: "evenhand.yaml" }]]],
    ["a device", "EH_POLICY_ARCHIVE", [[{ name: "rules/a.md", type: "character-device" }]]],
    ["a pipe", "EH_POLICY_ARCHIVE", [[{ name: "rules/a.md", type: "fifo" }]]],
    [
      "a file twice",
      "EH_POLICY_ARCHIVE",
      [
        [{ name: "rules/a.md" }, "x"],
        [{ name: "./rules//a.md" }, "y"],
      ],
    ],
    ["a long path", "EH_POLICY_ARCHIVE_TOO_BIG", [[{ name: `rules/${"a".repeat(300)}.md` }, "x"]]],
    ["a deep path", "EH_POLICY_ARCHIVE_TOO_BIG", [[{ name: `${"a/".repeat(20)}x.md` }, "x"]]],
    ["bytes that are no text", "EH_POLICY_ARCHIVE", [[{ name: "rules/a.md" }, Buffer.from([0xc3, 0x28])]]],
  ];
  test.each(refused)("with %s is refused (%s)", async (_, code, entries) => {
    expect(await outcome(async () => readArchive(await archive(SETTINGS, ...entries)))).toBe(code);
  });

  test("with a name that is not UTF-8 is refused", async () => {
    const raw = await tar(SETTINGS, [{ name: "rules/aX.md" }, "x"]);
    const at = raw.indexOf("rules/aX.md");
    raw[at + 7] = 0xff;
    let sum = 0;
    raw.fill(" ", at + 148, at + 156);
    for (let i = at; i < at + 512; i++) sum += raw[i] as number;
    raw.write(`${sum.toString(8).padStart(6, "0")}\0 `, at + 148);
    expect(await outcome(() => readArchive(gzipSync(raw)))).toBe("EH_POLICY_ARCHIVE");
  });

  test("without evenhand.yaml is refused", async () => {
    expect(await outcome(async () => readArchive(await archive()))).toBe("EH_POLICY_ARCHIVE");
    const deep = await archive([{ name: "a/b/evenhand.yaml" }, "x"], [{ name: "c/evenhand.yaml" }, "x"]);
    expect(await outcome(() => readArchive(deep))).toBe("EH_POLICY_ARCHIVE");
  });
});

describe("a hostile archive", () => {
  const MB = 1024 * 1024;

  test("is refused by the size of one file, before the file is unpacked", async () => {
    const bomb = await archive(SETTINGS, [{ name: "banks/a.txt" }, Buffer.alloc(11 * MB)]);
    expect(await outcome(() => readArchive(bomb))).toBe("EH_POLICY_ARCHIVE_TOO_BIG");
  });

  test("is refused by its ratio and its total, whatever it says of itself", async () => {
    const zeros = gzipSync(Buffer.alloc(200 * MB));
    expect(zeros.length).toBeLessThan(MB);
    const before = process.memoryUsage().arrayBuffers;
    const started = performance.now();
    expect(await outcome(() => readArchive(zeros))).toBe("EH_POLICY_ARCHIVE_TOO_BIG");
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * MB);
    const limits = { ...ARCHIVE_LIMITS, ratio: Number.POSITIVE_INFINITY };
    expect(await outcome(() => readArchive(zeros, limits))).toBe("EH_POLICY_ARCHIVE_TOO_BIG");
    const parts = Array.from({ length: 9 }, (_, i): Entry => [{ name: `banks/${i}.txt` }, Buffer.alloc(8 * MB)]);
    expect(await outcome(async () => readArchive(await archive(SETTINGS, ...parts), limits))).toBe(
      "EH_POLICY_ARCHIVE_TOO_BIG",
    );
  });

  test("is refused by the number of its entries, files or folders", async () => {
    const files = Array.from({ length: 6_000 }, (_, i): Entry => [{ name: `banks/${i}.txt` }, ""]);
    const folders = Array.from({ length: 6_000 }, (_, i): Entry => [{ name: `x${i}`, type: "directory" }]);
    for (const entries of [files, folders]) {
      expect(await outcome(async () => readArchive(await archive(SETTINGS, ...entries)))).toBe(
        "EH_POLICY_ARCHIVE_TOO_BIG",
      );
    }
  });

  test("is refused by its size as it arrives", async () => {
    const limits = { ...ARCHIVE_LIMITS, compressedBytes: 10 };
    expect(await outcome(async () => readArchive(await archive(SETTINGS), limits))).toBe("EH_POLICY_ARCHIVE_TOO_BIG");
  });

  test("cut short anywhere is refused or whole", async () => {
    const whole = await tar(SETTINGS, [{ name: "rules/a.md" }, "a".repeat(2_000)]);
    for (let length = 0; length < whole.length - 1024; length += 97) {
      const code = await outcome(() => readArchive(gzipSync(whole.subarray(0, length))));
      expect(code, `tar of ${length} bytes`).toBe(length === 0 ? "EH_POLICY_ARCHIVE" : code);
      if (length > 1_024 && length < 3_600) expect(code, `tar of ${length} bytes`).toBe("EH_POLICY_ARCHIVE");
    }
    const gzipped = gzipSync(whole);
    for (let length = 0; length < gzipped.length; length += 3) {
      expect(await outcome(() => readArchive(gzipped.subarray(0, length))), `${length}`).toBe("EH_POLICY_ARCHIVE");
    }
  });

  test("of random bytes is refused, never an error of ours", async () => {
    const good = await archive(SETTINGS, [{ name: "rules/a.md" }, "text"]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.boolean(),
        async (flips, compressed) => {
          const bytes = Buffer.from(compressed ? good : await tar(SETTINGS, [{ name: "rules/a.md" }, "text"]));
          for (const [at, value] of flips) bytes[at] = value;
          expect(["read", "EH_POLICY_ARCHIVE", "EH_POLICY_ARCHIVE_TOO_BIG"]).toContain(
            await outcome(() => readArchive(compressed ? bytes : gzipSync(bytes))),
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("JSON", () => {
  test("is read like a tar", () => {
    const files = readJsonFiles({
      "evenhand.yaml": "\ufeffa",
      "rules/a.md": "b\r\n",
      "README.md": "c",
      ".x/y.yaml": "d",
    });
    expect(Object.fromEntries(files)).toEqual({ "evenhand.yaml": "\ufeffa", "rules/a.md": "b\r\n" });
    expect([...readJsonFiles({ "p/evenhand.yaml": "a", "p/cases/c.yaml": "b" }).keys()]).toEqual([
      "evenhand.yaml",
      "cases/c.yaml",
    ]);
  });

  test.each([
    [{}, "EH_POLICY_ARCHIVE"],
    [{ "evenhand.yaml": "", "../x.yaml": "" }, "EH_POLICY_ARCHIVE"],
    [{ "evenhand.yaml": "", "./evenhand.yaml": "" }, "EH_POLICY_ARCHIVE"],
    [{ "evenhand.yaml": "\ud800" }, "EH_POLICY_ARCHIVE"],
    [{ "evenhand.yaml": "", "rules/\ud800.md": "" }, "EH_POLICY_ARCHIVE"],
    [{ "evenhand.yaml": "", "": "" }, "EH_POLICY_ARCHIVE"],
    [{ "evenhand.yaml": "x".repeat(11 * 1024 * 1024) }, "EH_POLICY_ARCHIVE_TOO_BIG"],
    [Object.fromEntries(Array.from({ length: 5_001 }, (_, i) => [`rules/${i}.md`, ""])), "EH_POLICY_ARCHIVE_TOO_BIG"],
  ])("of a hostile kind is refused (case %#)", async (files, code) => {
    expect(await outcome(() => readJsonFiles(files as Record<string, string>))).toBe(code);
  });
});
