/** Plain tables and numbers for a terminal. */

/** Rows of cells as text; the first column to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  const lines = rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  "),
  );
  lines.splice(1, 0, widths.map((width) => "─".repeat(width)).join("  "));
  return lines.map((line) => `  ${line}`.trimEnd()).join("\n");
}

/** Three figures that count: 4.63, 179, 10,500, 2,300,000. */
export function count(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en-US", { maximumFractionDigits: 2 });
}

export function times(ratio: number): string {
  return `${count(ratio)}×`;
}

export function bytes(value: number): string {
  return `${count(value / 1_048_576)} MB`;
}

export function milliseconds(value: number): string {
  return `${count(value)} ms`;
}

export function percent(share: number): string {
  return `${count(share * 100)} %`;
}
