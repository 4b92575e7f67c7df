export { alwaysHolds, constantConditions, neverHolds, type Verdict } from "./constant.js";
export {
  check,
  checkCondition,
  type Checked,
  type CheckedCondition,
  type CheckOptions,
  syntaxProblem,
} from "./check.js";
export { conjuncts, disjuncts } from "./conjuncts.js";
export { literalValue } from "./literals.js";
export { type Signature, STANDARD_LIBRARY } from "./standard-library.js";
export { closest } from "./suggest.js";
export { signatureText, typeText } from "./type-text.js";
export { childrenOf, walk } from "./walk.js";
