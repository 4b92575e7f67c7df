/**
 * Every error that an answer can carry: its status and title. `docs/errors.md` has a row for each, and a test proves that
 * this registry, the documents and what routes declare agree.
 */
export interface ErrorEntry {
  readonly status: number;
  readonly title: string;
}

export const ERROR_REGISTRY = {
  EH_NOT_FOUND: { status: 404, title: "There is nothing here" },
  EH_REQUEST_INVALID: { status: 400, title: "The request does not fit its schema" },
} as const satisfies Record<`EH_${string}`, ErrorEntry>;

export type HttpErrorCode = keyof typeof ERROR_REGISTRY;
