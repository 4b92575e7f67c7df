/** A service for tests of policies, and policies that differ in one point. */
import { pino } from "pino";
import type { Actor } from "../../journal/append.js";
import { createJournalBell } from "../../journal/wake.js";
import { createIds } from "../../service/clock.js";
import { createMetrics } from "../../service/metrics.js";
import type { Service } from "../../service/service.js";
import { ensurePartitions } from "../../store/partitions.js";
import type { Store } from "../../store/open-store.js";

export const ANNA: Actor = { role: "operator", id: "keyAnnaOne" };
export const BEN: Actor = { role: "operator", id: "keyBenOne1" };

/** A service over a store, with a clock that the test turns. */
export async function policyService(
  store: Store,
  policies: Partial<Service["config"]["policies"]> = {},
): Promise<Service & { readonly clock: { nowMs: number } }> {
  const clock = {
    nowMs: Date.now(),
    now(): number {
      return clock.nowMs;
    },
  };
  await ensurePartitions(store.db, clock.nowMs);
  return {
    store,
    clock,
    ids: createIds(clock),
    bell: createJournalBell(),
    log: pino({ level: "silent" }),
    metrics: createMetrics(),
    config: { policies: { approvals: 0, backtestEvents: 1_000, ...policies } } as Service["config"],
  };
}

/** A small policy; versions differ in the word that must not be written. */
export function policyFolder(word: string, overrides: Readonly<Record<string, string>> = {}): Map<string, string> {
  return new Map(
    Object.entries({
      "evenhand.yaml": `\ufeffname: Reading circle
languages: [en, zh]
contact: trust@circle.example
standing:
  - { level: good, strikes: 0 }
defaults:
  measures: { good: [label, hold, remove] }
  automation: remove
counters:
  posts: { on: [post.created], key: actor.id, window: 1h, cap: 100, doc: Posts of one account }
queues: [{ id: default }]
`,
      "rules/spam.md": `---
id: spam
title: Spam
category: spam
clauses:
  - id: spam.words
    title: Words of sellers
    severity: 2
---

We talk about books here.

## Words of sellers {#spam.words}

Do not advertise.
`,
      "rules/spam.zh.md": `---
title: 垃圾信息
clauses:
  - id: spam.words
    title: 广告用语
---

这里只谈书。

## 广告用语 {#spam.words}

请勿发布广告。
`,
      "detectors/spam.yaml": `- id: seller-word
  clause: spam.words
  on: [post.created]
  when: text.all.contains("${word}")
  then: remove
  reason:
    en: The post advertises.
    zh: 该帖含有广告。
`,
      "cases/spam.yaml": `- name: an advertisement goes\r
  event: { type: post.created, item: { text: { body: "${word} now" } } }\r
  expect: { outcome: act, clauses: [spam.words] }\r
`,
      ...overrides,
    }),
  );
}
