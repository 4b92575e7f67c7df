import type { Io } from "../io.js";

/** Shown after a second of work, on stderr, only where that is a terminal. */
const PATIENCE_MS = 1_000;
const REFRESH_MS = 100;
const WIDTH = 30;

/** A bar where the whole is known, or else a running count. Nothing at all in a pipe. */
export class CountProgress {
  readonly #io: Io;
  readonly #word: string;
  readonly #startedAt: number;
  #lastShown = 0;
  #shown = false;

  /** @param word what is counted, in the plural */
  constructor(io: Io, word: string) {
    this.#io = io;
    this.#word = word;
    this.#startedAt = io.now();
  }

  /**
   * Tells how far the work is. Cheap enough to call for every batch.
   *
   * @param share of the work, 0 to 1; undefined: nobody knows
   */
  update(count: number, share?: number): void {
    const { stderr } = this.#io;
    if (stderr.isTTY !== true) return;
    const now = this.#io.now();
    if (now - this.#startedAt < PATIENCE_MS || now - this.#lastShown < REFRESH_MS) return;
    this.#lastShown = now;
    this.#shown = true;
    const seconds = (now - this.#startedAt) / 1_000;
    const pace = Math.round(count / seconds).toLocaleString("en");
    const said = `${count.toLocaleString("en")} ${this.#word}, ${pace}/s`;
    const line = share === undefined ? said : `${barOf(share)}  ${said}`;
    stderr.write(`\r\u001b[K${line.slice(0, (stderr.columns ?? 80) - 1)}`);
  }

  /** Takes it away for good. */
  stop(): void {
    if (this.#shown) this.#io.stderr.write("\r\u001b[K");
    this.#shown = false;
  }
}

function barOf(share: number): string {
  const part = Math.min(1, Math.max(0, share));
  const full = Math.round(part * WIDTH);
  return `${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${String(Math.floor(part * 100)).padStart(3)}%`;
}
