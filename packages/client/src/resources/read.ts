import type { Transport } from "../http/transport.js";
import type { CallOptions, UnsafeCallOptions } from "../options.js";

/** Reads what stands at a path. */
export function read<T>(
  transport: Transport,
  path: string,
  options: CallOptions = {},
  query: Readonly<Record<string, string | undefined>> = {},
): Promise<T> {
  return transport<T>({ ...options, method: "GET", path, query });
}

/** Changes something: one idempotency key for all attempts of this call. */
export function change<T>(
  transport: Transport,
  method: "POST" | "DELETE",
  path: string,
  body: unknown,
  options: UnsafeCallOptions = {},
): Promise<T> {
  return transport<T>({
    ...options,
    method,
    path,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    idempotencyKey: options.idempotencyKey ?? crypto.randomUUID(),
  });
}

/** A path of fixed segments and ids of the platform's, which may hold anything: `segments("accounts", id)`. */
export function pathOf(...segments: readonly string[]): string {
  // "." and ".." would be resolved away by URL parsers even when encoded; no id of the service's or a platform's is one.
  if (segments.some((segment) => segment === "" || segment === "." || segment === ".."))
    throw new RangeError(
      `An id is needed here; "${segments.find((s) => s === "" || s === "." || s === "..")}" names nothing.`,
    );
  return `/v1/${segments.map(encodeURIComponent).join("/")}`;
}
