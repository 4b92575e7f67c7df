/**
 * The journal: every act is one entry, and everything that follows acts (webhooks, polling, reports) reads entries.
 * Act names are stable; a field is added, never renamed.
 */
import { type TProperties, Type } from "typebox";
import { OUTCOMES } from "./decision.js";
import { MEASURE_KINDS } from "./measure.js";
import { oneOf } from "./one-of.js";
import { Time } from "./scalars.js";

/** Who did something. `automation` decides, `system` carries out what was due, the others act through a key. */
export const ACTOR_ROLES = ["automation", "system", "staff", "platform", "operator"] as const;
export type ActorRole = (typeof ACTOR_ROLES)[number];

const Uuid = Type.String({ format: "uuid" });
const NullableText = Type.Union([Type.String(), Type.Null()]);
const NullableTime = Type.Union([Time, Type.Null()]);
const Policy = Type.String({ pattern: "^sha256:[0-9a-f]{64}$" });
const data = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });

/** The strongest active measure of a target and everything else that is active on it, after an act. */
export const EffectiveState = Type.Object({
  /** `null`: nothing is active. */
  strongest: Type.Union([oneOf(MEASURE_KINDS), Type.Null()]),
  /** Every active measure, strongest first. */
  active: Type.Array(
    Type.Object({
      measure: Uuid,
      kind: oneOf(MEASURE_KINDS),
      clause: Type.String(),
      scope: NullableText,
      until: NullableTime,
    }),
  ),
});
export type EffectiveState = Type.Static<typeof EffectiveState>;

const measureFields = {
  measure: Uuid,
  kind: oneOf(MEASURE_KINDS),
  target: Type.Object({ kind: Type.Union([Type.Literal("item"), Type.Literal("account")]), id: Type.String() }),
  account: NullableText,
  item: NullableText,
  scope: NullableText,
  clause: Type.String(),
  until: NullableTime,
  statement: Uuid,
  /** The target's state once this act is done: what a platform needs to carry out, and nothing more. */
  effective: EffectiveState,
};

/** What each act's `data` holds. */
export const JOURNAL_ACTS = {
  "decision.recorded": data({
    decision: Uuid,
    event: Type.Object({ source: Type.String(), id: Type.String(), type: Type.String() }),
    account: NullableText,
    item: NullableText,
    outcome: oneOf(OUTCOMES),
    policy: Policy,
    /** SHA-256, hexadecimal, of the record's event, facts and decision as they are stored. */
    record: Type.String(),
    cause: NullableText,
  }),
  "measure.applied": data({ ...measureFields, policy: Policy, decision: Type.Union([Uuid, Type.Null()]) }),
  "measure.expired": data(measureFields),
  "measure.lifted": data({ ...measureFields, reason: Type.String() }),
  "measure.voided": data({ ...measureFields, reason: Type.String(), strikes: Type.Array(Uuid) }),
  "statement.issued": data({
    statement: Uuid,
    measure: Uuid,
    account: NullableText,
    item: NullableText,
    clause: Type.String(),
    language: Type.String(),
    appealUntil: Time,
    /** Where the person can read it. */
    url: Type.String(),
  }),
  "strike.given": data({
    strike: Uuid,
    account: Type.String(),
    clause: Type.String(),
    count: Type.Integer(),
    measure: Uuid,
    expires: Time,
  }),
  "strike.voided": data({ strike: Uuid, account: Type.String(), clause: Type.String(), measure: Uuid }),
  "standing.changed": data({
    account: Type.String(),
    from: Type.String(),
    to: Type.String(),
    strikes: Type.Integer(),
  }),
  "case.opened": data({
    case: Uuid,
    subject: Type.Object({ kind: Type.String(), id: Type.String() }),
    queue: Type.String(),
    for: Type.String(),
    clauses: Type.Array(Type.String()),
    decision: Type.Union([Uuid, Type.Null()]),
  }),
  "policy.uploaded": data({ policy: Policy, name: Type.String(), backtested: Type.Boolean() }),
  "policy.approved": data({ policy: Policy }),
  "policy.published": data({
    policy: Policy,
    publication: Type.Integer(),
    previous: Type.Union([Policy, Type.Null()]),
  }),
  "policy.rolled_back": data({
    policy: Policy,
    publication: Type.Integer(),
    previous: Type.Union([Policy, Type.Null()]),
  }),
  "bank.entry_added": data({
    bank: Type.String(),
    entry: Uuid,
    /** Of the bank, with this entry in it. */
    revision: Type.Integer(),
    origin: oneOf(["manual", "import", "ruling"] as const),
    /** The case, decision or measure that a sample comes from. */
    originId: NullableText,
  }),
  "bank.imported": data({
    bank: Type.String(),
    revision: Type.Integer(),
    added: Type.Integer(),
    /** SHA-256, hexadecimal, of the identities that were added, sorted, a line each. */
    identities: Type.String(),
  }),
  "bank.entry_removed": data({
    bank: Type.String(),
    entry: Uuid,
    revision: Type.Integer(),
    how: oneOf(["removed", "expired", "overturned", "erased"] as const),
    reason: NullableText,
  }),
  "bank.scan_started": data({ scan: Uuid, bank: Type.String(), entries: Type.Integer(), since: Time }),
  "bank.scan_opened_cases": data({ scan: Uuid, bank: Type.String(), cases: Type.Integer() }),
  "key.created": data({
    key: Type.String(),
    name: Type.String(),
    role: Type.String(),
    scopes: Type.Array(Type.String()),
  }),
  "key.rotated": data({ key: Type.String(), replaces: Type.String() }),
  "key.revoked": data({ key: Type.String() }),
  "personal_data.viewed": data({ account: NullableText, what: Type.String() }),
  "personal_data.erased": data({ events: Type.Integer(), statements: Type.Integer(), entries: Type.Integer() }),
  "quarantine.deleted": data({ item: Type.String(), version: Type.String() }),
  "retention.applied": data({ table: Type.String(), before: Time, what: Type.String() }),
  "webhook.created": data({ endpoint: Uuid, acts: Type.Array(Type.String()) }),
  "webhook.updated": data({ endpoint: Uuid, fields: Type.Array(Type.String()) }),
  "webhook.disabled": data({ endpoint: Uuid, reason: Type.String() }),
  "webhook.deleted": data({ endpoint: Uuid }),
} as const;

/** The name of an act. */
export type Act = keyof typeof JOURNAL_ACTS;
/** Every act, in the order of the documentation. */
export const ACTS = Object.keys(JOURNAL_ACTS) as readonly Act[];
/** What an act's entry says. */
export type ActData<A extends Act = Act> = { [K in A]: Type.Static<(typeof JOURNAL_ACTS)[K]> }[A];

/** One entry, as it is committed to: the canonical form (RFC 8785) of this object is what the commitment hashes. */
export const JournalEntry = Type.Object({
  seq: Type.Integer({ minimum: 1 }),
  at: Time,
  act: Type.String(),
  actor: Type.Object({
    role: oneOf(ACTOR_ROLES),
    /** Opaque: a key's id, never a name. */
    id: NullableText,
  }),
  subject: Type.Object({ kind: Type.String(), id: Type.String() }),
  data: Type.Unknown(),
});

/** One entry of the journal. */
export interface JournalEntry<A extends Act = Act> {
  readonly seq: number;
  readonly at: string;
  readonly act: A;
  readonly actor: { readonly role: ActorRole; readonly id: string | null };
  readonly subject: { readonly kind: string; readonly id: string };
  readonly data: ActData<A>;
}
