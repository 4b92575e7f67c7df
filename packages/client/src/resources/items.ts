import type { Transport } from "../http/transport.js";
import type { CallOptions } from "../options.js";
import type { StoredItem } from "../wire/wire-types.js";
import { pathOf, read } from "./read.js";

export interface Items {
  /** An item: its effective state and its history. `id` is the platform's own. */
  readonly get: (id: string, options?: CallOptions) => Promise<StoredItem>;
}

export function createItems(transport: Transport): Items {
  return { get: (id, options) => read(transport, pathOf("items", id), options) };
}
