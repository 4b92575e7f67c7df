/** A small community's rules for tests: each word below makes one measure happen. */
export function testPolicy(overrides: Readonly<Record<string, string>> = {}): Map<string, string> {
  return new Map(
    Object.entries({
      "evenhand.yaml": `name: Reading circle
languages: [en, zh-Hans]
contact: trust@circle.example
standing:
  - { level: good, strikes: 0 }
  - { level: strained, strikes: 2 }
defaults:
  measures:
    good: [label, { limit_reach: 1d }, hold, remove, { suspend: 7d }]
    strained: [label, { limit_reach: 7d }, hold, remove, { suspend: 30d }]
  automation: suspend
  strikes: { count: 1, expires: 90d }
counters:
  posts: { on: [post.created], key: actor.id, window: 1h, cap: 100, doc: Posts of one account }
queues: [{ id: default }, { id: urgent }]
`,
      "rules/spam.md": `---
id: spam
title: Spam
category: spam
clauses:
  - id: spam.words
    title: Words of sellers
    severity: 2
    dsa: KEYWORD_HIDDEN_ADVERTISEMENT
  - id: spam.flood
    title: Flooding
    severity: 3
    queue: urgent
  - id: spam.reach
    title: Seen by many
    severity: 1
    automation: review
---
Sell elsewhere.

## Words of sellers {#spam.words}
Do not sell here.

## Flooding {#spam.flood}
Do not post faster than people can read.

## Seen by many {#spam.reach}
What many see is looked at again.
`,
      "rules/spam.zh-Hans.md": `---
title: 垃圾信息
clauses:
  - { id: spam.words, title: 推销用语 }
  - { id: spam.flood, title: 刷屏 }
  - { id: spam.reach, title: 广泛传播 }
---
请到别处销售。

## 推销用语 {#spam.words}
请不要在此销售。

## 刷屏 {#spam.flood}
请不要发得比别人读得还快。

## 广泛传播 {#spam.reach}
很多人看到的内容会被再次查看。
`,
      "detectors/spam.yaml": `
- { id: removes, clause: spam.words, on: [post.*, comment.*], when: 'text.body.contains("bargain")', then: remove, reason: { en: It sells., zh-Hans: 内容是推销。 } }
- { id: labels, clause: spam.words, on: [post.*], when: 'text.body.contains("advert")', then: label, reason: { en: It is an advert., zh-Hans: 这是广告。 } }
- { id: holds, clause: spam.flood, on: [post.*], when: 'text.body.contains("waitforus")', then: hold, reason: { en: It waits., zh-Hans: 等待查看。 } }
- { id: limits, clause: spam.words, on: [post.*], when: 'text.body.contains("quietly")', then: limit_reach, reason: { en: It is pushed., zh-Hans: 被推送。 } }
- { id: suspends, clause: spam.flood, on: [post.created], when: 'count("posts", actor.id, "1h") > 5', then: suspend, reason: { en: Too many posts., zh-Hans: 发帖过多。 } }
- { id: errs, clause: spam.flood, on: [post.created], when: 'text.body.contains("mystery") && actor.followers > 3', then: remove, reason: { en: Unclear., zh-Hans: 不清楚。 } }
- { id: seen-by-many, clause: spam.reach, on: [post.*], when: 'has(item.reach) && item.reach >= 1000', then: review, reason: { en: Many see it., zh-Hans: 很多人看到。 } }
`,
      ...overrides,
    }),
  );
}
