import { Type } from "typebox";

export const NullableText = Type.Union([Type.String(), Type.Null()]);
export const NullableTime = Type.Union([Type.String({ format: "date-time" }), Type.Null()]);

/** What a measure falls on. Things that are no items have ids with a prefix: `profile:`, `group:`, `media:`, `push:`, `event:`. */
export const Target = Type.Object(
  {
    kind: Type.Union([Type.Literal("item"), Type.Literal("account")]),
    id: Type.String({ minLength: 1, maxLength: 1_600 }),
  },
  { additionalProperties: false },
);

/** `:id` of something of ours. */
export const UuidParams = Type.Object({ id: Type.String({ format: "uuid" }) });
/** `:id` of something of the platform's. */
export const PlatformIdParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 1_600 }) });

/** How lists are paged: newest first, from before the `next` of the page before. */
export const PageQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    after: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
);
