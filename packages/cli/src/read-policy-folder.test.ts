import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MAX_FILE_BYTES, readPolicyFolder } from "./read-policy-folder.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenhand-"));
  await mkdir(join(folder, "policy", "rules", "more"), { recursive: true });
  await writeFile(join(folder, "policy", "evenhand.yaml"), "name: Harbour\n");
  await writeFile(join(folder, "policy", "rules", "spam.md"), "\ufeff# Spam\n");
  await writeFile(join(folder, "policy", "rules", "more", "b.md"), "b");
});
afterEach(() => rm(folder, { recursive: true }));

describe("readPolicyFolder", () => {
  it("reads the files of a policy and nothing else", async () => {
    const policy = join(folder, "policy");
    await writeFile(join(policy, "README.md"), "not part of it");
    await writeFile(join(policy, "events.jsonl"), "{}");
    await writeFile(join(policy, "rules", ".spam.md.swp"), "not part of it");
    expect([...(await readPolicyFolder(policy))]).toEqual([
      ["evenhand.yaml", "name: Harbour\n"],
      ["rules/more/b.md", "b"],
      ["rules/spam.md", "# Spam\n"],
    ]);
  });

  it("follows links that stay inside, and refuses others", async () => {
    const policy = join(folder, "policy");
    await symlink("spam.md", join(policy, "rules", "link.md"));
    expect((await readPolicyFolder(policy)).get("rules/link.md")).toBe("# Spam\n");
    await writeFile(join(folder, "outside.md"), "secret");
    await symlink("../../outside.md", join(policy, "rules", "out.md"));
    await expect(readPolicyFolder(policy)).rejects.toMatchObject({ code: "EH_POLICY_FOLDER_LINK" });
  });

  it("ends on a folder that links to itself", async () => {
    await symlink(".", join(folder, "policy", "rules", "loop"));
    await expect(readPolicyFolder(join(folder, "policy"))).rejects.toMatchObject({ code: "EH_POLICY_FOLDER_TOO_BIG" });
  });

  it("refuses a file that is too big without reading it, and one that is not UTF-8", async () => {
    const bank = join(folder, "policy", "rules", "big.md");
    await writeFile(bank, "");
    await truncate(bank, MAX_FILE_BYTES + 1);
    await expect(readPolicyFolder(join(folder, "policy"))).rejects.toMatchObject({ code: "EH_POLICY_FOLDER_TOO_BIG" });
    await writeFile(bank, Buffer.from([0xe9, 0x0a]));
    await expect(readPolicyFolder(join(folder, "policy"))).rejects.toMatchObject({ code: "EH_POLICY_FOLDER_ENCODING" });
  });

  it("says what is wrong with the path", async () => {
    await expect(readPolicyFolder(join(folder, "nothing"))).rejects.toThrow("There is no folder");
    await expect(readPolicyFolder(join(folder, "policy", "evenhand.yaml"))).rejects.toThrow("is a file");
    await expect(readPolicyFolder(folder)).rejects.toThrow(`Did you mean ${join(folder, "policy")}?`);
  });
});
