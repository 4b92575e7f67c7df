export { lintPolicy, type LintOptions } from "./lint-policy.js";
