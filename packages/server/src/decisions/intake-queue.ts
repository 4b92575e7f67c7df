import { EvenhandError } from "@evenhand/contract";

/** Something that waits, and how many events it is. */
export interface Waiting {
  readonly size: number;
}

/** A first-in, first-out queue with a bound on the events in it: memory does not grow with the load. */
export class IntakeQueue<T extends Waiting> {
  readonly #bound: number;
  #items: T[] = [];
  #head = 0;
  #events = 0;

  /** @param bound most events that may wait */
  constructor(bound: number) {
    this.#bound = bound;
  }

  /** Events waiting now, here or held. */
  get events(): number {
    return this.#events;
  }

  get empty(): boolean {
    return this.#head === this.#items.length;
  }

  /**
   * Adds at the end. A request as large as the whole queue still gets in when nothing else waits.
   *
   * @throws EvenhandError EH_INTAKE_FULL where there is no room: nothing of the request has been taken
   */
  push(item: T): void {
    this.hold(item);
    this.#items.push(item);
  }

  /**
   * Counts something that waits elsewhere before it is pushed; {@link release} ends that.
   *
   * @throws EvenhandError EH_INTAKE_FULL where there is no room
   */
  hold(item: Waiting): void {
    if (this.#events > 0 && this.#events + item.size > this.#bound) {
      throw new EvenhandError(
        "EH_INTAKE_FULL",
        `${this.#events} events are waiting to be decided, and ${this.#bound} may. Send these again a little later; nothing of this request was taken.`,
      );
    }
    this.#events += item.size;
  }

  release(item: Waiting): void {
    this.#events -= item.size;
  }

  /** Takes from the front until there are `events` events or more, or nothing is left. */
  take(events: number): readonly T[] {
    const taken: T[] = [];
    let size = 0;
    while (this.#head < this.#items.length && size < events) {
      const item = this.#items[this.#head] as T;
      this.#head += 1;
      taken.push(item);
      size += item.size;
    }
    this.#events -= size;
    if (this.#head === this.#items.length || this.#head > 1_024) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return taken;
  }
}
