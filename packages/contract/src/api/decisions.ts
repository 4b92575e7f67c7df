import { Type } from "typebox";
import { Decision } from "../decision.js";
import { MEASURE_KINDS } from "../measure.js";
import { oneOf } from "../one-of.js";
import { NullableText, NullableTime, Target } from "./common.js";
import { ProblemDetails } from "./problem.js";

/** A statement of reasons that the platform has to bring to the person. */
export const AnsweredStatement = Type.Object({
  id: Type.String(),
  measure: Type.String(),
  kind: oneOf(MEASURE_KINDS),
  clause: Type.String(),
  account: NullableText,
  /** Where the person can read it. Nobody can guess it: give it to nobody else. */
  url: Type.String(),
});

/** The answer to one event that was decided, now or before. */
export const DecidedEvent = Type.Object({
  result: Type.Literal("decided"),
  /** Of the event and its decision. */
  id: Type.String(),
  /** Whether this is the first answer again, to an event that was sent before. */
  repeated: Type.Boolean(),
  decision: Decision,
  statements: Type.Array(AnsweredStatement),
});
export type DecidedEvent = Type.Static<typeof DecidedEvent>;

/** The answer to one event of a batch that was not accepted. The others are not concerned. */
export const RefusedEvent = Type.Object({ result: Type.Literal("refused"), problem: ProblemDetails });

/** Answers in the order of the events. */
export const BatchResult = Type.Object({ results: Type.Array(Type.Union([DecidedEvent, RefusedEvent])) });

/** What would become of a draft. */
export const CheckResult = Type.Object({ decision: Decision });

/** A decision as it was recorded. */
export const StoredDecision = Type.Object({
  id: Type.String(),
  decidedAt: Type.String(),
  type: Type.String(),
  account: NullableText,
  item: NullableText,
  /** Why the event was made here: `reach` for an item that was decided again; null for an event of the platform. */
  cause: NullableText,
  /** The policy version that made it. */
  policy: Type.String(),
  outcome: Type.String(),
  /** Null after erasure. */
  decision: Type.Union([Decision, Type.Null()]),
  journalSeq: Type.Integer(),
});

/** Everything that the decision came from: enough to make it again. `evenhand decide --replay` reads this, a line each. */
export const DecisionRecordBody = Type.Object({ event: Type.Unknown(), facts: Type.Unknown(), decision: Decision });

/** Whether a decision, made again from its record, is the same to the byte. */
export const ReplayResult = Type.Object({
  id: Type.String(),
  policy: Type.String(),
  same: Type.Boolean(),
  /** The decision as made again, where it is another. */
  replayed: Type.Optional(Decision),
});

const IsoTime = Type.String({ format: "date-time" });

/** A measure. */
export const MeasureBody = Type.Object({
  id: Type.String(),
  kind: oneOf(MEASURE_KINDS),
  target: Target,
  account: NullableText,
  item: NullableText,
  scope: NullableText,
  clause: Type.String(),
  policy: Type.String(),
  decision: NullableText,
  imposedBy: Type.Object({ role: Type.String(), id: NullableText }),
  appliedAt: IsoTime,
  until: NullableTime,
  statement: Type.String(),
  ended: Type.Union([
    Type.Object({
      at: IsoTime,
      how: Type.String(),
      by: Type.Object({ role: Type.String(), id: NullableText }),
      reason: NullableText,
    }),
    Type.Null(),
  ]),
  voidedAt: NullableTime,
});

/** A measure that a person decided on. */
export const ApplyMeasureBody = Type.Object(
  {
    kind: oneOf(MEASURE_KINDS),
    target: Target,
    clause: Type.String({ minLength: 1, maxLength: 256 }),
    /** The label's name, or the feature. */
    scope: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    /** Earlier than the ladder's end, where that is wanted. */
    until: Type.Optional(IsoTime),
    /** Why, for the person, by language: `{ "en": "…" }`. */
    reason: Type.Record(
      Type.String({ pattern: "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$" }),
      Type.String({ minLength: 1, maxLength: 5_000 }),
      {
        minProperties: 1,
        maxProperties: 20,
      },
    ),
  },
  { additionalProperties: false },
);

/** Why a measure is ended. */
export const EndMeasureBody = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 2_000 }) },
  { additionalProperties: false },
);
