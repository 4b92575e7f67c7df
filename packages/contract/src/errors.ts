/** What is wrong with an input: a stable code, where, and what to do about it. */
export interface Problem {
  /** Stable, documented in docs/errors.md. */
  readonly code: `EH_${string}`;
  /** One sentence for a person. */
  readonly message: string;
  /** JSON Pointer into the input (`/data/actor/id`), or `file:line:column`. */
  readonly where?: string;
  /** The line of the source and a line of carets under the place, where the problem is one of a text. */
  readonly excerpt?: string;
  readonly severity?: "error" | "warning";
}

/** An error that a person can act on. Every error that leaves a package is one of these. */
export class EvenhandError extends Error {
  override readonly name = "EvenhandError";
  readonly code: `EH_${string}`;
  readonly problems: readonly Problem[];

  /** @param problems what is wrong, one by one; empty where `message` says it all. */
  constructor(code: `EH_${string}`, message: string, problems: readonly Problem[] = [], options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.problems = problems;
  }
}
