/** Tells readers in this process that there may be new entries; they read the journal itself. */
export interface JournalBell {
  /** Rings after a commit that appended. */
  ring(): void;
  /** @returns a function that ends the listening */
  listen(listener: () => void): () => void;
}

/** A bell that rings at most once a turn of the event loop, however many commits there were. */
export function createJournalBell(): JournalBell {
  const listeners = new Set<() => void>();
  let rung = false;
  return {
    ring() {
      if (rung) return;
      rung = true;
      setImmediate(() => {
        rung = false;
        for (const listener of listeners) listener();
      });
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
