/** A cell of a CSV text and the offset of its first character. */
export interface CsvCell {
  readonly text: string;
  readonly offset: number;
}

/** Where the text is no CSV, and why. */
export interface CsvMistake {
  readonly offset: number;
  readonly message: string;
}

/**
 * The rows of a CSV text as RFC 4180 has it: commas, double quotes around cells with commas, quotes or line ends in them,
 * and quotes in quoted cells doubled. Empty lines are left out. Lines end in `\n`.
 */
export function csvRows(text: string): { rows: readonly (readonly CsvCell[])[]; mistake: CsvMistake | undefined } {
  const rows: CsvCell[][] = [];
  let row: CsvCell[] = [];
  let at = 0;
  while (at <= text.length) {
    const start = at;
    let cell: string;
    if (text[at] === '"') {
      const quoted = quotedCell(text, at);
      if (quoted === undefined) return { rows, mistake: { offset: start, message: "The quote has no end." } };
      cell = quoted.text;
      at = quoted.end;
      if (at < text.length && text[at] !== "," && text[at] !== "\n") {
        return {
          rows,
          mistake: { offset: at, message: "After the closing quote only a comma or the line's end may come." },
        };
      }
    } else {
      while (at < text.length && text[at] !== "," && text[at] !== "\n") at += 1;
      cell = text.slice(start, at);
    }
    row.push({ text: cell, offset: start });
    if (text[at] !== ",") {
      if (row.length > 1 || cell.trim() !== "") rows.push(row);
      row = [];
    }
    at += 1;
  }
  return { rows, mistake: undefined };
}

function quotedCell(text: string, start: number): { text: string; end: number } | undefined {
  const parts: string[] = [];
  let from = start + 1;
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', from)) {
    parts.push(text.slice(from, at));
    if (text[at + 1] !== '"') return { text: parts.join(""), end: at + 1 };
    parts.push('"');
    from = at + 2;
  }
  return undefined;
}
