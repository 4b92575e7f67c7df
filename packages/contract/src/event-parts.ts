import { Type } from "typebox";
import { Count, Id, MAX_LINE_LENGTH, Time, Word } from "./scalars.js";

/** A group, club or channel. */
export const Group = Type.Object({
  id: Id,
  name: Type.Optional(Type.String({ maxLength: MAX_LINE_LENGTH })),
  description: Type.Optional(Type.String({ maxLength: 5_000 })),
  kind: Type.Optional(Word),
  members: Type.Optional(Count),
});

/** A reaction: its kind (`like`, `angry` …) and the item it was given to. */
export const Reaction = Type.Object({ kind: Word, target: Id });

/** A follow: the account that is followed from now on. */
export const Follow = Type.Object({ target: Id });

/** How many people an item reached, now and at the previous update. */
export const Reach = Type.Object({ views: Count, previous: Type.Optional(Count) });

/** A running session; `minutesToday` is the account's time on the platform in its own day. */
export const Session = Type.Object({
  startedAt: Type.Optional(Time),
  minutesToday: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_440 })),
});

/** A push notification that the platform wants to send, and to how many accounts. */
export const Push = Type.Object({
  title: Type.Optional(Type.String({ maxLength: MAX_LINE_LENGTH })),
  body: Type.Optional(Type.String({ maxLength: 5_000 })),
  audience: Type.Optional(Count),
});

/** What an account, group or item was called before this change. */
export const Previous = Type.Object({
  displayName: Type.Optional(Type.String({ maxLength: MAX_LINE_LENGTH })),
  handle: Type.Optional(Type.String({ maxLength: 256 })),
  bio: Type.Optional(Type.String({ maxLength: 5_000 })),
});
