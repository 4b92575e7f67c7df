/** Runs a Markdown document: files that it shows are written, commands that it shows are run, in a folder of their own. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const EVENHAND = join(ROOT, "packages/cli/bin/evenhand.mjs");

/** A fenced block with the mark before it: `<!-- file: PATH -->` or `<!-- run -->` or `<!-- run: exit N -->`. */
export interface Block {
  readonly mark: string;
  readonly language: string;
  readonly text: string;
  readonly line: number;
}

/** Every fenced block of a document; `mark` is empty where none stands before it. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  const pattern = /(?:<!-- *((?:file|run)[^>]*?) *-->\n+)?^```(\w*)\n([\s\S]*?)^```$/gm;
  for (const match of markdown.matchAll(pattern)) {
    const line = markdown.slice(0, match.index).split("\n").length;
    blocks.push({ mark: match[1] ?? "", language: match[2] ?? "", text: match[3] ?? "", line });
  }
  return blocks;
}

export interface Step {
  readonly command: string;
  readonly line: number;
  readonly expected: number;
  readonly exit: number | null;
  readonly output: string;
}

/** Writes the files and runs the commands of a document, in order. Lines of `sh` blocks are run one by one by a shell. */
export function runDocument(path: string, prepare?: (folder: string) => void): Step[] {
  const folder = mkdtempSync(join(tmpdir(), "evenhand-docs-"));
  try {
    prepare?.(folder);
    const steps: Step[] = [];
    for (const block of blocksOf(readFileSync(join(ROOT, path), "utf8"))) {
      const file = /^file: *(\S+)$/.exec(block.mark)?.[1];
      if (file !== undefined) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), block.text);
      }
      if (block.mark.startsWith("run")) {
        const expected = Number(/exit (\d)/.exec(block.mark)?.[1] ?? 0);
        for (const command of commandsOf(block.text))
          steps.push({ ...runCommand(command, folder), line: block.line, expected });
      }
    }
    return steps;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The commands of a block, without comments; a backslash at the end joins lines. */
export function commandsOf(text: string): string[] {
  return text
    .replaceAll("\\\n", " ")
    .split("\n")
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

function runCommand(command: string, folder: string): Pick<Step, "command" | "exit" | "output"> {
  const script = `evenhand() { "$EH_NODE" "$EH_BIN" "$@"; }; npx() { shift; evenhand "$@"; }; ${command}`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], {
    cwd: folder,
    encoding: "utf8",
    timeout: 120_000,
    env: { ...process.env, EH_NODE: process.execPath, EH_BIN: EVENHAND, NO_COLOR: "1" },
  });
  return { command, exit: status, output: `${stdout}${stderr}` };
}
