import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./command.js";

/** These tests run the built command: build it as `npm test` does, so that they never run yesterday's. */
export default function build(): void {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const result = spawnSync(process.execPath, [tsc, "-b", "packages/cli"], { cwd: root, encoding: "utf8" });
  if (result.status !== 0) throw new Error(`The command does not build:\n${result.stdout}`);
}
