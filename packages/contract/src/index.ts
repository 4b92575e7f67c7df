export * from "./api/index.js";
export { Actor } from "./actor.js";
export { Context } from "./context.js";
export { Decision, OUTCOMES, type Outcome } from "./decision.js";
export { EvenhandError, type Problem } from "./errors.js";
export { Follow, Group, Previous, Push, Reach, Reaction, Session } from "./event-parts.js";
export { EVENT_TYPES, type EventType, eventTypeDecl, isEventType, matchEventTypes, type Part } from "./event-types.js";
export { Event, EventData, Expectation } from "./event.js";
export { Evidence, Span } from "./evidence.js";
export { Finding } from "./finding.js";
export { Item, ItemText } from "./item.js";
export {
  type Act,
  type ActData,
  ACTOR_ROLES,
  type ActorRole,
  ACTS,
  EffectiveState,
  JOURNAL_ACTS,
  JournalEntry,
} from "./journal.js";
export { jsonSizeProblem, MAX_CHARACTERS, MAX_DEPTH, MAX_VALUES } from "./json-limits.js";
export { isMeasureKind, Measure, MEASURE_KINDS, type MeasureKind, measureStrength, measureTarget } from "./measure.js";
export { Media } from "./media.js";
export { oneOf } from "./one-of.js";
export { MAX_BODY_LENGTH, MAX_LINE_LENGTH, MAX_MEDIA } from "./scalars.js";
export { StatementContent } from "./statement.js";
export { type EventResult, validateEvent } from "./validate-event.js";
