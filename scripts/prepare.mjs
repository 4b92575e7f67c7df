// Makes a checkout ready to run: installs the packages where they are missing or package-lock.json has changed, then
// builds. Runs before anything is installed, so it uses nothing but Node.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "node_modules", ".evenhand-lock");
const buildStamp = join(root, "node_modules", ".evenhand-build");

/** Installs and builds as far as needed; ends the process with a message where that fails. */
export function prepare() {
  checkNode();
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  const hash = createHash("sha256").update(lock).digest("hex");
  if (!isInstalled(lock, hash)) {
    say("Installing packages (npm ci) …");
    run(npmCommand(["ci", "--no-audit", "--no-fund"]), "Installing the packages failed.");
  }
  if (readOr(stamp) !== hash) writeFileSync(stamp, hash);
  if (readOr(buildStamp) === fingerprint()) return;
  say("Building (tsc -b) …");
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  run([process.execPath, tsc, "-b"], "Building failed.");
  writeFileSync(buildStamp, fingerprint());
}

/**
 * Stands for every file that a build reads or writes: their names, sizes and times. Asking the compiler whether there is
 * something to do takes most of a second, and this a few hundredths.
 */
function fingerprint() {
  const hash = createHash("sha256");
  const visit = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (entry.name !== "node_modules") visit(path);
      } else if (/\.(ts|tsx|js|tsbuildinfo)$|^(package|tsconfig).*\.json$/.test(entry.name)) add(path);
    }
  };
  const add = (path) => {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  };
  for (const file of ["package-lock.json", "tsconfig.json", "tsconfig.base.json"]) add(file);
  for (const folder of ["packages", "benchmarks", "tests"]) visit(folder);
  return hash.digest("hex");
}

/** Runs a command in the checkout, its output going to ours; ends the process where it fails. */
export function run([command, ...args], failure) {
  const result = spawnSync(command, args, {
    cwd: root,
    // What tools say goes to stderr, so that stdout holds only what was asked for.
    stdio: ["inherit", failure === undefined ? "inherit" : 2, "inherit"],
    shell: process.platform === "win32" && command === "npm",
  });
  if (result.status === 0) return;
  if (result.error !== undefined) console.error(result.error.message);
  if (failure !== undefined) console.error(failure);
  process.exit(result.status ?? 1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Evenhand needs Node.js 20.19 or later; this is ${process.versions.node}.`);
  process.exit(2);
}

/** Whether node_modules holds what the lock file asks for: by our stamp, or else package by package. */
function isInstalled(lock, hash) {
  if (readOr(stamp) === hash) return true;
  const installed = readOr(join(root, "node_modules", ".package-lock.json"));
  if (installed === undefined) return false;
  const have = JSON.parse(installed).packages;
  return Object.entries(JSON.parse(lock).packages).every(
    ([path, wanted]) =>
      !path.startsWith("node_modules/") ||
      wanted.optional ||
      (have[path]?.version === wanted.version && have[path]?.resolved === wanted.resolved),
  );
}

/** npm as it runs us, or the one on the path. */
function npmCommand(args) {
  const npm = process.env.npm_execpath;
  return npm?.endsWith(".js") && existsSync(npm) ? [process.execPath, npm, ...args] : ["npm", ...args];
}

function readOr(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function say(text) {
  console.error(text);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) prepare();
