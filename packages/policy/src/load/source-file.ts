import type { Origin } from "../model.js";

/** A file of the folder with the offsets of its lines. */
export class SourceFile {
  /** Path relative to the policy folder, with slashes. */
  readonly path: string;
  /** Without a byte order mark, and with `\n` at the end of every line. */
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(path: string, content: string) {
    this.path = path;
    this.text = (content.charCodeAt(0) === 0xfe_ff ? content.slice(1) : content).replaceAll("\r\n", "\n");
  }

  /** Line and column, in characters and from 1, of a UTF-16 offset. */
  originAt(offset: number): Origin {
    const at = Math.max(0, Math.min(offset, this.text.length));
    const starts = (this.#lineStarts ??= lineStarts(this.text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    return { file: this.path, line: low + 1, column: charactersIn(this.text.slice(starts[low], at)) + 1 };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Characters (code points) of a text: what editors count as columns. */
export function charactersIn(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
