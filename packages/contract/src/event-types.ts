/** The event types that Evenhand understands, and the parts of `data` that each of them must carry. */

/** A part of an event's `data`, and the name of the variable under which conditions read it. */
export type Part =
  | "actor"
  | "item"
  | "media"
  | "context"
  | "group"
  | "reaction"
  | "follow"
  | "reach"
  | "session"
  | "push"
  | "previous";

interface EventTypeDecl {
  /** Parts without which the event is refused. */
  readonly required: readonly Part[];
  /** Parts that the event may carry besides. */
  readonly optional: readonly Part[];
  readonly doc: string;
}

const CONTENT: Pick<EventTypeDecl, "required" | "optional"> = {
  required: ["actor", "item"],
  optional: ["media", "context", "group", "previous"],
};
const GROUP: Pick<EventTypeDecl, "required" | "optional"> = {
  required: ["actor", "group"],
  optional: ["context", "previous"],
};

const DECLARATIONS = {
  "post.created": { ...CONTENT, doc: "Somebody published a post." },
  "post.updated": { ...CONTENT, doc: "A post was edited." },
  "post.deleted": { ...CONTENT, doc: "A post was deleted by its author." },
  "comment.created": { ...CONTENT, doc: "Somebody replied." },
  "comment.updated": { ...CONTENT, doc: "A reply was edited." },
  "comment.deleted": { ...CONTENT, doc: "A reply was deleted by its author." },
  "message.sent": { ...CONTENT, doc: "A direct message was sent." },
  "account.registered": {
    required: ["actor"],
    optional: ["context", "media"],
    doc: "An account was opened.",
  },
  "account.updated": {
    required: ["actor"],
    optional: ["context", "media", "previous"],
    doc: "An account's name, avatar or profile changed.",
  },
  "account.deleted": { required: ["actor"], optional: ["context"], doc: "An account was closed." },
  "media.uploaded": {
    required: ["actor", "media"],
    optional: ["item", "context", "group"],
    doc: "A file was uploaded, before or beside a post.",
  },
  "group.created": { ...GROUP, doc: "A group was opened." },
  "group.updated": { ...GROUP, doc: "A group's name or description changed." },
  "group.deleted": { ...GROUP, doc: "A group was closed." },
  "group.joined": { ...GROUP, doc: "An account joined a group." },
  "group.left": { ...GROUP, doc: "An account left a group." },
  "reaction.added": {
    required: ["actor", "reaction"],
    optional: ["item", "context"],
    doc: "An account reacted to an item.",
  },
  "follow.added": {
    required: ["actor", "follow"],
    optional: ["context"],
    doc: "An account followed another.",
  },
  "reach.updated": {
    required: ["item", "reach"],
    optional: ["actor"],
    doc: "The number of people an item reached has grown.",
  },
  "session.heartbeat": {
    required: ["actor", "session"],
    optional: ["context"],
    doc: "An account is still using the platform.",
  },
  "push.requested": {
    required: ["push"],
    optional: ["actor", "item"],
    doc: "The platform wants to send a push notification.",
  },
} as const satisfies Record<string, EventTypeDecl>;

export type EventType = keyof typeof DECLARATIONS;

/** Every event type, in the order of the documentation. */
export const EVENT_TYPES = Object.keys(DECLARATIONS) as readonly EventType[];

/** Whether `name` is an event type. Safe for any string, `__proto__` included. */
export function isEventType(name: string): name is EventType {
  return Object.hasOwn(DECLARATIONS, name);
}

/** The parts of `data` that events of this type must and may carry. */
export function eventTypeDecl(type: EventType): EventTypeDecl {
  return DECLARATIONS[type];
}

/** Event types that a pattern such as `post.*` or `post.created` names; empty where it names none. */
export function matchEventTypes(pattern: string): readonly EventType[] {
  if (pattern.endsWith(".*")) {
    const prefix = pattern.slice(0, -1);
    return EVENT_TYPES.filter((type) => type.startsWith(prefix));
  }
  return isEventType(pattern) ? [pattern] : [];
}
