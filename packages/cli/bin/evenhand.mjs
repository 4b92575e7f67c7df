#!/usr/bin/env node
// The `evenhand` command. `npm run build` makes ../dist from ../src.
import { existsSync } from "node:fs";

const main = new URL("../dist/main.js", import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error("evenhand is not built yet. Run `npm run build` in the project folder, then try again.");
  process.exitCode = 2;
}
