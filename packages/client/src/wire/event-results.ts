import type { Problem } from "./problem.js";
import type { DecidedEvent } from "./wire-types.js";

/** The answer to one event of a batch. */
export type EventResult = DecidedEvent | { readonly result: "refused"; readonly problem: Problem };
