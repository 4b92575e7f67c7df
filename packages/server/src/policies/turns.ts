import { EvenhandError } from "@evenhand/contract";

/**
 * Lets a bounded number of pieces of work run at a time, and a bounded number wait.
 *
 * @param running at a time
 * @param waiting beside those; whoever comes beyond is refused with EH_POLICY_BUSY
 */
export function createTurns(running: number, waiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  let busy = 0;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (busy >= running) {
      if (queue.length >= waiting) {
        throw new EvenhandError(
          "EH_POLICY_BUSY",
          `${busy + queue.length} policies are being checked already. Wait for them to be done, then upload again.`,
        );
      }
      // Whoever ends hands the place over, so that `busy` stays.
      await new Promise<void>((resolve) => queue.push(resolve));
    } else busy += 1;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) busy -= 1;
      else next();
    }
  };
}
