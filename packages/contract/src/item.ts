import { Type } from "typebox";
import { Media } from "./media.js";
import { Count, Id, Language, MAX_BODY_LENGTH, MAX_LINE_LENGTH, MAX_MEDIA, Time, Word } from "./scalars.js";

/** The words of an item. */
export const ItemText = Type.Object({
  title: Type.Optional(Type.String({ maxLength: MAX_LINE_LENGTH })),
  body: Type.String({ maxLength: MAX_BODY_LENGTH }),
  lang: Type.Optional(Language),
});

/** A piece of content: a post, a reply, a message, a listing. */
export const Item = Type.Object({
  id: Id,
  /** The platform's own word: `post`, `listing`, `story` … */
  kind: Word,
  /** Where it appears: `post`, `comment`, `profile`, `message`, `live`, `trending`, `search`, `push` … */
  surface: Word,
  parent: Type.Optional(Id),
  group: Type.Optional(Id),
  text: Type.Optional(ItemText),
  media: Type.Optional(Type.Array(Media, { maxItems: MAX_MEDIA })),
  createdAt: Time,
  editedAt: Type.Optional(Time),
  /** How many people it reached so far. */
  reach: Type.Optional(Count),
});
export type Item = Type.Static<typeof Item>;
