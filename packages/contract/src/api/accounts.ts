import { Type } from "typebox";
import { EffectiveState } from "../journal.js";
import { NullableText, NullableTime } from "./common.js";
import { MeasureBody } from "./decisions.js";

const IsoTime = Type.String({ format: "date-time" });

/** One strike. */
export const StrikeBody = Type.Object({
  id: Type.String(),
  clause: Type.String(),
  count: Type.Integer(),
  givenAt: IsoTime,
  expiresAt: IsoTime,
  measure: Type.String(),
  voidedAt: NullableTime,
});

/** An account's standing at a time: a fold over the strikes below. */
export const StandingBody = Type.Object({
  account: Type.String(),
  at: IsoTime,
  level: Type.String(),
  /** Sum of the strikes active at the time. */
  strikes: Type.Integer(),
  /** Every strike that was given before the time, also expired and voided ones. */
  given: Type.Array(StrikeBody),
});

/** Levels of every account, stored and folded anew from strikes. */
export const StandingRebuildBody = Type.Object({
  accounts: Type.Integer(),
  /** Accounts whose stored standing was another than the fold's; they have been put right. */
  differing: Type.Array(Type.Object({ account: Type.String(), stored: Type.String(), folded: Type.String() })),
});

/** One step of a history, newest first. */
export const HistoryStep = Type.Object({
  decision: Type.String(),
  at: IsoTime,
  type: Type.String(),
  item: NullableText,
  outcome: Type.String(),
  /** `reach` where the item was decided again; null for an event of the platform. */
  cause: NullableText,
});

/** An account as our mirror has it, with its effective state. */
export const AccountBody = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  handle: NullableText,
  displayName: NullableText,
  locale: NullableText,
  country: NullableText,
  ageBand: NullableText,
  verified: Type.Union([Type.Boolean(), Type.Null()]),
  createdAt: NullableTime,
  seenAt: IsoTime,
  deletedAt: NullableTime,
  erasedAt: NullableTime,
  standing: Type.Object({ level: Type.String(), strikes: Type.Integer() }),
  effective: EffectiveState,
  /** Features that are restricted now, by name. */
  restrictedFeatures: Type.Array(Type.String()),
  measures: Type.Array(MeasureBody),
  history: Type.Array(HistoryStep),
});

/** An item as our mirror has it, with its effective state. */
export const ItemBody = Type.Object({
  id: Type.String(),
  account: NullableText,
  kind: NullableText,
  surface: NullableText,
  parent: NullableText,
  group: NullableText,
  createdAt: NullableTime,
  seenAt: NullableTime,
  deletedAt: NullableTime,
  /** SHA-256 of the content. */
  version: NullableText,
  reach: Type.Integer(),
  reachCheckpoint: Type.Integer(),
  effective: EffectiveState,
  measures: Type.Array(MeasureBody),
  history: Type.Array(HistoryStep),
});

/** An item's content; of a removed item, from quarantine. */
export const ItemContentBody = Type.Object({
  id: Type.String(),
  version: Type.String(),
  quarantined: Type.Boolean(),
  text: Type.Unknown(),
  media: Type.Unknown(),
});

/** What erasure has taken. */
export const ErasureBody = Type.Object({
  account: Type.String(),
  erasedAt: IsoTime,
  events: Type.Integer(),
  statements: Type.Integer(),
  entries: Type.Integer(),
});

/** A case that waits for a person. */
export const CaseBody = Type.Object({
  id: Type.String(),
  subject: Type.Object({ kind: Type.String(), id: Type.String() }),
  account: NullableText,
  queue: Type.String(),
  state: Type.String(),
  openedFor: Type.String(),
  openedAt: IsoTime,
  clauses: Type.Array(Type.String()),
  decisions: Type.Array(Type.String()),
});

/** A statement of reasons, structured and in words. */
export const StatementBody = Type.Object({
  id: Type.String(),
  measure: Type.String(),
  account: NullableText,
  item: NullableText,
  decision: NullableText,
  clause: Type.Object({ id: Type.String(), title: Type.String(), text: Type.String() }),
  policy: Type.String(),
  language: Type.String(),
  issuedAt: IsoTime,
  appealUntil: IsoTime,
  ended: Type.Union([Type.Object({ how: Type.String(), at: IsoTime }), Type.Null()]),
  /** Null after erasure. */
  content: Type.Unknown(),
  text: Type.Object({
    title: Type.String(),
    sections: Type.Array(Type.Object({ heading: Type.String(), paragraphs: Type.Array(Type.String()) })),
  }),
  /** The fields of the EU's transparency database; null after erasure. */
  dsa: Type.Unknown(),
  url: Type.String(),
});
