export { canonicalPolicy, policyVersion } from "./canonical.js";
export type { CaseDoc, CaseExpectation, EventShorthand, Json, Swap } from "./case-doc.js";
export { applySwap, type CaseEvents, expandCase } from "./expand-case.js";
export { expandEvent } from "./expand-event.js";
export { loadPolicy, type LoadResult } from "./load-policy.js";
