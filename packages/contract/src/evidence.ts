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
  /** The bank, and the entries of it that hit. Offsets are UTF-16 code units of the text that was asked about. */
  bank: Type.Optional(Type.String()),
  entries: Type.Optional(
    Type.Array(
      Type.Object({
        entry: Type.String(),
        text: Type.Optional(Type.String()),
        span: Type.Optional(Span),
        /** Parts of the text that a sample has too. */
        spans: Type.Optional(Type.Array(Span)),
        /** Steps of folding without which the entry would not be seen in the text. */
        steps: Type.Optional(Type.Array(Type.String())),
        /** What stands there is not the entry, but a way of miswriting or masking it. */
        variant: Type.Optional(Type.Literal(true)),
        /** The host is not the entry's, but looks like it. */
        lookalike: Type.Optional(Type.Literal(true)),
        /** Of an entry that was added while the policy is in force. */
        id: Type.Optional(Type.String()),
        /** Where the entry came from. */
        source: Type.Optional(Type.String()),
        /** By how much a word moved a classifier's score, in log-odds. */
        weight: Type.Optional(Type.Number()),
      }),
    ),
  ),
  /** The classifier that gave a score; `entries` are the words that moved it. */
  classifier: Type.Optional(Type.String()),
});
export type Evidence = Type.Static<typeof Evidence>;
