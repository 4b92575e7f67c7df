import { clearLine, cursorTo } from "node:readline";
import type { Output } from "../io.js";

/**
 * The terminal as cli-progress drives it, without its saving and restoring of the cursor: rows are written above the bar
 * meanwhile, and a restored cursor would land on them.
 */
export class BarTerminal {
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  isTTY(): boolean {
    return true;
  }
  getWidth(): number {
    return this.#output.columns ?? 80;
  }
  write(text: string): void {
    this.#output.write(text.slice(0, this.getWidth() - 1));
  }
  cursorTo(x: number): void {
    cursorTo(this.#output, x);
  }
  clearRight(): void {
    clearLine(this.#output, 1);
  }
  clearLine(): void {
    clearLine(this.#output, 0);
  }
  newline(): void {
    this.#output.write("\n");
  }
  cursorSave(): void {}
  cursorRestore(): void {}
  cursor(): void {}
  lineWrapping(): void {}
}
