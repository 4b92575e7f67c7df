/** What the thread is started with. */
export interface WorkerInput {
  /** PostgreSQL's own directory. */
  readonly dataDirectory: string;
  /** Where to listen; nothing is there. */
  readonly socketPath: string;
  readonly idleInTransactionMs: number;
  /** One Uint32: the second in which the query now running began, by `monotonicSeconds`; 0 where none runs. */
  readonly busySince: SharedArrayBuffer;
}

/** What the thread tells. */
export type WorkerMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "log"; readonly line: string }
  /** PostgreSQL is at an end and with it the thread. */
  | { readonly kind: "dead"; readonly reason: string }
  | { readonly kind: "syncs"; readonly count: number };

/** What the thread is told. */
export type WorkerRequest = "close" | "syncs";
