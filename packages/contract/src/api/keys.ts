import { Type } from "typebox";

const strict = { additionalProperties: false };
const NullableTime = Type.Union([Type.String({ format: "date-time" }), Type.Null()]);

/** Roles that a key can act in; journal entries name the role and the key's id. */
export const KEY_ROLES = ["platform", "staff", "operator"] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

const Role = Type.Union([Type.Literal("platform"), Type.Literal("staff"), Type.Literal("operator")]);
const KeyId = Type.String({ pattern: "^[A-Za-z0-9]{8,32}$" });

/** A key without its secret, which nobody can read again. */
export const Key = Type.Object({
  id: KeyId,
  name: Type.String(),
  role: Role,
  scopes: Type.Array(Type.String()),
  state: Type.Union([Type.Literal("active"), Type.Literal("expired"), Type.Literal("revoked")]),
  createdAt: Type.String({ format: "date-time" }),
  expiresAt: NullableTime,
  /** Exact to a minute. */
  lastUsedAt: NullableTime,
  revokedAt: NullableTime,
  /** The key that this one replaces. */
  rotatedFrom: Type.Union([KeyId, Type.Null()]),
});
export type Key = Type.Static<typeof Key>;

/** A key with the text that authenticates: shown in this answer and never again. */
export const NewKey = Type.Object({
  key: Key,
  text: Type.String({ pattern: "^eh_[A-Za-z0-9]{12}_[A-Za-z0-9_-]{43}$" }),
});
export type NewKey = Type.Static<typeof NewKey>;

export const CreateKeyBody = Type.Object(
  {
    /** For people: where the key is used. */
    name: Type.String({ minLength: 1, maxLength: 200 }),
    role: Role,
    scopes: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 64 }),
    /** `null` or absent: it does not expire. */
    expiresAt: Type.Optional(NullableTime),
  },
  strict,
);
export type CreateKeyBody = Type.Static<typeof CreateKeyBody>;

/** Longest time that a rotated key stays valid beside its successor: 30 days. */
export const MAX_OVERLAP_SECONDS = 2_592_000;

export const RotateKeyBody = Type.Object(
  {
    /** How long the old key stays valid, in seconds; a day unless said, 0: not at all. */
    overlapSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_OVERLAP_SECONDS })),
    /** Of the new key. Absent: it lives as long as the old one was given to live. */
    expiresAt: Type.Optional(NullableTime),
  },
  strict,
);
export type RotateKeyBody = Type.Static<typeof RotateKeyBody>;

export const KeyParams = Type.Object({ id: KeyId }, strict);

export const ListKeysQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    /** `next` of the page before. */
    after: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  strict,
);
export const KeyPage = Type.Object({ items: Type.Array(Key), next: Type.Union([Type.String(), Type.Null()]) });
export type KeyPage = Type.Static<typeof KeyPage>;
