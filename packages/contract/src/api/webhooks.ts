/** Webhook endpoints, their messages, and what is sent (Standard Webhooks). */
import { Type } from "typebox";
import { Time } from "../scalars.js";
import { EntryActor, EntrySubject } from "./journal.js";

const strict = { additionalProperties: false };
const NullableTime = Type.Union([Time, Type.Null()]);
const EndpointId = Type.String({ pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" });
const MessageId = Type.String({ pattern: "^msg_[0-9a-f]{32}$" });
const Seq = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

const Url = Type.String({ minLength: 1, maxLength: 2048 });
const Description = Type.String({ maxLength: 500 });
/** Names of acts, `measure.*` for all that begin so, `*` for all. */
const Acts = Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { minItems: 1, maxItems: 50 });
const State = Type.Union([Type.Literal("active"), Type.Literal("disabled")]);
/** How messages are signed: `v1` HMAC-SHA256 with a shared secret, `v1a` Ed25519 with a key pair. */
const Signature = Type.Union([Type.Literal("v1"), Type.Literal("v1a")]);

/** An endpoint as it is read; without its secret. */
export const Webhook = Type.Object({
  id: EndpointId,
  url: Type.String(),
  description: Type.String(),
  acts: Type.Array(Type.String()),
  state: State,
  /** Why it was disabled, in a sentence. */
  disabledReason: Type.Union([Type.String(), Type.Null()]),
  allowPrivate: Type.Boolean(),
  signature: Signature,
  createdAt: Time,
  /** The journal entry up to which messages have been made for it. */
  cursor: Seq,
  /** Since when nothing was accepted; null while deliveries succeed. */
  failingSince: NullableTime,
  /** Until when nothing is sent, because it asked for that or keeps failing. */
  pausedUntil: NullableTime,
});
export type Webhook = Type.Static<typeof Webhook>;

/** An endpoint with its numbers. */
export const WebhookDetail = Type.Object({
  ...Webhook.properties,
  /** Messages that wait, and those that were given up. */
  pending: Type.Integer({ minimum: 0 }),
  dead: Type.Integer({ minimum: 0 }),
  /** Journal entries that it has not been offered yet. */
  lag: Type.Integer({ minimum: 0 }),
});
export type WebhookDetail = Type.Static<typeof WebhookDetail>;

/** An endpoint with what its messages are verified with: shown in this answer and never again. */
export const NewWebhook = Type.Object({
  webhook: Webhook,
  /** `whsec_…`, to be kept secret; with `v1a` the public key `whpk_…`. */
  secret: Type.String({ pattern: "^wh(sec|pk)_[A-Za-z0-9+/]+=*$" }),
});
export type NewWebhook = Type.Static<typeof NewWebhook>;

export const CreateWebhookBody = Type.Object(
  {
    url: Url,
    description: Type.Optional(Description),
    acts: Acts,
    /** `v1` unless said. */
    signature: Type.Optional(Signature),
    /** Whether the endpoint may have a private address; needs a key with the scope `admin`. */
    allowPrivate: Type.Optional(Type.Boolean()),
    /** The journal entry to begin after; 0 for all of them. Unless said, only what happens from now on. */
    after: Type.Optional(Seq),
  },
  strict,
);
export type CreateWebhookBody = Type.Static<typeof CreateWebhookBody>;

export const UpdateWebhookBody = Type.Object(
  {
    url: Type.Optional(Url),
    description: Type.Optional(Description),
    /** Counts from the endpoint's cursor on. */
    acts: Type.Optional(Acts),
    /** `active` also forgets past failures. */
    state: Type.Optional(State),
    allowPrivate: Type.Optional(Type.Boolean()),
  },
  { ...strict, minProperties: 1 },
);
export type UpdateWebhookBody = Type.Static<typeof UpdateWebhookBody>;

export const RotateWebhookSecretBody = Type.Object(
  {
    /** How long messages are also signed with the old secret, in seconds, up to 7 days; a day unless said. */
    overlapSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 604_800 })),
  },
  strict,
);
export type RotateWebhookSecretBody = Type.Static<typeof RotateWebhookSecretBody>;

