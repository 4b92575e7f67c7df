/** Every code that `lintPolicy` gives, with what it means in general. docs/lint.md and the tests are held against this list. */
export const LINT_CODES = {
  EH_LINT_AUTOMATION_REVIEW:
    "A detector asks for more than a machine may do alone, whatever the standing: it always opens a case.",
  EH_LINT_BANK_DUPLICATE: "Entries of a bank that are the same once they are folded, or that others of the bank cover.",
  EH_LINT_BANK_UNUSED: "A bank that no condition and no counter asks.",
  EH_LINT_CLASSIFIER_UNUSED: "A classifier that no condition and no counter asks.",
  EH_LINT_CLAUSE_WITHOUT_DETECTOR: "A clause that no live detector cites: only people can bring it up.",
  EH_LINT_COUNTER_UNUSED: "A counter that no condition asks: it is kept for nothing.",
  EH_LINT_DETECTOR_SHADOWED:
    "A detector that never changes a decision, because another one always holds with it and does as much.",
  EH_LINT_MEASURE_FORBIDDEN: "A detector asks for a measure that its clause's ladder has at no standing level.",
  EH_LINT_MEASURE_SOMETIMES_FORBIDDEN:
    "A detector asks for a measure that its clause's ladder lacks at some standing levels.",
  EH_LINT_NO_ACCOUNT: "A detector asks for a measure on the account on events that need not have one.",
  EH_LINT_TERM_ALLOWED_AWAY: "A term that an allow-list entry of its own bank always cancels.",
  EH_LINT_TERM_TOO_COMMON: "A term that occurs in more than one in twenty texts of the sample.",
  EH_LINT_THRESHOLD_BEYOND_CAP:
    "A count is compared with a number that it cannot tell apart, because the counter saturates.",
  EH_LINT_TRANSLATION_MISSING: "A text that people read is missing in one of the policy's languages.",
} as const;

export type LintCode = keyof typeof LINT_CODES;
