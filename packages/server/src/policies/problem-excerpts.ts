import type { Problem } from "@evenhand/contract";
import type { PolicyFiles } from "./policy-files.js";

/** Characters of a long line that are shown, around the place. */
const WIDTH = 120;
/** Problems that get an excerpt; a folder with more has other worries. */
const MOST = 2_000;

/** Adds the line of the source with a caret to problems that say where they are and have none yet, as conditions do. */
export function withExcerpts(problems: readonly Problem[], files: PolicyFiles): readonly Problem[] {
  const lines = new Map<string, readonly string[]>();
  return problems.map((problem, i) => {
    const [, file = "", line, column] = /^(.+):(\d+):(\d+)$/.exec(problem.where ?? "") ?? [];
    const text = files.get(file);
    if (problem.excerpt !== undefined || text === undefined || i >= MOST) return problem;
    const ofFile = lines.get(file) ?? text.replace(/^\ufeff/, "").split(/\r?\n/);
    lines.set(file, ofFile);
    const source = ofFile[Number(line) - 1];
    return source === undefined || source === ""
      ? problem
      : { ...problem, excerpt: excerptOf(source, line ?? "", Number(column)) };
  });
}

function excerptOf(source: string, line: string, column: number): string {
  // Columns count characters, not UTF-16 units.
  const characters = Array.from(source);
  const from =
    characters.length <= WIDTH ? 0 : Math.max(0, Math.min(column - 1 - WIDTH / 2, characters.length - WIDTH));
  const shown = characters.slice(from, from + WIDTH);
  const before = shown.slice(0, column - 1 - from);
  const lead = from > 0 ? "…" : "";
  const tail = from + WIDTH < characters.length ? "…" : "";
  const indent = before.map((character) => (character === "\t" ? "\t" : " ".repeat(columnsOf(character)))).join("");
  return [
    ` ${line} | ${lead}${shown.join("")}${tail}`,
    ` ${" ".repeat(line.length)} | ${" ".repeat(lead.length)}${indent}^`,
  ].join("\n");
}

/** Columns of a terminal, so that the caret stands under Chinese text as well. */
function columnsOf(character: string): number {
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(character)
    ? 2
    : 1;
}
