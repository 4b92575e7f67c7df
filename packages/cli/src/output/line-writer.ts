import type { Writable } from "node:stream";
import { EvenhandError } from "@evenhand/contract";

const BATCH = 64 * 1024;

/**
 * Writes lines to a stream at the pace of its reader. Lines are gathered, and `flush` waits until the stream takes more,
 * so that memory stays bounded however slow the reader is. A reader that goes away (`| head`) is no error: `closed`
 * turns true, and further lines are dropped.
 */
export class LineWriter {
  readonly #stream: Writable;
  readonly #name: string;
  #pending: string[] = [];
  #size = 0;
  #closed = false;
  #error: EvenhandError | undefined;
  #wake: (() => void) | undefined;
  readonly #onError = (error: NodeJS.ErrnoException): void => {
    this.#closed = true;
    if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") this.#error = outputError(this.#name, error);
    this.#wake?.();
  };
  readonly #onWake = (): void => this.#wake?.();
  /** Called before and after bytes go out: the progress bar gives up its line, and takes the next. */
  beforeWrite: () => void = () => undefined;
  afterWrite: () => void = () => undefined;

  /** @param name what is written to, for messages */
  constructor(stream: Writable, name: string) {
    this.#stream = stream;
    this.#name = name;
    stream.on("error", this.#onError);
    stream.on("drain", this.#onWake);
    stream.on("close", this.#onWake);
  }

  /** Whether the reader has gone. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Adds a line; the newline is added here. Call `flush` from time to time. */
  line(text: string): void {
    if (this.#closed) return;
    this.#pending.push(text, "\n");
    this.#size += text.length + 1;
  }

  /** Whether enough has gathered to be worth a write. */
  get full(): boolean {
    return this.#size >= BATCH;
  }

  /**
   * Hands everything to the stream and waits until it takes more.
   *
   * @throws EvenhandError EH_OUTPUT_UNWRITABLE, unless it is only that the reader has gone
   */
  async flush(): Promise<void> {
    if (this.#error) throw this.#error;
    if (this.#pending.length === 0 || this.#closed) return;
    const text = this.#pending.join("");
    this.#pending = [];
    this.#size = 0;
    this.beforeWrite();
    const more = this.#stream.write(text);
    this.afterWrite();
    if (more || this.#closed) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
    if (this.#error) throw this.#error;
  }

  /** Flushes, ends the stream and waits until its bytes are with the system. For files, not for stdout. */
  async end(): Promise<void> {
    await this.flush();
    await new Promise<void>((resolve) => this.#stream.end(resolve));
    if (this.#error) throw this.#error;
  }

  /** Takes the listeners off a stream that lives on, such as stdout. */
  release(): void {
    this.#stream.off("drain", this.#onWake);
    this.#stream.off("close", this.#onWake);
  }
}

/** What went wrong on opening or writing a file, as an error that a person can act on. */
export function outputError(name: string, error: unknown): EvenhandError {
  const why = error instanceof Error ? error.message : String(error);
  return new EvenhandError(
    "EH_OUTPUT_UNWRITABLE",
    `${name} cannot be written (${why}). Check that its folder exists, may be written by you, and has room.`,
    [],
    { cause: error },
  );
}
