export type * from "./ast.js";
export * from "./check/index.js";
export { type CostEstimate, estimateCost, estimateCost as costOf } from "./cost.js";
export type * from "./env.js";
export { compileChecked, type CompiledExpression, compileExpression } from "./evaluate.js";
export { format } from "./format.js";
export {
  createLinker,
  type Handle,
  type Linkable,
  type Linked,
  type Linker,
  LinkerError,
  type LinkerOptions,
  type LinkStats,
} from "./linker.js";
export type { Closure } from "./compile/closure.js";
export { MAX_SOURCE_LENGTH, parse } from "./parse.js";
export { locate, type Origin, type Problem, PROBLEM_CODES, type ProblemCode, renderProblem } from "./problem.js";
export { DEFAULT_BUDGET, MAX_BUILT } from "./runtime/budget.js";
export type { Frame } from "./runtime/frame.js";
export { CelSyntaxError } from "./syntax-error.js";
export { type Json, toJson } from "./to-json.js";
export type { TraceNode } from "./trace.js";
export * from "./types.js";
export { CelDouble } from "./values/double.js";
export { CelDuration, formatDuration, parseDuration } from "./values/duration.js";
export { CelError, type CelErrorCode, ERROR_CODES, isCelError } from "./values/error.js";
export { CelMap } from "./values/map.js";
export { CelMessage, type MessageAdapter } from "./values/message.js";
export { CelTimestamp, formatTimestamp, parseTimestamp } from "./values/timestamp.js";
export { CelTypeValue } from "./values/type-value.js";
export { CelUint } from "./values/uint.js";
