import { EvenhandError } from "@evenhand/contract";

/**
 * Runs work on the database itself; where the service has it, says what to do about that.
 *
 * @param what begins the sentence: `Data can be exported`
 */
export async function whileStopped<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EvenhandError) || error.code !== "EH_STORE_IN_USE") throw error;
    throw new EvenhandError(
      error.code,
      `${error.message} ${what} only while the service is stopped: end it with Ctrl-C or SIGTERM, and start it again afterwards.`,
      error.problems,
      { cause: error },
    );
  }
}
