/** How an API operation is declared: one file per operation, one object per file. `http/app.ts` mounts them. */
import type { TSchema, Static } from "typebox";
import type { Actor } from "../journal/append.js";
import type { Scope } from "./scopes.js";

/** Who asks, once the key has been checked. */
export interface Caller {
  readonly keyId: string;
  readonly actor: Actor;
  readonly scopes: ReadonlySet<Scope>;
}

export interface RouteInput<P extends TSchema, Q extends TSchema, B extends TSchema> {
  readonly caller: Caller;
  readonly params: Static<P>;
  readonly query: Static<Q>;
  readonly body: Static<B>;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly requestId: string;
  /** Ends when the client has gone. */
  readonly signal: AbortSignal;
}

/** What a handler answers. */
export interface RouteOutput {
  readonly status: number;
  /** Anything for JSON; a string, a Buffer or a stream is sent as it is, with the declared content type. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route<P extends TSchema = TSchema, Q extends TSchema = TSchema, B extends TSchema = TSchema> {
  /** Unique, camel case: `getAccount`. Names the operation in OpenAPI, metrics, client and docs. */
  readonly operation: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `:name` for parameters. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  /** The scope a key needs; `public`: none, not even a key. */
  readonly scope: Scope | "public";
  readonly params?: P;
  readonly query?: Q;
  /** JSON body, checked before the handler runs. With `contentTypes` it only documents what they hold. */
  readonly body?: B;
  /** Content types that arrive as they are, as a Buffer, for the handler to read. */
  readonly contentTypes?: readonly string[];
  /** Schemas of successful answers by status. */
  readonly responses: Readonly<
    Record<number, { readonly description: string; readonly schema?: TSchema; readonly contentType?: string }>
  >;
  /** Codes of `http/error-registry.ts` that this operation may answer, beside those of every operation. */
  readonly errors: readonly `EH_${string}`[];
  /** `key`: unsafe, and repeated safely with an Idempotency-Key. `natural`: repeating it changes nothing more. */
  readonly idempotency?: "key" | "natural";
  /**
   * How it counts against rate limits: with the key's other requests (unless said), in a window of its own, or not at
   * all, where something else bounds it: the intake queue, or that it costs nothing.
   */
  readonly rate?: "exempt" | { readonly name: string; readonly perMinute: number };
  /** Largest body in bytes, where it differs from the configured one. */
  readonly bodyBytes?: number;
  readonly handle: (input: RouteInput<P, Q, B>) => Promise<RouteOutput>;
}

/** Declares an operation with the types of its own schemas. */
export function route<P extends TSchema, Q extends TSchema, B extends TSchema>(declared: Route<P, Q, B>): Route {
  return declared;
}
