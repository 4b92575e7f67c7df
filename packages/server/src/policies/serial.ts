/** Runs asynchronous work one after the other. */
export interface Serial {
  <T>(work: () => Promise<T>): Promise<T>;
}

/** A queue of its own: work begins when what was asked before has ended, well or not. */
export function createSerial(): Serial {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
