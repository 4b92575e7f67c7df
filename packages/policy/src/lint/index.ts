export { LINT_CODES, type LintCode } from "./lint-codes.js";
export { lintPolicy, type LintOptions } from "./lint-policy.js";
