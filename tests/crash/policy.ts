/** A small policy for the crash test: a word that removes, a word that holds, and a counter. */
export const crashPolicy: Readonly<Record<string, string>> = {
  "evenhand.yaml": `name: Crash
languages: [en]
contact: trust@crash.example
standing:
  - { level: good, strikes: 0 }
  - { level: strained, strikes: 3 }
defaults:
  measures:
    good: [label, hold, remove]
    strained: [label, hold, remove]
  automation: remove
  strikes: { count: 1, expires: 90d }
counters:
  posts: { on: [post.created], key: actor.id, window: 1h, cap: 10000, doc: Posts of one account }
queues: [{ id: default }]
`,
  "rules/spam.md": `---
id: spam
title: Spam
category: spam
clauses:
  - { id: spam.words, title: Words, severity: 2 }
  - { id: spam.waits, title: Waits, severity: 2 }
---
Sell elsewhere.

## Words {#spam.words}
Do not sell here.

## Waits {#spam.waits}
This waits.
`,
  "detectors/spam.yaml": `
- { id: removes, clause: spam.words, on: [post.created], when: 'text.body.contains("bargain")', then: remove, reason: { en: It sells. } }
- { id: holds, clause: spam.waits, on: [post.created], when: 'text.body.contains("waitforus") && count("posts", actor.id, "1h") > 0', then: hold, reason: { en: It waits. } }
`,
};
