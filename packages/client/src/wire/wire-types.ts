/**
 * What goes over the wire, as the contract has it.
 *
 * Generated from @evenhand/contract by testing/print-wire-types.ts; wire-types.test.ts proves that it is up to date.
 * To renew: npx vitest run packages/client/src/wire -u
 */

/** Every measure, weakest first. */
export type MeasureKind =
  | "label"
  | "warn"
  | "age_gate"
  | "limit_reach"
  | "demonetise"
  | "lock"
  | "hold"
  | "restrict_feature"
  | "remove"
  | "suspend"
  | "terminate";

/** What comes of an event. */
export type Outcome = "allow" | "act" | "hold" | "review";

/** Who acts: the account as the platform knows it at the time of the event. */
export interface Actor {
  readonly id: string;
  readonly handle: string;
  readonly displayName?: string | undefined;
  readonly bio?: string | undefined;
  readonly kind: "person" | "organisation" | "bot";
  readonly createdAt: string;
  readonly verified?: boolean | undefined;
  readonly locale?: string | undefined;
  readonly country?: string | undefined;
  readonly ageBand?: "child" | "teen" | "adult" | undefined;
  readonly followers?: number | undefined;
  readonly following?: number | undefined;
  readonly posts?: number | undefined;
}

/** The words of an item. */
export interface ItemText {
  readonly title?: string | undefined;
  readonly body: string;
  readonly lang?: string | undefined;
}

/** One attached file: described and hashed, never fetched. */
export interface Media {
  readonly id: string;
  readonly type: "image" | "video" | "audio" | "file";
  readonly mime?: string | undefined;
  readonly alt?: string | undefined;
  readonly sha256?: string | undefined;
  readonly pdq?: string | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly bytes?: number | undefined;
}

/** A piece of content: a post, a reply, a message, a listing. */
export interface Item {
  readonly id: string;
  readonly kind: string;
  readonly surface: string;
  readonly parent?: string | undefined;
  readonly group?: string | undefined;
  readonly text?: ItemText | undefined;
  readonly media?: readonly Media[] | undefined;
  readonly createdAt: string;
  readonly editedAt?: string | undefined;
  readonly reach?: number | undefined;
}

/** Where an event came from: hashed identifiers only. */
export interface Context {
  readonly ipHash?: string | undefined;
  readonly networkHash?: string | undefined;
  readonly deviceHash?: string | undefined;
  readonly sessionHash?: string | undefined;
}

/** A group, club or channel. */
export interface Group {
  readonly id: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly kind?: string | undefined;
  readonly members?: number | undefined;
}

/** A reaction: its kind, and the item it was given to. */
export interface Reaction {
  readonly kind: string;
  readonly target: string;
}

/** A follow: the account that is followed from now on. */
export interface Follow {
  readonly target: string;
}

/** How many people an item reached, now and at the previous update. */
export interface Reach {
  readonly views: number;
  readonly previous?: number | undefined;
}

/** A running session. */
export interface Session {
  readonly startedAt?: string | undefined;
  readonly minutesToday?: number | undefined;
}

/** A push notification that the platform wants to send. */
export interface Push {
  readonly title?: string | undefined;
  readonly body?: string | undefined;
  readonly audience?: number | undefined;
}

/** What an account, group or item was called before this change. */
export interface Previous {
  readonly displayName?: string | undefined;
  readonly handle?: string | undefined;
  readonly bio?: string | undefined;
}

/** A measure that a person decided on. */
export interface NewMeasure {
  readonly kind: MeasureKind;
  readonly target: { readonly kind: "item" | "account"; readonly id: string };
  readonly clause: string;
  readonly scope?: string | undefined;
  readonly until?: string | undefined;
  readonly reason: { readonly [key: string]: string };
}

/** A stretch of a text of the event, in UTF-16 code units, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Why a detector held: one line per fact that its condition relied on. */
export interface Evidence {
  readonly text: string;
  readonly value: unknown;
  readonly bank?: string;
  readonly entries?: readonly {
    readonly entry: string;
    readonly text?: string;
    readonly span?: Span;
    readonly spans?: readonly Span[];
    readonly steps?: readonly string[];
    readonly variant?: true;
    readonly lookalike?: true;
    readonly id?: string;
    readonly source?: string;
    readonly weight?: number;
  }[];
  readonly classifier?: string;
}

