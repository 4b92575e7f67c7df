/** Codes of the errors that an expression may have for a value, with what each means in general. */
export const ERROR_CODES = {
  EH_CEL_ARGUMENT: "An argument is of the right type but makes no sense, such as a time zone that does not exist.",
  EH_CEL_BUDGET: "The expression costs more on this event than one evaluation may.",
  EH_CEL_CONVERSION: "A value cannot be turned into the type asked for.",
  EH_CEL_DIVIDE_BY_ZERO: "An integer was divided by zero.",
  EH_CEL_DUPLICATE_KEY: "A map was given the same key twice.",
  EH_CEL_FACT_TYPE: "A fact of the event has not the type that the environment declares.",
  EH_CEL_HOST: "A function of the host failed.",
  EH_CEL_INDEX: "A position is outside a list or text.",
  EH_CEL_NO_OVERLOAD: "A function or operator does not take values of these types.",
  EH_CEL_NO_SUCH_FIELD: "A field or key is absent.",
  EH_CEL_OVERFLOW: "A number, moment or span of time is out of range.",
  EH_CEL_REGEX: "A pattern is not RE2 syntax, or too large.",
  EH_CEL_UNKNOWN_NAME: "A name stands for nothing, or for a variable that the event does not have.",
} as const;

export type CelErrorCode = keyof typeof ERROR_CODES;

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
