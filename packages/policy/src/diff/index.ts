export { diffPolicies } from "./diff-policies.js";
export type { DiffSubject, FieldChange, PolicyChange, PolicyDiff } from "./policy-diff.js";
export { renderDiff, type RenderDiffOptions } from "./render-diff.js";
