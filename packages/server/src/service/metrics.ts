import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** What `/metrics` shows. One registry per service, so that two in one process (tests) do not mix. */
export interface Metrics {
  readonly registry: Registry;
  readonly decisions: Counter<"outcome">;
  readonly refused: Counter<"code">;
  readonly decideSeconds: Histogram;
  readonly commitSeconds: Histogram;
  readonly batchEvents: Histogram;
  readonly queueDepth: Gauge;
  readonly requestSeconds: Histogram<"operation" | "status">;
  readonly webhookAttempts: Counter<"result">;
  readonly webhookLagEntries: Gauge;
  readonly webhookPending: Gauge;
  readonly jobAgeSeconds: Gauge<"job">;
  readonly jobRuns: Counter<"job" | "result">;
  readonly journalSeq: Gauge;
  readonly classifierAnswers: Counter<"classifier" | "result">;
  readonly classifierSeconds: Histogram<"classifier">;
  readonly classifierCircuit: Gauge<"classifier">;
}

const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/** Creates the service's metrics. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    decisions: new Counter({
      name: "evenhand_decisions_total",
      help: "Events decided, by outcome",
      labelNames: ["outcome"],
      registers,
    }),
    refused: new Counter({
      name: "evenhand_events_refused_total",
      help: "Events refused, by error code",
      labelNames: ["code"],
      registers,
    }),
    decideSeconds: new Histogram({
      name: "evenhand_decide_seconds",
      help: "From accepting an event into the queue to its committed decision",
      buckets: SECONDS,
      registers,
    }),
    commitSeconds: new Histogram({
      name: "evenhand_commit_seconds",
      help: "One transaction of decided events",
      buckets: SECONDS,
      registers,
    }),
    batchEvents: new Histogram({
      name: "evenhand_batch_events",
      help: "Events that shared a transaction",
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
      registers,
    }),
    queueDepth: new Gauge({ name: "evenhand_queue_events", help: "Events waiting to be decided", registers }),
    requestSeconds: new Histogram({
      name: "evenhand_http_request_seconds",
      help: "HTTP requests, by operation and status",
      labelNames: ["operation", "status"],
      buckets: SECONDS,
      registers,
    }),
    webhookAttempts: new Counter({
      name: "evenhand_webhook_attempts_total",
      help: "Attempts to deliver webhooks, by result",
      labelNames: ["result"],
      registers,
    }),
    webhookLagEntries: new Gauge({
      name: "evenhand_webhook_lag_entries",
      help: "Journal entries that the slowest active endpoint has not been offered yet",
      registers,
    }),
    webhookPending: new Gauge({
      name: "evenhand_webhook_pending_messages",
      help: "Webhook messages waiting for delivery",
      registers,
    }),
    jobAgeSeconds: new Gauge({
      name: "evenhand_job_age_seconds",
      help: "Seconds since a job last ended well",
      labelNames: ["job"],
      registers,
    }),
    jobRuns: new Counter({
      name: "evenhand_job_runs_total",
      help: "Runs of a job, by result",
      labelNames: ["job", "result"],
      registers,
    }),
    journalSeq: new Gauge({ name: "evenhand_journal_seq", help: "Number of the newest journal entry", registers }),
    classifierAnswers: new Counter({
      name: "evenhand_classifier_answers_total",
      help: "Questions to classifiers that others run, by what came of them",
      labelNames: ["classifier", "result"],
      registers,
    }),
    classifierSeconds: new Histogram({
      name: "evenhand_classifier_seconds",
      help: "One request to a classifier",
      labelNames: ["classifier"],
      buckets: SECONDS,
      registers,
    }),
    classifierCircuit: new Gauge({
      name: "evenhand_classifier_circuit",
      help: "Whether a classifier is asked: 0 yes, 1 one question to see whether it is back, 2 not for now",
      labelNames: ["classifier"],
      registers,
    }),
  };
}