/** A detector that held for an event, or whose condition failed to give an answer. */
export interface Finding {
  readonly detector: string;
  readonly clause: string;
  readonly mode: "live" | "shadow";
  readonly kind: "match" | "error";
  readonly evidence: readonly Evidence[];
  readonly error?: { readonly code: string; readonly message: string };
}

/** A measure of a decision: what is done, for which clause, because of which detector, until when. */
export interface Measure {
  readonly kind: MeasureKind;
  readonly clause: string;
  readonly detector: string;
  readonly until: string | null;
  readonly scope?: string;
}

/** The outcome for one event, its measures, its findings and the policy version that made it. */
export interface Decision {
  readonly event: { readonly source: string; readonly id: string };
  readonly outcome: Outcome;
  readonly measures: readonly Measure[];
  readonly findings: readonly Finding[];
  readonly policy: string;
}

/** The strongest active measure of a target, and everything else that is active on it. */
export interface EffectiveState {
  readonly strongest: MeasureKind | null;
  readonly active: readonly {
    readonly measure: string;
    readonly kind: MeasureKind;
    readonly clause: string;
    readonly scope: string | null;
    readonly until: string | null;
  }[];
}

/** A statement of reasons that the platform has to bring to the person. */
export interface AnsweredStatement {
  readonly id: string;
  readonly measure: string;
  readonly kind: MeasureKind;
  readonly clause: string;
  readonly account: string | null;
  readonly url: string;
}

/** The answer to one event that was decided, now or before. */
export interface DecidedEvent {
  readonly result: "decided";
  readonly id: string;
  readonly repeated: boolean;
  readonly decision: Decision;
  readonly statements: readonly AnsweredStatement[];
}

/** A decision as it was recorded. */
export interface StoredDecision {
  readonly id: string;
  readonly decidedAt: string;
  readonly type: string;
  readonly account: string | null;
  readonly item: string | null;
  readonly cause: string | null;
  readonly policy: string;
  readonly outcome: string;
  readonly decision: Decision | null;
  readonly journalSeq: number;
}

/** A measure as it stands. */
export interface StoredMeasure {
  readonly id: string;
  readonly kind: MeasureKind;
  readonly target: { readonly kind: "item" | "account"; readonly id: string };
  readonly account: string | null;
  readonly item: string | null;
  readonly scope: string | null;
  readonly clause: string;
  readonly policy: string;
  readonly decision: string | null;
  readonly imposedBy: { readonly role: string; readonly id: string | null };
  readonly appliedAt: string;
  readonly until: string | null;
  readonly statement: string;
  readonly ended: {
    readonly at: string;
    readonly how: string;
    readonly by: { readonly role: string; readonly id: string | null };
    readonly reason: string | null;
  } | null;
  readonly voidedAt: string | null;
}

/** One strike. */
export interface Strike {
  readonly id: string;
  readonly clause: string;
  readonly count: number;
  readonly givenAt: string;
  readonly expiresAt: string;
  readonly measure: string;
  readonly voidedAt: string | null;
}

/** An account's standing at a time: a fold over the strikes given before it. */
export interface Standing {
  readonly account: string;
  readonly at: string;
  readonly level: string;
  readonly strikes: number;
  readonly given: readonly Strike[];
}

/** One step of a history, newest first. */
export interface HistoryStep {
  readonly decision: string;
  readonly at: string;
  readonly type: string;
  readonly item: string | null;
  readonly outcome: string;
  readonly cause: string | null;
}

/** An account as the service has it, with its effective state. */
export interface StoredAccount {
  readonly id: string;
  readonly kind: string;
  readonly handle: string | null;
  readonly displayName: string | null;
  readonly locale: string | null;
  readonly country: string | null;
  readonly ageBand: string | null;
  readonly verified: boolean | null;
  readonly createdAt: string | null;
  readonly seenAt: string;
  readonly deletedAt: string | null;
  readonly erasedAt: string | null;
  readonly standing: { readonly level: string; readonly strikes: number };
  readonly effective: EffectiveState;
  readonly restrictedFeatures: readonly string[];
  readonly measures: readonly StoredMeasure[];
  readonly history: readonly HistoryStep[];
}

