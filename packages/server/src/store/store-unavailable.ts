import { EvenhandError } from "@evenhand/contract";

/** SQLSTATEs of a database that is going away, starting, or full of connections; classes 08 and 57P. */
const GONE = /^(08...|57P0[1-5]|53300)$/;
const SYSTEM = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOENT",
  "ENOTFOUND",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "EAI_AGAIN",
]);
const DRIVER =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;

/**
 * Whether an error says that the database cannot be reached, so that trying again later may help. Of a query that ends
 * like this nobody knows whether it was carried out.
 */
export function isStoreUnavailable(error: unknown): boolean {
  if (error instanceof EvenhandError) return error.code === "EH_STORE_UNAVAILABLE";
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === "string") return GONE.test(code) || SYSTEM.has(code);
  return typeof message === "string" && DRIVER.test(message);
}

/**
 * The error for a database that could not be connected to.
 *
 * @param place where it was looked for, in words and without secrets
 */
export function storeUnavailable(place: string, error: unknown): EvenhandError {
  if (error instanceof EvenhandError) return error;
  const { message, code } = error as NodeJS.ErrnoException;
  // Errors of several addresses tried in vain have no message of their own.
  const reason = message || code || "no reason was given";
  return new EvenhandError("EH_STORE_UNAVAILABLE", `Cannot connect to the database at ${place}: ${reason}`, [], {
    cause: error,
  });
}
