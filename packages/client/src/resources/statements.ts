import type { Transport } from "../http/transport.js";
import type { CallOptions } from "../options.js";
import type { Statement } from "../wire/wire-types.js";
import { pathOf, read } from "./read.js";

export interface Statements {
  /** A statement of reasons, rendered in a language (BCP 47) where one is asked for. */
  readonly get: (id: string, options?: CallOptions & { readonly lang?: string | undefined }) => Promise<Statement>;
}

export function createStatements(transport: Transport): Statements {
  return {
    get: (id, { lang, ...options } = {}) => read(transport, pathOf("statements", id), options, { lang }),
  };
}
