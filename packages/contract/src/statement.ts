import { Type } from "typebox";
import { Evidence } from "./evidence.js";
import { MEASURE_KINDS } from "./measure.js";
import { oneOf } from "./one-of.js";
import { Time } from "./scalars.js";

/**
 * A statement of reasons as it is stored: everything that depends on this case. The clause's text is not repeated: it is
 * kept whole with the policy version, and read together with this.
 */
export const StatementContent = Type.Object({
  measure: Type.Object({
    kind: oneOf(MEASURE_KINDS),
    scope: Type.Union([Type.String(), Type.Null()]),
    from: Time,
    /** `null`: until lifted. */
    until: Type.Union([Time, Type.Null()]),
  }),
  target: Type.Object({
    kind: Type.Union([Type.Literal("item"), Type.Literal("account")]),
    id: Type.String(),
    /** Where the item appeared, and what the platform calls its kind; null for an account. */
    surface: Type.Union([Type.String(), Type.Null()]),
    itemKind: Type.Union([Type.String(), Type.Null()]),
    createdAt: Type.Union([Time, Type.Null()]),
    /** The forms of content: `text`, `image`, `video`, `audio`. */
    forms: Type.Array(Type.String()),
    language: Type.Union([Type.String(), Type.Null()]),
  }),
  /** ISO 3166 codes; empty: everywhere. */
  territory: Type.Array(Type.String()),
  /** Why, by language: the detector's reason, or the reviewer's. */
  reason: Type.Record(Type.String(), Type.String()),
  /** The facts relied on. */
  facts: Type.Array(Evidence),
  /** How it came to be known, and how far a machine decided. */
  automation: Type.Object({
    detected: Type.Boolean(),
    decided: Type.Union([Type.Literal("fully"), Type.Literal("partially"), Type.Literal("not")]),
  }),
  source: Type.Union([Type.Literal("own_initiative"), Type.Literal("report"), Type.Literal("trusted_flagger")]),
  /** Whom to write to. */
  contact: Type.String(),
});
export type StatementContent = Type.Static<typeof StatementContent>;
