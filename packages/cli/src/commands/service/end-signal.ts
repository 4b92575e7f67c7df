/** Signals that end a service in order, and their numbers. */
const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const;
/** A terminal and npm may both hand on one Ctrl-C: what comes that soon after the first is the same wish. */
const SAME_MS = 500;

/**
 * Waits for the first signal. A second one ends the process at once: what was acknowledged is committed, and the rest was
 * never promised.
 */
export function endSignal(): Promise<string> {
  return new Promise((resolve) => {
    let first: number | undefined;
    for (const [signal, number] of Object.entries(SIGNALS)) {
      process.on(signal, () => {
        const now = performance.now();
        if (first === undefined) {
          first = now;
          resolve(signal);
        } else if (now - first > SAME_MS) process.exit(128 + number);
      });
    }
  });
}
