import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type Ran, runEvenhand } from "../../testing/run-evenhand.js";

const POLICY = fileURLToPath(new URL("../../../../../tests/cli/fixtures/policy", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "evenhand-bank-"));
let folder: string;
let made = 0;

const evenhand = (...args: readonly string[]): Promise<Ran> =>
  runEvenhand(args, { now: () => Date.parse("2026-11-25T00:00:00Z") });

const file = (name: string): string => join(folder, "banks", name);

beforeEach(() => {
  folder = join(root, `policy-${(made += 1)}`);
  cpSync(POLICY, folder, { recursive: true });
  writeFileSync(file("words.txt"), "# what sailors say\nanchor\n~buoy | severity:3\n");
  writeFileSync(file("shops.yaml"), "kind: domains\ndoc: Shops\nentries:\n  - shop.test # seen in March\n");
  writeFileSync(file("prints.yaml"), `kind: images\nentries:\n  - { id: a, pdq: "${"0".repeat(64)}" }\n`);
});
afterAll(() => rmSync(root, { recursive: true }));

describe("evenhand bank on a policy folder", () => {
  it("lists banks, and shows one", async () => {
    const listed = await evenhand("bank", "list", "--policy", folder);
    expect(listed).toMatchObject({ code: 0, stderr: "" });
    expect(listed.stdout).toMatch(/^shops +domains +fixed +1 +0 +Shops$/m);
    const shown = await evenhand("bank", "show", "words", "--policy", folder, "--search", "BUOY");
    expect(shown.stdout).toContain("words: a bank of terms, entries: 2");
    expect(shown.stdout).toContain("buoy (substring)");
    expect(shown.stdout).not.toContain("anchor");
    const json = await evenhand("bank", "show", "prints", "--policy", folder, "--json");
    expect(JSON.parse(json.stdout)).toEqual({ id: "a", pdq: "0".repeat(64) });
  });

  it("tells what a bank finds, and where", async () => {
    const found = await evenhand("bank", "test", "words", "Two BUOYS and an Änchor", "--policy", folder);
    expect(found).toMatchObject({ code: 0, stdout: '4–8 "BUOY": buoy (severity 3)\n17–23 "Änchor": anchor\n' });
    expect(await evenhand("bank", "test", "words", "nothing", "--policy", folder)).toMatchObject({
      code: 1,
      stdout: "nothing is found\n",
    });
    const link = await evenhand("bank", "test", "shops", "see https://www.shop.test/x", "--policy", folder);
    expect(link.stdout).toBe("shop.test\n");
    const image = await evenhand("bank", "test", "prints", `pdq:${"0".repeat(63)}1`, "--policy", folder);
    expect(image.stdout).toBe("a: distance 1\n");
    const none = await evenhand("bank", "test", "wrods", "x", "--policy", folder);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("It has ")]);
  });

  it("adds and removes entries in the files, and leaves the rest as it was", async () => {
    await evenhand("bank", "add", "words", "#mooring", "rope ladder", "--severity", "2", "--policy", folder);
    await evenhand("bank", "remove", "words", "ANCHOR", "--policy", folder);
    expect(readFileSync(file("words.txt"), "utf8")).toBe(
      "# what sailors say\n~buoy | severity:3\n=#mooring | severity:2\nrope ladder | severity:2\n",
    );
    await evenhand("bank", "add", "shops", "mall.test/sale", "--note", "half of it", "--policy", folder);
    expect(readFileSync(file("shops.yaml"), "utf8")).toBe(
      "kind: domains\ndoc: Shops\nentries:\n  - shop.test # seen in March\n  - { domain: mall.test, path: /sale, note: half of it }\n",
    );
    const added = await evenhand("bank", "add", "prints", `md5:${"0".repeat(32)}`, "--id", "b", "--policy", folder);
    expect(added).toMatchObject({ code: 0, stderr: "" });
  });

  it("leaves a file as it was where the entry would be wrong", async () => {
    const before = readFileSync(file("shops.yaml"), "utf8");
    const refused = await evenhand("bank", "add", "shops", "not a domain", "--policy", folder);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("is not a domain")]);
    expect(readFileSync(file("shops.yaml"), "utf8")).toBe(before);
    const missing = await evenhand("bank", "remove", "shops", "none.test", "--policy", folder);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("has no entry")]);
    const note = await evenhand("bank", "add", "words", "x", "--note", "n", "--policy", folder);
    expect([note.code, note.stderr]).toEqual([2, expect.stringContaining("EH_BANK_FILE")]);
    const hash = await evenhand("bank", "add", "prints", "123", "--policy", folder);
    expect([hash.code, hash.stderr]).toEqual([2, expect.stringContaining("is no hash")]);
  });

  it("exports what a policy folder reads again", async () => {
    for (const [bank, format] of [
      ["words", "txt"],
      ["shops", "yaml"],
      ["prints", "csv"],
    ] as const) {
      const exported = await evenhand("bank", "export", bank, "--format", format, "--policy", folder);
      expect(exported, format).toMatchObject({ code: 0, stderr: "" });
      if (format !== "csv") writeFileSync(file(format === "txt" ? "words.txt" : "shops.yaml"), exported.stdout);
      else expect(exported.stdout).toContain(`${"0".repeat(64)},pdq,a`);
    }
    expect((await evenhand("policy", "check", folder)).code).toBe(0);
    const wrong = await evenhand("bank", "export", "shops", "--format", "csv", "--policy", folder);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("EH_BANK_FORMAT")]);
  });
});