/** An item as the service has it, with its effective state. */
export interface StoredItem {
  readonly id: string;
  readonly account: string | null;
  readonly kind: string | null;
  readonly surface: string | null;
  readonly parent: string | null;
  readonly group: string | null;
  readonly createdAt: string | null;
  readonly seenAt: string | null;
  readonly deletedAt: string | null;
  readonly version: string | null;
  readonly reach: number;
  readonly reachCheckpoint: number;
  readonly effective: EffectiveState;
  readonly measures: readonly StoredMeasure[];
  readonly history: readonly HistoryStep[];
}

/** What erasure has taken. */
export interface Erasure {
  readonly account: string;
  readonly erasedAt: string;
  readonly events: number;
  readonly statements: number;
  readonly entries: number;
}

/** A statement of reasons, structured and in words. */
export interface Statement {
  readonly id: string;
  readonly measure: string;
  readonly account: string | null;
  readonly item: string | null;
  readonly decision: string | null;
  readonly clause: { readonly id: string; readonly title: string; readonly text: string };
  readonly policy: string;
  readonly language: string;
  readonly issuedAt: string;
  readonly appealUntil: string;
  readonly ended: { readonly how: string; readonly at: string } | null;
  readonly content: unknown;
  readonly text: {
    readonly title: string;
    readonly sections: readonly { readonly heading: string; readonly paragraphs: readonly string[] }[];
  };
  readonly dsa: unknown;
  readonly url: string;
}

/** One thing that is wrong with a request, and where. */
export interface ProblemPart {
  readonly detail: string;
  readonly pointer?: string;
  readonly parameter?: string;
  readonly where?: string;
  readonly code?: string;
  readonly severity?: "error" | "warning";
  readonly excerpt?: string;
}

