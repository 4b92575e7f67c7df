import type { Colours } from "./colours.js";
import { fitCell, widthOf } from "./fit-cell.js";
import { safeLine } from "./safe-text.js";

const GAP = "  ";

/**
 * Rows under a heading, each column as wide as its widest cell. Cells are made safe for a terminal.
 *
 * @param headings in capitals
 */
export function formatRows(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  colours: Colours,
): string[] {
  const cells = rows.map((row) => row.map((cell) => safeLine(cell)));
  const widths = headings.map((heading, i) =>
    cells.reduce((most, row) => Math.max(most, widthOf(row[i] ?? "")), widthOf(heading)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (i === headings.length - 1 ? cell : fitCell(cell, widths[i] ?? 0)))
      .join(GAP)
      .trimEnd();
  return [colours.bold(line(headings)), ...cells.map(line)];
}
