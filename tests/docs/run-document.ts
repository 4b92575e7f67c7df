/** Runs a Markdown document: files that it shows are written, commands that it shows are run, in a folder of their own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const EVENHAND = join(ROOT, "packages/cli/bin/evenhand.mjs");

/**
 * A fenced block with the mark before it: `<!-- file: PATH -->`, `<!-- run -->`, `<!-- run: exit N -->`,
 * `<!-- start -->` for programs that run until the document ends, or `<!-- stop -->` where the reader ends the service.
 */
export interface Block {
  readonly mark: string;
  readonly language: string;
  readonly text: string;
  readonly line: number;
}

/** Every fenced block of a document; `mark` is empty where none stands before it. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  const pattern = /(?:<!-- *((?:file|run|start|stop)[^>]*?) *-->\n+)?^```(\w*)\n([\s\S]*?)^```$/gm;
  for (const match of markdown.matchAll(pattern)) {
    const line = markdown.slice(0, match.index).split("\n").length;
    blocks.push({ mark: match[1] ?? "", language: match[2] ?? "", text: match[3] ?? "", line });
  }
  return blocks;
}

/** Whether a document wants a service of its own: `<!-- service -->` anywhere in it. */
export function wantsService(markdown: string): boolean {
  return /^<!-- *service *-->$/m.test(markdown);
}

export interface Step {
  readonly command: string;
  readonly line: number;
  readonly expected: number;
  readonly exit: number | null;
  readonly output: string;
}

const COMMAND_MS = 120_000;
const START_MS = 60_000;

/**
 * Writes the files and runs the commands of a document, in order. Lines of `sh` blocks are run one by one by a shell;
 * variables that one sets are there for the next. With `<!-- service -->` a service on the embedded database runs beside them,
 * EVENHAND_URL says where, and EVENHAND_KEY is its first key. Everything that was started has ended when this returns.
 */
export async function runDocument(path: string, prepare?: (folder: string) => void): Promise<Step[]> {
  const folder = mkdtempSync(join(tmpdir(), "evenhand-docs-"));
  const running: ChildProcess[] = [];
  try {
    // So that programs of the document find the packages, as where they are installed.
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    prepare?.(folder);
    const markdown = readFileSync(join(ROOT, path), "utf8");
    const env: Record<string, string> = { EH_NODE: process.execPath, EH_BIN: EVENHAND, NO_COLOR: "1" };
    if (wantsService(markdown)) Object.assign(env, await startService(folder, running));
    const steps: Step[] = [];
    const started: { readonly command: string; readonly line: number; readonly log: string }[] = [];
    for (const block of blocksOf(markdown)) {
      const file = /^file: *(\S+)$/.exec(block.mark)?.[1];
      if (file !== undefined) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), block.text);
      }
      if (block.mark === "stop") await end(running[0] as ChildProcess);
      if (block.mark === "start") {
        for (const command of commandsOf(block.text)) {
          const log = join(folder, `.started-${running.length}`);
          running.push(startProgram(withVariables(`exec ${command}`), folder, env, log));
          await untilText(log, /\n/, running.at(-1));
          started.push({ command, line: block.line, log });
        }
      }
      if (block.mark.startsWith("run")) {
        const expected = Number(/exit (\d)/.exec(block.mark)?.[1] ?? 0);
        for (const command of commandsOf(block.text))
          steps.push({ ...(await runCommand(command, folder, env)), line: block.line, expected });
      }
    }
    // With everything that they have said until now.
    const programs = started.map(({ log, ...rest }) => ({
      ...rest,
      expected: 0,
      exit: 0,
      output: readFileSync(log, "utf8"),
    }));
    return [...steps, ...programs];
  } finally {
    for (const child of running.toReversed()) await end(child);
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

/** Variables are kept from command to command; `evenhand` and `npx evenhand` are the one of this checkout. */
function withVariables(command: string): string {
  return [
    'evenhand() { "$EH_NODE" "$EH_BIN" "$@"; }; npx() { shift; evenhand "$@"; }',
    "[ -f .variables ] && . ./.variables",
    "set -a",
    command,
    "EH_STATUS=$?; set +a; export -p > .variables; exit $EH_STATUS",
  ].join("\n");
}

async function runCommand(
  command: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Pick<Step, "command" | "exit" | "output">> {
  const child = spawn("bash", ["-c", withVariables(command)], {
    cwd: folder,
    timeout: COMMAND_MS,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const add = (chunk: Buffer): void => {
    output += chunk.toString("utf8");
  };
  child.stdout.on("data", add);
  child.stderr.on("data", add);
  const [exit] = (await once(child, "close")) as [number | null];
  return { command, exit, output };
}

/** A service for one document, and what its readers have in their environment. */
async function startService(folder: string, running: ChildProcess[]): Promise<Record<string, string>> {
  const log = join(folder, ".service");
  const settings = {
    // Links in statements name the port, so it has to be known beforehand.
    EVENHAND_PORT: String(await freePort()),
    EVENHAND_DATA_DIRECTORY: join(folder, "evenhand-data"),
    EVENHAND_LOG_LEVEL: "warn",
  };
  running.push(
    startProgram(`exec "${process.execPath}" "${EVENHAND}" serve`, folder, { ...settings, NO_COLOR: "1" }, log),
  );
  const told = await untilText(log, /\beh_[A-Za-z0-9]{12}_[A-Za-z0-9_-]{43}\n/, running.at(-1));
  const url = /listens on (http:\/\/\S+)/.exec(told)?.[1];
  const key = /\beh_\S+/.exec(told)?.[0];
  if (url === undefined || key === undefined) throw new TypeError(`The service did not say where it is:\n${told}`);
  return { EVENHAND_URL: url, EVENHAND_KEY: key };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Starts a program with its output in a file, so that nothing has to be read for it to go on. */
function startProgram(
  script: string,
  folder: string,
  env: Readonly<Record<string, string>>,
  log: string,
): ChildProcess {
  const output = openSync(log, "w");
  try {
    return spawn("bash", ["-c", script], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ["ignore", output, output],
    });
  } finally {
    closeSync(output);
  }
}

/** The text of a file once it has what is looked for. */
async function untilText(path: string, wanted: RegExp, child: ChildProcess | undefined): Promise<string> {
  for (const limit = Date.now() + START_MS; ; await wait(50)) {
    const text = readFileSync(path, "utf8");
    if (wanted.test(text)) return text;
    if (child?.exitCode !== null || Date.now() > limit) throw new TypeError(`It did not start:\n${text}`);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const killing = setTimeout(() => child.kill("SIGKILL"), 20_000);
  await ended;
  clearTimeout(killing);
}
