import cliProgress from "cli-progress";
import type { Io } from "../io.js";
import { BarTerminal } from "./bar-terminal.js";
import type { LineWriter } from "./line-writer.js";

/** Shown after a second of work, on stderr, only where that is a terminal. */
const PATIENCE_MS = 1_000;
const REFRESH_MS = 100;

/** Its types leave out that it can be drawn at any time. */
type Bar = cliProgress.SingleBar & { render(): void };

/** What the bar shows. */
export interface ProgressState {
  readonly bytes: number;
  readonly events: number;
}

/** A progress bar by bytes, or a running count where the size is unknown. Nothing at all in a pipe. */
export class Progress {
  readonly #io: Io;
  readonly #size: number | undefined;
  readonly #startedAt: number;
  #bar: Bar | undefined;
  #lastShown = 0;

  constructor(io: Io, size: number | undefined) {
    this.#io = io;
    this.#size = size;
    this.#startedAt = io.now();
  }

  /** Tells how far the work is. Cheap enough to call for every batch. */
  update(state: ProgressState): void {
    if (this.#io.stderr.isTTY !== true) return;
    const now = this.#io.now();
    if (now - this.#startedAt < PATIENCE_MS || now - this.#lastShown < REFRESH_MS) return;
    this.#lastShown = now;
    const seconds = (now - this.#startedAt) / 1000;
    const value = Math.min(state.bytes, this.#size ?? state.bytes);
    const words = {
      events: state.events.toLocaleString("en"),
      pace: Math.round(state.events / seconds).toLocaleString("en"),
      read: (state.bytes / 1e6).toFixed(state.bytes < 1e7 ? 1 : 0),
    };
    if (this.#bar === undefined) this.#bar = this.#start(value, words);
    else this.#bar.update(value, words);
  }

  /** Clears the bar's line, so that something else may be written there; the next update draws it again. */
  clear(): void {
    if (this.#bar !== undefined) this.#io.stderr.write("\r\u001b[K");
  }

  /** Draws the bar again after something was written in its place. */
  redraw(): void {
    this.#bar?.render();
  }

  /** Lets a writer to the same terminal write above the bar. */
  shareWith(...writers: readonly LineWriter[]): void {
    for (const writer of writers) {
      writer.beforeWrite = () => this.clear();
      writer.afterWrite = () => this.redraw();
    }
  }

  /** Takes the bar away for good. */
  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #start(value: number, words: object): Bar {
    const known = this.#size !== undefined && this.#size > 0;
    const format = known
      ? "{bar} {percentage}%  {events} events, {pace}/s, {eta_formatted} left"
      : "{read} MB read  {events} events, {pace}/s";
    const options: cliProgress.Options & { terminal: BarTerminal } = {
      format,
      terminal: new BarTerminal(this.#io.stderr),
      barsize: 30,
      barCompleteChar: "█",
      barIncompleteChar: "░",
      clearOnComplete: true,
      // Rows may have been written where the bar stood.
      forceRedraw: true,
      linewrap: null,
      gracefulExit: false,
      etaBuffer: 50,
    };
    const bar = new cliProgress.SingleBar(options) as Bar;
    bar.start(known ? (this.#size ?? 0) : 1, value, words);
    return bar;
  }
}
