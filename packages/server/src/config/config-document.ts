/** The settings in words: for `evenhand serve --help` and for docs/operating.md. */
import type { Variable } from "./variable.js";
import { VARIABLE_NAMES, VARIABLES } from "./variables.js";

/** The table of docs/operating.md, Markdown; a test holds the page against it. */
export function configTable(): string {
  const rows = declared().map(
    ([name, { kind, default: value, absent, unit, description }]) =>
      `| \`${name}\` | ${escaped(kind.holds)}${unit === undefined ? "" : ` (${unit})`} | ${shownDefault(value, absent)} | ${escaped(description)} |`,
  );
  return ["| variable | holds | default | what it is |", "|---|---|---|---|", ...rows, ""].join("\n");
}

/** The text of `evenhand serve --help`, at most 100 columns. */
export function configHelp(): string {
  const lines = declared().flatMap(([name, { kind, default: value, absent, unit, description }]) => [
    `  ${name}`,
    ...wrapped(plain(description)),
    ...wrapped(
      plain(
        `${kind.holds}${unit === undefined ? "" : `, ${unit}`}; default: ${value === undefined || value === "" ? (absent ?? "none") : value}`,
      ),
    ),
  ]);
  return ["Settings (environment variables):", "", ...lines, ""].join("\n");
}

function declared(): [string, Variable][] {
  return VARIABLE_NAMES.map((name) => [name, VARIABLES[name] as Variable]);
}

function shownDefault(value: string | undefined, absent: string | undefined): string {
  return value === undefined || value === "" ? escaped(absent ?? "none") : `\`${value}\``;
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|");
}

function plain(text: string): string {
  return text.replaceAll("`", "");
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = "     ";
  for (const word of text.split(" ")) {
    if (line.length + word.length > 99) {
      lines.push(line);
      line = "     ";
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
