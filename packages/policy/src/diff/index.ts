export { diffPolicies } from "./diff-policies.js";
export type { PolicyDiff } from "./policy-diff.js";
export { renderDiff } from "./render-diff.js";
