/** A policy of one rule: whoever praises sails for sale is heard, and whoever sells them twice is suspended. */
export const SMALL_POLICY: Readonly<Record<string, string>> = {
  "evenhand.yaml": `name: Reading circle
languages: [en]
contact: trust@circle.example
standing:
  - { level: good, strikes: 0 }
defaults:
  measures: { good: [label, hold, remove, suspend] }
  automation: suspend
  strikes: { count: 1, expires: 90d }
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
  "detectors/spam.yaml": `- id: seller-word
  clause: spam.words
  on: [post.created, comment.created]
  when: text.all.contains("cheap sails")
  then: remove
  reason:
    en: The post advertises.
`,
  "cases/spam.yaml": `- name: an advertisement goes
  event: { type: post.created, item: { text: { body: "cheap sails now" } } }
  expect: { outcome: act, clauses: [spam.words] }
`,
};
