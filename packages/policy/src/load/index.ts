export { canonicalPolicy, policyVersion } from "./canonical.js";
export type { CaseDoc, CaseExpectation, EventShorthand, Json, Swap } from "./case-doc.js";
export { expressionOrigin } from "./counters.js";
export { applySwap, type CaseEvents, expandCase } from "./expand-case.js";
export { CASE_TIME, expandEvent, parseCaseTime } from "./expand-event.js";
export { loadPolicy, type LoadResult } from "./load-policy.js";
export { LOAD_CODES, type LoadCode } from "./problem-codes.js";
export { originAt, renderingOrigin, type Segment, type TextOrigin } from "./scalar-origin.js";