/** What the events of each type carry. Fields that are not named here are kept, and conditions read them under `extra`. */
export interface EventData {
  /** Somebody published a post. */
  "post.created": {
    readonly actor: Actor;
    readonly item: Item;
    readonly media?: readonly Media[] | undefined;
    readonly context?: Context | undefined;
    readonly group?: Group | undefined;
    readonly previous?: Previous | undefined;
    readonly [extra: string]: unknown;
  };
  /** A post was edited. */
  "post.updated": {
    readonly actor: Actor;
    readonly item: Item;
    readonly media?: readonly Media[] | undefined;
    readonly context?: Context | undefined;
    readonly group?: Group | undefined;
    readonly previous?: Previous | undefined;
    readonly [extra: string]: unknown;
  };
  /** A post was deleted by its author. */
  "post.deleted": {
    readonly actor: Actor;
    readonly item: Item;
    readonly media?: readonly Media[] | undefined;
    readonly context?: Context | undefined;
    readonly group?: Group | undefined;
    readonly previous?: Previous | undefined;
    readonly [extra: string]: unknown;
  };
  /** Somebody replied. */
  "comment.created": {
    readonly actor: Actor;
    readonly item: Item;
    readonly media?: readonly Media[] | undefined;
    readonly context?: Context | undefined;
    readonly group?: Group | undefined;
    readonly previous?: Previous | undefined;
    readonly [extra: string]: unknown;
  };
  /** A reply was edited. */
  "comment.updated": {
    readonly actor: Actor;
    readonly item: Item;
    readonly media?: readonly Media[] | undefined;
    readonly context?: Context | undefined;
    readonly group?: Group | undefined;
    readonly previous?: Previous | undefined;
    readonly [extra: string]: unknown;
  };
  /** A reply was deleted by its author. */
  "comment.deleted": {
    readonly actor: Actor;
    readonly item: Item;
    readonly media?: readonly Media[] | undefined;
    readonly context?: Context | undefined;
    readonly group?: Group | undefined;
    readonly previous?: Previous | undefined;
    readonly [extra: string]: unknown;
  };
  /** A direct message was sent. */
  "message.sent": {
    readonly actor: Actor;
    readonly item: Item;
    readonly media?: readonly Media[] | undefined;
    readonly context?: Context | undefined;
    readonly group?: Group | undefined;
    readonly previous?: Previous | undefined;
    readonly [extra: string]: unknown;
  };
  /** An account was opened. */
  "account.registered": {
    readonly actor: Actor;
    readonly context?: Context | undefined;
    readonly media?: readonly Media[] | undefined;
    readonly [extra: string]: unknown;
  };
  /** An account's name, avatar or profile changed. */
  "account.updated": {
    readonly actor: Actor;
    readonly context?: Context | undefined;
    readonly media?: readonly Media[] | undefined;
    readonly previous?: Previous | undefined;
    readonly [extra: string]: unknown;
  };
  /** An account was closed. */
  "account.deleted": {
    readonly actor: Actor;
    readonly context?: Context | undefined;
    readonly [extra: string]: unknown;
  };
  /** A file was uploaded, before or beside a post. */
  "media.uploaded": {
    readonly actor: Actor;
    readonly media: readonly Media[];
    readonly item?: Item | undefined;
    readonly context?: Context | undefined;
    readonly group?: Group | undefined;
    readonly [extra: string]: unknown;
  };
  /** A group was opened. */
  "group.created": {
    readonly actor: Actor;
    readonly group: Group;
    readonly context?: Context | undefined;
    readonly previous?: Previous | undefined;
    readonly [extra: string]: unknown;
  };
  /** A group's name or description changed. */
  "group.updated": {
    readonly actor: Actor;
    readonly group: Group;
    readonly context?: Context | undefined;
    readonly previous?: Previous | undefined;
    readonly [extra: string]: unknown;
  };
  /** A group was closed. */
  "group.deleted": {
    readonly actor: Actor;
    readonly group: Group;
    readonly context?: Context | undefined;
    readonly previous?: Previous | undefined;
    readonly [extra: string]: unknown;
  };
  /** An account joined a group. */
  "group.joined": {
    readonly actor: Actor;
    readonly group: Group;
    readonly context?: Context | undefined;
    readonly previous?: Previous | undefined;
    readonly [extra: string]: unknown;
  };
  /** An account left a group. */
  "group.left": {
    readonly actor: Actor;
    readonly group: Group;
    readonly context?: Context | undefined;
    readonly previous?: Previous | undefined;
    readonly [extra: string]: unknown;
  };
  /** An account reacted to an item. */
  "reaction.added": {
    readonly actor: Actor;
    readonly reaction: Reaction;
    readonly item?: Item | undefined;
    readonly context?: Context | undefined;
    readonly [extra: string]: unknown;
  };
  /** An account followed another. */
  "follow.added": {
    readonly actor: Actor;
    readonly follow: Follow;
    readonly context?: Context | undefined;
    readonly [extra: string]: unknown;
  };
  /** The number of people an item reached has grown. */
  "reach.updated": {
    readonly item: Item;
    readonly reach: Reach;
    readonly actor?: Actor | undefined;
    readonly [extra: string]: unknown;
  };
  /** An account is still using the platform. */
  "session.heartbeat": {
    readonly actor: Actor;
    readonly session: Session;
    readonly context?: Context | undefined;
    readonly [extra: string]: unknown;
  };
  /** The platform wants to send a push notification. */
  "push.requested": {
    readonly push: Push;
    readonly actor?: Actor | undefined;
    readonly item?: Item | undefined;
    readonly [extra: string]: unknown;
  };
}

/** Who did something. */
export type ActorRole = "automation" | "system" | "staff" | "platform" | "operator";

