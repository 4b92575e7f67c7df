import { Actor, Context, Follow, Group, Item, Previous, Push, Reach, Reaction, Session } from "@evenhand/contract";

/** A schema of an object with named fields. */
export interface KnownFields {
  readonly properties: object;
}

/** The parts of an event's data that are objects, by name. */
export const EVENT_PARTS: Readonly<Record<string, KnownFields>> = {
  actor: Actor,
  item: Item,
  context: Context,
  group: Group,
  reaction: Reaction,
  follow: Follow,
  reach: Reach,
  session: Session,
  push: Push,
  previous: Previous,
};
