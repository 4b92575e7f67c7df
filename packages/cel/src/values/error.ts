/** Codes of the errors an expression may have for a value. */
export type CelErrorCode =
  | "EH_CEL_ARGUMENT"
  | "EH_CEL_BUDGET"
  | "EH_CEL_CONVERSION"
  | "EH_CEL_DIVIDE_BY_ZERO"
  | "EH_CEL_DUPLICATE_KEY"
  | "EH_CEL_FACT_TYPE"
  | "EH_CEL_HOST"
  | "EH_CEL_INDEX"
  | "EH_CEL_NO_OVERLOAD"
  | "EH_CEL_NO_SUCH_FIELD"
  | "EH_CEL_OVERFLOW"
  | "EH_CEL_REGEX"
  | "EH_CEL_UNKNOWN_NAME";

/**
 * An error as a value: closures return it and never throw.
 *
 * `offset` is the place in the source, -1 until the call that produced it puts its own.
 */
export class CelError {
  readonly code: CelErrorCode | `EH_${string}`;
  readonly message: string;
  offset: number;

  constructor(code: CelErrorCode | `EH_${string}`, message: string, offset = -1) {
    this.code = code;
    this.message = message;
    this.offset = offset;
  }

  /** An exceeded budget ends the whole evaluation: `&&`, `||` and macros must not absorb it. */
  get fatal(): boolean {
    return this.code === "EH_CEL_BUDGET";
  }
}

export function isCelError(value: unknown): value is CelError {
  return value instanceof CelError;
}

/** Gives a fresh error the place of the call it came from. */
export function located(value: unknown, offset: number): unknown {
  if (value instanceof CelError && value.offset < 0) value.offset = offset;
  return value;
}