/** What the entries of each act carry. */
export interface ActData {
  "decision.recorded": {
    readonly decision: string;
    readonly event: { readonly source: string; readonly id: string; readonly type: string };
    readonly account: string | null;
    readonly item: string | null;
    readonly outcome: Outcome;
    readonly policy: string;
    readonly record: string;
    readonly cause: string | null;
  };
  "measure.applied": {
    readonly measure: string;
    readonly kind: MeasureKind;
    readonly target: { readonly kind: "item" | "account"; readonly id: string };
    readonly account: string | null;
    readonly item: string | null;
    readonly scope: string | null;
    readonly clause: string;
    readonly until: string | null;
    readonly statement: string;
    readonly effective: EffectiveState;
    readonly policy: string;
    readonly decision: string | null;
  };
  "measure.expired": {
    readonly measure: string;
    readonly kind: MeasureKind;
    readonly target: { readonly kind: "item" | "account"; readonly id: string };
    readonly account: string | null;
    readonly item: string | null;
    readonly scope: string | null;
    readonly clause: string;
    readonly until: string | null;
    readonly statement: string;
    readonly effective: EffectiveState;
  };
  "measure.lifted": {
    readonly measure: string;
    readonly kind: MeasureKind;
    readonly target: { readonly kind: "item" | "account"; readonly id: string };
    readonly account: string | null;
    readonly item: string | null;
    readonly scope: string | null;
    readonly clause: string;
    readonly until: string | null;
    readonly statement: string;
    readonly effective: EffectiveState;
    readonly reason: string;
  };
  "measure.voided": {
    readonly measure: string;
    readonly kind: MeasureKind;
    readonly target: { readonly kind: "item" | "account"; readonly id: string };
    readonly account: string | null;
    readonly item: string | null;
    readonly scope: string | null;
    readonly clause: string;
    readonly until: string | null;
    readonly statement: string;
    readonly effective: EffectiveState;
    readonly reason: string;
    readonly strikes: readonly string[];
  };
  "statement.issued": {
    readonly statement: string;
    readonly measure: string;
    readonly account: string | null;
    readonly item: string | null;
    readonly clause: string;
    readonly language: string;
    readonly appealUntil: string;
    readonly url: string;
  };
  "strike.given": {
    readonly strike: string;
    readonly account: string;
    readonly clause: string;
    readonly count: number;
    readonly measure: string;
    readonly expires: string;
  };
  "strike.voided": {
    readonly strike: string;
    readonly account: string;
    readonly clause: string;
    readonly measure: string;
  };
  "standing.changed": {
    readonly account: string;
    readonly from: string;
    readonly to: string;
    readonly strikes: number;
  };
  "case.opened": {
    readonly case: string;
    readonly subject: { readonly kind: string; readonly id: string };
    readonly queue: string;
    readonly for: string;
    readonly clauses: readonly string[];
    readonly decision: string | null;
  };
  "policy.uploaded": { readonly policy: string; readonly name: string; readonly backtested: boolean };
  "policy.approved": { readonly policy: string };
  "policy.published": { readonly policy: string; readonly publication: number; readonly previous: string | null };
  "policy.rolled_back": { readonly policy: string; readonly publication: number; readonly previous: string | null };
  "bank.entry_added": {
    readonly bank: string;
    readonly entry: string;
    readonly revision: number;
    readonly origin: "manual" | "import" | "ruling";
    readonly originId: string | null;
  };
  "bank.imported": {
    readonly bank: string;
    readonly revision: number;
    readonly added: number;
    readonly identities: string;
  };
  "bank.entry_removed": {
    readonly bank: string;
    readonly entry: string;
    readonly revision: number;
    readonly how: "removed" | "expired" | "overturned" | "erased";
    readonly reason: string | null;
  };
  "bank.scan_started": {
    readonly scan: string;
    readonly bank: string;
    readonly entries: number;
    readonly since: string;
  };
  "bank.scan_opened_cases": { readonly scan: string; readonly bank: string; readonly cases: number };
  "key.created": {
    readonly key: string;
    readonly name: string;
    readonly role: string;
    readonly scopes: readonly string[];
  };
  "key.rotated": { readonly key: string; readonly replaces: string };
  "key.revoked": { readonly key: string };
  "personal_data.viewed": { readonly account: string | null; readonly what: string };
  "personal_data.erased": { readonly events: number; readonly statements: number; readonly entries: number };
  "quarantine.deleted": { readonly item: string; readonly version: string };
  "retention.applied": { readonly table: string; readonly before: string; readonly what: string };
  "webhook.created": { readonly endpoint: string; readonly acts: readonly string[] };
  "webhook.updated": { readonly endpoint: string; readonly fields: readonly string[] };
  "webhook.disabled": { readonly endpoint: string; readonly reason: string };
  "webhook.deleted": { readonly endpoint: string };
}
