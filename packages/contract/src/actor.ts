import { Type } from "typebox";
import { Count, Id, Language, MAX_LINE_LENGTH, Time, Word } from "./scalars.js";

/** Who acts: the account as the platform knows it at the time of the event. */
export const Actor = Type.Object({
  id: Id,
  handle: Type.String({ minLength: 1, maxLength: 256 }),
  displayName: Type.Optional(Type.String({ maxLength: MAX_LINE_LENGTH })),
  bio: Type.Optional(Type.String({ maxLength: 5_000 })),
  kind: Type.Union([Type.Literal("person"), Type.Literal("organisation"), Type.Literal("bot")]),
  /** When the account was opened. */
  createdAt: Time,
  /** Whether the platform or Evenhand has verified the account's right to its name. */
  verified: Type.Optional(Type.Boolean()),
  locale: Type.Optional(Language),
  country: Type.Optional(Word),
  ageBand: Type.Optional(Type.Union([Type.Literal("child"), Type.Literal("teen"), Type.Literal("adult")])),
  followers: Type.Optional(Count),
  following: Type.Optional(Count),
  posts: Type.Optional(Count),
});
export type Actor = Type.Static<typeof Actor>;
