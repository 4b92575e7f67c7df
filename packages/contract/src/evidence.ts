import { Type } from "typebox";

/** A stretch of a text of the event, in UTF-16 code units, end exclusive. */
export const Span = Type.Object({
  start: Type.Integer({ minimum: 0 }),
  end: Type.Integer({ minimum: 0 }),
});

/** Why a detector held: one line per fact that its condition relied on. */
export const Evidence = Type.Object({
  /** The sub-expression, as the policy has it. */
  text: Type.String(),
  /** Its value; long values are shortened. */
  value: Type.Unknown(),
  /** The bank, and the entries of it that hit. */
  bank: Type.Optional(Type.String()),
  entries: Type.Optional(
    Type.Array(
      Type.Object({
        entry: Type.String(),
        text: Type.Optional(Type.String()),
        span: Type.Optional(Span),
      }),
    ),
  ),
});
export type Evidence = Type.Static<typeof Evidence>;
