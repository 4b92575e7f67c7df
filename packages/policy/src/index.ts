export { type CompiledPolicy, compilePolicy, type CompileResult } from "./compile-policy.js";
export { decideOutcome, type LiveFinding, type OutcomeAndMeasures } from "./decision/decide-outcome.js";
export { typesThatAskExternal } from "./engine/asks-external.js";
export { createEngine, type Engine, type EngineStats, type FactSources } from "./engine/engine.js";
export type { CounterReading, DecisionRecord, RecordedFacts } from "./engine/recorded-facts.js";
export { createReplayer, type Replayer } from "./engine/replay.js";
export { VARIABLES } from "./environment/environment.js";
export { type ExplainedNode, type Explanation, explainRecord, suggestDetector } from "./explain/explain.js";
export type * from "./model.js";
export type { Plan, PlanStats } from "./plan/build-plan.js";
export type { Admission, Clock, CounterStats, CounterStore } from "./counters/counter-store.js";
export { createMemoryCounters, DEFAULT_MAX_ENTRIES, type MemoryCounterOptions } from "./counters/memory-counters.js";
export { counterDefinition } from "./counters/counter-definition.js";
export {
  type CounterAddition,
  createRevocableCounters,
  type RevocableCounters,
} from "./counters/revocable-counters.js";
export { type CountedEntry, createEventCounting, type EventCounting } from "./engine/count-entries.js";
export { createMemoryStanding } from "./standing/memory-standing.js";
export { givesStrikes } from "./standing/gives-strikes.js";
export { standingAt } from "./standing/standing-at.js";
export type { StandingAt, StandingBook, Strike } from "./standing/standing-book.js";
export { type CaseResult, decideCase, type DecidedCase } from "./cases/run-case.js";
export { type CaseReport, runCases } from "./cases/run-cases.js";
export {
  applySwap,
  canonicalPolicy,
  type CaseDoc,
  type CaseEvents,
  type CaseExpectation,
  type EventShorthand,
  expandCase,
  loadPolicy,
  type LoadResult,
  policyVersion,
  type Swap,
} from "./load/index.js";
export {
  type Backtest,
  type BacktestChange,
  type BacktestExample,
  type BacktestOptions,
  type BacktestReport,
  createBacktest,
} from "./backtest/backtest.js";
export { addOutcome, type Confusion, emptyConfusion } from "./backtest/confusion.js";
export { type LabelReport, LabelTally } from "./backtest/label-tally.js";
export { type Rate, type Rates, ratesOf } from "./backtest/rates.js";
export { withEntry, withoutEntry } from "./bank-files/edit-bank-file.js";
export { type BankToWrite, writeBankFile } from "./bank-files/write-bank-file.js";
export { type EntryFields, fieldsOf } from "./bank-files/write-entry.js";
export { type BankEntry, type EntryResult, readBankEntry, readBankFile, readTermFile } from "./load/read-entry.js";
export { tryBank } from "./signals/try-bank.js";
export { entryIdentity } from "./signals/entry-identity.js";
export {
  type BankChange,
  type ChangingBanks,
  compileProblem,
  createLiveBanks,
  type StoredBank,
  type StoredEntry,
} from "./signals/live-banks.js";
export { type ExternalScores, type LiveBanks, type LiveSources, noScore } from "./signals/live-sources.js";
export type { BankHit, ImageHit, LinkHit, SampleHit, ScoredWord } from "./signals/signals.js";
export { diffPolicies, type PolicyDiff, renderDiff } from "./diff/index.js";
export { lintPolicy, type LintOptions } from "./lint/index.js";
export { type BankHygiene, bankHygiene, type HygieneInput } from "./hygiene/bank-hygiene.js";
export { entriesByKey, entryKey, entryName, isAllowing } from "./hygiene/entry-key.js";
export { createEntryMatcher, type EntryMatch, type EntryMatcher, SAMPLE_HIT } from "./hygiene/entry-matcher.js";
export { eventWords } from "./hygiene/event-words.js";
export type { EntryUse } from "./hygiene/use-lists.js";
export { citedEntries, type UsedEntry, usedEntries } from "./hygiene/used-entries.js";