export const RedeliverWebhookBody = Type.Union([
  /** Every message that was given up. */
  Type.Object({ dead: Type.Literal(true) }, strict),
  /** Every entry from this one on; ids of messages stay the same. */
  Type.Object({ fromSeq: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) }, strict),
]);
export type RedeliverWebhookBody = Type.Static<typeof RedeliverWebhookBody>;

export const WebhookMessage = Type.Object({
  id: MessageId,
  /** The journal entry it tells. */
  seq: Seq,
  act: Type.String(),
  state: Type.Union([Type.Literal("pending"), Type.Literal("delivered"), Type.Literal("dead")]),
  attempts: Type.Integer({ minimum: 0 }),
  /** When it is tried next; null where it is not. */
  nextAttemptAt: NullableTime,
  lastStatus: Type.Union([Type.Integer(), Type.Null()]),
  lastError: Type.Union([Type.String(), Type.Null()]),
  createdAt: Time,
  deliveredAt: NullableTime,
});
export type WebhookMessage = Type.Static<typeof WebhookMessage>;

export const WebhookParams = Type.Object({ webhook: EndpointId }, strict);
export const WebhookMessageParams = Type.Object({ webhook: EndpointId, message: MessageId }, strict);

const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 }));
export const ListWebhooksQuery = Type.Object({ limit: Limit, after: Type.Optional(EndpointId) }, strict);
export const ListWebhookMessagesQuery = Type.Object(
  {
    state: Type.Optional(WebhookMessage.properties.state),
    limit: Limit,
    /** `next` of the page before. */
    after: Type.Optional(Seq),
  },
  strict,
);
const next = Type.Union([Type.String(), Type.Null()]);
export const WebhookPage = Type.Object({ items: Type.Array(Webhook), next });
export type WebhookPage = Type.Static<typeof WebhookPage>;
export const WebhookMessagePage = Type.Object({ items: Type.Array(WebhookMessage), next });
export type WebhookMessagePage = Type.Static<typeof WebhookMessagePage>;

/** How many messages will be sent again. */
export const RedeliveredWebhook = Type.Object({
  /** Messages put back; entries for which new ones will be made are not counted. */
  messages: Type.Integer({ minimum: 0 }),
});

/** What became of a test message. */
export const WebhookTestResult = Type.Object({
  accepted: Type.Boolean(),
  status: Type.Union([Type.Integer(), Type.Null()]),
  /** What went wrong, in words. */
  error: Type.Union([Type.String(), Type.Null()]),
  /** Milliseconds. */
  ms: Type.Integer({ minimum: 0 }),
});
export type WebhookTestResult = Type.Static<typeof WebhookTestResult>;

/** The type of test messages; no act has it. */
export const WEBHOOK_TEST = "webhook.test";
/** Largest payload in bytes; what a larger entry holds is left out and named in `omitted`. */
export const MAX_WEBHOOK_BYTES = 20_000;

/** What is posted to an endpoint. */
export const WebhookPayload = Type.Object({
  /** The act. */
  type: Type.String({ pattern: "^[a-zA-Z0-9_.]+$" }),
  /** When it happened; the time of the attempt is in the header. */
  timestamp: Time,
  /** What the journal entry says, with its number, actor and subject. Where `data` of an act has a `subject`, that one. */
  data: Type.Object(
    {
      seq: Seq,
      actor: EntryActor,
      subject: EntrySubject,
      /** The person's data was erased before this was sent; nothing more is said. */
      erased: Type.Optional(Type.Literal(true)),
      /** Fields that were left out for size; read them with `GET /v1/journal/{seq}`. */
      omitted: Type.Optional(Type.Array(Type.String())),
    },
    { additionalProperties: true },
  ),
});
export type WebhookPayload = Type.Static<typeof WebhookPayload>;
