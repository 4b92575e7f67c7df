import { EvenhandError } from "@evenhand/contract";
import { MatchingError } from "@evenhand/matching";

/**
 * Runs what may refuse its input, and gives the refusal as an error for people.
 *
 * @param about what the input is, for the message; empty where the message says it
 * @throws EvenhandError with the code of the MatchingError
 */
export function orRefuse<T>(about: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof MatchingError)) throw error;
    throw new EvenhandError(error.code, about === "" ? error.message : `${about}: ${error.message}`, [], {
      cause: error,
    });
  }
}
