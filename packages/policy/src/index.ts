export { type CompiledPolicy, compilePolicy, type CompileResult } from "./compile-policy.js";
export { decideOutcome, type LiveFinding, type OutcomeAndMeasures } from "./decision/decide-outcome.js";
export { createEngine, type Engine, type EngineStats, type FactSources } from "./engine/engine.js";
export type { CounterReading, DecisionRecord, RecordedFacts } from "./engine/recorded-facts.js";
export { createReplayer, type Replayer } from "./engine/replay.js";
export { VARIABLES } from "./environment/environment.js";
export { type ExplainedNode, type Explanation, explainRecord, suggestDetector } from "./explain/explain.js";
export type * from "./model.js";
export type { Plan, PlanStats } from "./plan/build-plan.js";
