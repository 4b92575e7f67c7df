import { readFileSync } from "node:fs";

/** Expressions of the official suites whose type we do not give, with the reason: `check-exceptions.json`. */
export function readExceptions(): Record<string, string> {
  const file = new URL("../../check-exceptions.json", import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
}
