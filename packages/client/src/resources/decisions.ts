import type { Transport } from "../http/transport.js";
import type { CallOptions } from "../options.js";
import type { StoredDecision } from "../wire/wire-types.js";
import { pathOf, read } from "./read.js";

/** What detectors made of the event, under the policy version that decided, down to each sub-expression. */
export interface Explanation {
  readonly id: string;
  readonly policy: string;
  readonly explanations: readonly unknown[];
}

export interface Decisions {
  /** A decision as it was recorded. */
  readonly get: (id: string, options?: CallOptions) => Promise<StoredDecision>;
  /** Why it came out as it did, down to each sub-expression; of one detector, or of all that were found. */
  readonly explain: (
    id: string,
    options?: CallOptions & { readonly detector?: string | undefined },
  ) => Promise<Explanation>;
}

export function createDecisions(transport: Transport): Decisions {
  return {
    get: (id, options) => read(transport, pathOf("decisions", id), options),
    explain: (id, { detector, ...options } = {}) =>
      read(transport, pathOf("decisions", id, "explain"), options, { detector }),
  };
}
