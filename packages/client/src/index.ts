export { createEvenhand, type Evenhand } from "./create-evenhand.js";
export type { Batcher, BatcherOptions, BatcherResult } from "./events/batcher.js";
export { event, type NewEvent } from "./events/event.js";
export type { Events } from "./events/events.js";
export { type ClientErrorCode, EvenhandApiError, EvenhandClientError } from "./http/errors.js";
export type { EntriesOptions, Journal, ReadEntry } from "./journal/journal.js";
export type { CallOptions, EvenhandOptions, UnsafeCallOptions } from "./options.js";
export type { Accounts } from "./resources/accounts.js";
export type { Decisions, Explanation } from "./resources/decisions.js";
export type { Items } from "./resources/items.js";
export type { EndMeasureOptions, Measures } from "./resources/measures.js";
export type { Statements } from "./resources/statements.js";
export {
  type ErasedMessage,
  verifyWebhook,
  type VerifyOptions,
  type WebhookHeaders,
  type WebhookMessage,
} from "./webhooks/verify-webhook.js";
export { webhookHandler, type WebhookHandlerOptions, type WebhookHandlers } from "./webhooks/webhook-handler.js";
export type { Act, AnyEvent, Event, EventType, JournalEntry } from "./wire/entries.js";
export type { EventResult } from "./wire/event-results.js";
export type { Problem } from "./wire/problem.js";
export type * from "./wire/wire-types.js";
