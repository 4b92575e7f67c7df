/** A wait that somebody can end. Calls while nobody waits are remembered: the next wait ends at once. */
export class Waker {
  #awake = false;
  #end: (() => void) | undefined;

  wake(): void {
    this.#awake = true;
    this.#end?.();
  }

  /** Waits for {@link wake}, or `limitMs`. */
  async wait(limitMs: number): Promise<void> {
    if (!this.#awake) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, limitMs);
        this.#end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#end = undefined;
    }
    this.#awake = false;
  }
}
