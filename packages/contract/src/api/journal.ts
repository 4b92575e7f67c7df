/** Reading the journal over HTTP: `GET /v1/journal`. */
import { Type } from "typebox";
import { ACTOR_ROLES, type ActorRole } from "../journal.js";
import { Time } from "../scalars.js";

const NullableText = Type.Union([Type.String(), Type.Null()]);

/** Who did it, as entries and webhooks say it. */
export const EntryActor = Type.Object({
  role: Type.Unsafe<ActorRole>(Type.Union(ACTOR_ROLES.map((role) => Type.Literal(role)))),
  /** Opaque: a key's id, never a name. */
  id: NullableText,
});

/** What it was done to; `id` is null where a person's data was erased. */
export const EntrySubject = Type.Object({ kind: Type.String(), id: NullableText });

/**
 * One entry as it is read. `commitment` is SHA-256(salt ‖ canonical JSON (RFC 8785) of `{seq, at, act, actor, subject,
 * data}`), both in hexadecimal.
 */
export const JournalItem = Type.Object({
  seq: Type.Integer({ minimum: 1 }),
  at: Time,
  act: Type.String(),
  actor: EntryActor,
  subject: EntrySubject,
  /** What the act says, by act: see JOURNAL_ACTS; null after erasure. */
  data: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]),
  commitment: Type.String({ pattern: "^[0-9a-f]{64}$" }),
  salt: Type.Union([Type.String({ pattern: "^[0-9a-f]+$" }), Type.Null()]),
  /** The person's data is gone; what remains proves that the entry was there. */
  erased: Type.Boolean(),
});
export type JournalItem = Type.Static<typeof JournalItem>;

/** Acts wanted, separated by commas: names, `measure.*`, `*`. */
export const ActsText = Type.String({ minLength: 1, maxLength: 1000, pattern: "^[a-z_.*]+(,[a-z_.*]+)*$" });

export const ListJournalQuery = Type.Object(
  {
    /** The number of the last entry already seen; 0, the default, begins at the first. */
    after: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
    /** Entries at most, 1 to 1000; 100 unless said. */
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    acts: Type.Optional(ActsText),
    /** With `subjectId`: only entries on this subject. */
    subjectKind: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
    subjectId: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    /** Only entries that hold this account's data. */
    account: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    /** Seconds to wait for an entry where there is none yet, 0 to 30; 0 unless said. */
    wait: Type.Optional(Type.Integer({ minimum: 0, maximum: 30 })),
  },
  { additionalProperties: false },
);
export type ListJournalQuery = Type.Static<typeof ListJournalQuery>;

export const JournalPage = Type.Object({
  items: Type.Array(JournalItem),
  /** What to give as `after` next time; always there, also where `items` is empty. */
  next: Type.String({ pattern: "^[0-9]+$" }),
  /** The number of the newest entry: as long as `next` is lower, there is more to read at once. */
  head: Type.Integer({ minimum: 0 }),
});
export type JournalPage = Type.Static<typeof JournalPage>;

export const JournalEntryParams = Type.Object(
  { seq: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) },
  { additionalProperties: false },
);
