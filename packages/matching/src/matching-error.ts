/** Stable codes of the errors that this package throws. Listed in docs/errors. */
export type MatchingErrorCode =
  | "EH_BANK_DUPLICATE_NAME"
  | "EH_BANK_TERM_EMPTY"
  | "EH_BANK_REGEX_INVALID"
  | "EH_BANK_REGEX_NO_LITERAL"
  | "EH_BANK_REGEX_TOO_LARGE"
  | "EH_BANK_NOT_IN_INDEX"
  | "EH_BANK_DOMAIN_INVALID"
  | "EH_BANK_HASH_INVALID"
  | "EH_FLOOD_INVALID"
  | "EH_FOLD_STEP_UNKNOWN"
  | "EH_PIXELS_INVALID"
  | "EH_HASH_INDEX_CORRUPT"
  | "EH_CLASSIFIER_INVALID"
  | "EH_CLASSIFIER_SAMPLES";

/** A mistake in what a bank was given; the caller adds the file and line that it came from. */
export class MatchingError extends Error {
  readonly code: MatchingErrorCode;

  constructor(code: MatchingErrorCode, message: string) {
    super(message);
    this.name = "MatchingError";
    this.code = code;
  }
}
