/** Policies as plain data for tests: only what a test cares about has to be said. */
import { EVENT_TYPES } from "@evenhand/contract";
import type { Classifier, Clause, CounterDecl, Detector, Policy } from "../model.js";

const ORIGIN = { file: "test.yaml", line: 1, column: 1 };

export const TEST_CLAUSE: Clause = {
  id: "test.clause",
  rule: "test",
  severity: 2,
  category: "test",
  dsa: undefined,
  ladder: {
    good: [
      { kind: "label", forMs: undefined, scope: undefined },
      { kind: "remove", forMs: undefined, scope: undefined },
    ],
    strained: [{ kind: "remove", forMs: undefined, scope: undefined }],
  },
  automation: "remove",
  strikes: { count: 1, expiresMs: 86_400_000 },
  queue: "default",
  title: { en: "Test" },
  text: { en: "Test." },
  origin: ORIGIN,
};

/** A classifier that somebody else runs. */
export const ASKED_CLASSIFIER: Classifier = {
  name: "asked",
  doc: undefined,
  origin: { file: "classifiers/asked.yaml", line: 1, column: 1 },
  kind: "http",
  url: "https://scores.example/",
  timeoutMs: 1_000,
  budget: { minute: 1, day: 1 },
  cacheMs: 0,
};

export function makeDetector(id: string, when: string, overrides: Partial<Detector> = {}): Detector {
  return {
    id,
    clause: TEST_CLAUSE.id,
    on: ["post.created"],
    when,
    then: { kind: "ladder" },
    mode: "live",
    reason: { en: id },
    doc: undefined,
    origin: ORIGIN,
    whenOrigin: ORIGIN,
    ...overrides,
  };
}

export function makeCounter(name: string, overrides: Partial<CounterDecl> = {}): CounterDecl {
  return {
    name,
    on: EVENT_TYPES,
    key: "actor.id",
    value: undefined,
    where: undefined,
    windowMs: 86_400_000,
    cap: 1_000,
    doc: undefined,
    origin: ORIGIN,
    ...overrides,
  };
}

export function makePolicy(overrides: Partial<Policy> = {}): Policy {
  return {
    name: "Test",
    languages: ["en"],
    contact: "trust@test.example",
    standing: [
      { level: "good", strikes: 0 },
      { level: "strained", strikes: 2 },
    ],
    latenessMs: 3_600_000,
    queues: [{ id: "default", doc: undefined }],
    rules: [],
    clauses: [TEST_CLAUSE],
    detectors: [],
    counters: [],
    banks: [],
    classifiers: [],
    version: `sha256:${"0".repeat(64)}`,
    ...overrides,
  };
}
