/** What waits: the queue only needs to know how big it is. */
export interface Waiting {
  readonly bytes: number;
}

/** The batcher's memory: what waits to be sent, bounded, and who waits for room, in the order in which they came. */
export class EventQueue<W extends Waiting> {
  readonly #limit: number;
  #waiting: W[] = [];
  #inFlight = 0;
  #bytes = 0;
  readonly #outside: { readonly item: W; readonly admitted: () => void }[] = [];

  /** @param limit most events kept: waiting and in flight */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Events that wait to be sent. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Bytes of the events that wait to be sent. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Events kept: waiting and in flight. */
  get kept(): number {
    return this.#waiting.length + this.#inFlight;
  }

  /** Whether the next event would be taken at once. */
  get hasRoom(): boolean {
    return this.kept < this.#limit && this.#outside.length === 0;
  }

  /** Takes an event as soon as there is room; `admitted` is called then. */
  put(item: W, admitted: () => void): void {
    if (this.hasRoom) this.#admit(item, admitted);
    else this.#outside.push({ item, admitted });
  }

  /** The next events to send: at least one, at most `count`, and of more than one at most `bytes`. */
  take(count: number, bytes: number): readonly W[] {
    let total = 0;
    let n = 0;
    for (const item of this.#waiting) {
      total += item.bytes;
      if (n === count || (n > 0 && total > bytes)) break;
      n += 1;
    }
    const taken = this.#waiting.splice(0, n);
    this.#inFlight += taken.length;
    for (const item of taken) this.#bytes -= item.bytes;
    return taken;
  }

  /** One event in flight has found its fate: who waits for room comes in. */
  release(): void {
    this.#inFlight -= 1;
    const next = this.kept < this.#limit ? this.#outside.shift() : undefined;
    if (next !== undefined) this.#admit(next.item, next.admitted);
  }

  #admit(item: W, admitted: () => void): void {
    this.#waiting.push(item);
    this.#bytes += item.bytes;
    admitted();
  }
}
