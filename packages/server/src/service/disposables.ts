/** What `AsyncDisposableStack` is where Node has it (24): resources that are let go of together, the last one first. */
export class Disposables implements AsyncDisposable {
  #parts: (() => PromiseLike<void> | void)[] = [];

  /** Lets go of `resource` too. */
  use<T extends AsyncDisposable>(resource: T): T {
    this.#parts.push(() => resource[Symbol.asyncDispose]());
    return resource;
  }

  /** Calls `end` too. */
  defer(end: () => PromiseLike<void> | void): void {
    this.#parts.push(end);
  }

  /** Hands everything over; nothing is left to let go of here. */
  move(): Disposables {
    const moved = new Disposables();
    moved.#parts = this.#parts;
    this.#parts = [];
    return moved;
  }

  /** Lets go of all; the first error is thrown at the end, after everything else has been let go of. */
  async [Symbol.asyncDispose](): Promise<void> {
    const errors: unknown[] = [];
    for (let end = this.#parts.pop(); end !== undefined; end = this.#parts.pop()) {
      try {
        await end();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
