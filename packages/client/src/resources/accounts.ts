import type { Transport } from "../http/transport.js";
import type { CallOptions, UnsafeCallOptions } from "../options.js";
import type { Erasure, Standing, StoredAccount } from "../wire/wire-types.js";
import { change, pathOf, read } from "./read.js";

export interface Accounts {
  /** An account: what is known of it, its effective state and its history. `id` is the platform's own. */
  readonly get: (id: string, options?: CallOptions) => Promise<StoredAccount>;
  /** Standing now, or as it was at a time. */
  readonly standing: (
    id: string,
    options?: CallOptions & { readonly at?: Date | string | undefined },
  ) => Promise<Standing>;
  /** Deletes a person's data; decisions and journal stay verifiable without it. Cannot be undone. */
  readonly erase: (id: string, options?: UnsafeCallOptions) => Promise<Erasure>;
}

export function createAccounts(transport: Transport): Accounts {
  return {
    get: (id, options) => read(transport, pathOf("accounts", id), options),
    standing: (id, { at, ...options } = {}) =>
      read(transport, pathOf("accounts", id, "standing"), options, { at: at instanceof Date ? at.toISOString() : at }),
    erase: (id, options) => change(transport, "DELETE", pathOf("accounts", id, "personal-data"), undefined, options),
  };
}
