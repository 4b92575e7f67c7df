/** The tables as kysely sees them. One migration file creates each concern; see `migrations/`. */
import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { ActorRole, MeasureKind, Outcome } from "@evenhand/contract";

/** A time: read as a Date, written as a Date or an RFC 3339 string. */
export type Timestamp = ColumnType<Date, Date | string, Date | string>;
type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** JSON that PostgreSQL checks; written as text, read parsed. */
type Json = JSONColumnType<Record<string, unknown>>;
type NullableJson = ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>;

export interface PoliciesTable {
  version: string;
  name: string;
  /** Every file of the folder by path, whole: what any version is loaded from again. */
  files: Json;
  /** Problems of loading, compiling and linting, as `lintPolicy` gives them. */
  lint: JSONColumnType<unknown[]>;
  /** Cases run and failed. */
  cases: Json;
  backtest: NullableJson;
  uploaded_at: Timestamp;
  uploaded_by_role: ActorRole;
  uploaded_by: string | null;
}

export interface PolicyClausesTable {
  policy_version: string;
  clause: string;
  rule: string;
  severity: number;
  category: string;
  dsa: string | null;
  queue: string;
  /** Title and text by language. */
  title: JSONColumnType<Record<string, string>>;
  text: JSONColumnType<Record<string, string>>;
}

export interface PolicyApprovalsTable {
  policy_version: string;
  approved_by: string;
  approved_at: Timestamp;
}

export interface PolicyPublicationsTable {
  publication: number;
  policy_version: string;
  kind: "publish" | "rollback";
  published_at: Timestamp;
  published_by_role: ActorRole;
  published_by: string | null;
  journal_seq: number;
}

/** One row at most: the policy that decides. */
export interface PolicyInForceTable {
  singleton: Generated<boolean>;
  policy_version: string;
  publication: number;
}

export interface AccountsTable {
  /** The platform's id. */
  id: string;
  handle: string | null;
  display_name: string | null;
  kind: string;
  locale: string | null;
  country: string | null;
  age_band: string | null;
  verified: boolean | null;
  created_at: NullableTimestamp;
  /** The actor as the newest event had it, whole; null after erasure. */
  profile: NullableJson;
  first_seen_at: Timestamp;
  /** Time of the newest event that told us of it, by the platform's clock. */
  seen_at: Timestamp;
  deleted_at: NullableTimestamp;
  erased_at: NullableTimestamp;
}

export interface ItemsTable {
  /** The platform's id. */
  id: string;
  account_id: string | null;
  kind: string;
  surface: string;
  parent_id: string | null;
  group_id: string | null;
  created_at: Timestamp;
  /** SHA-256 of the content, hexadecimal: what a version is. */
  version: string;
  /** The event that brought this version: its body holds the content. */
  content_event: string;
  seen_at: Timestamp;
  reach: Generated<number>;
  /** The highest reach checkpoint at which the item was decided again. */
  reach_checkpoint: Generated<number>;
  deleted_at: NullableTimestamp;
}

export interface ItemVersionsTable {
  item_id: string;
  version: string;
  event_id: string;
  seen_at: Timestamp;
}

/** The guard against deciding twice: one row per (source, id) that was accepted. */
export interface EventKeysTable {
  source: string;
  event_id: string;
  /** SHA-256 of the canonical event; empty after erasure. */
  body_hash: Buffer;
  id: string;
}

export interface EventsTable {
  /** UUIDv7 of receipt; the decision has the same. */
  id: string;
  source: string;
  event_id: string;
  type: string;
  time: Timestamp;
  received_at: Timestamp;
  account_id: string | null;
  item_id: string | null;
  /** JSON as it was decided on; null where sealed or erased. */
  body: string | null;
  /** The body, encrypted, while the item is removed. */
  sealed: Buffer | null;
  /** Why the event was made here and not by the platform: `reach` for a re-decision. */
  cause: string | null;
}

export interface DecisionsTable {
  id: string;
  outcome: Outcome;
  policy_version: string;
  /** RecordedFacts as JSON; null after erasure. */
  facts: string | null;
  /** Decision as JSON, the bytes that were answered; null after erasure. */
  decision: string | null;
  journal_seq: number;
}

export type MeasureEnd = "expired" | "lifted" | "voided";

export interface MeasuresTable {
  id: string;
  kind: MeasureKind;
  target_kind: "item" | "account";
  target_id: string;
  /** Whose conduct it answers; null where the platform never named an actor. */
  account_id: string | null;
  item_id: string | null;
  scope: string | null;
  clause: string;
  policy_version: string;
  decision_id: string | null;
  detector: string | null;
  imposed_by_role: ActorRole;
  imposed_by: string | null;
  applied_at: Timestamp;
  until: NullableTimestamp;
  statement_id: string;
  journal_seq: number;
  ended_at: NullableTimestamp;
  ended_how: MeasureEnd | null;
  ended_by_role: ActorRole | null;
  ended_by: string | null;
  ended_reason: string | null;
  end_journal_seq: number | null;
  /** When the decision behind it was found wrong; also after it had ended. */
  voided_at: NullableTimestamp;
  void_journal_seq: number | null;
}

export interface StatementsTable {
  id: string;
  measure_id: string;
  account_id: string | null;
  item_id: string | null;
  decision_id: string | null;
  clause: string;
  policy_version: string;
  language: string;
  /** StatementContent of the contract as JSON; null after erasure. */
  content: NullableJson;
  issued_at: Timestamp;
  appeal_until: Timestamp;
  journal_seq: number;
}

export interface StrikesTable {
  id: string;
  account_id: string;
  clause: string;
  policy_version: string;
  count: number;
  given_at: Timestamp;
  expires_at: Timestamp;
  measure_id: string;
  decision_id: string | null;
  journal_seq: number;
  voided_at: NullableTimestamp;
  void_journal_seq: number | null;
}

/** Standing as last folded: a projection of strikes, rebuilt from them at any time. */
export interface StandingsTable {
  account_id: string;
  level: string;
  strikes: number;
  as_of: Timestamp;
  /** When a strike expires next, so that the level may change by itself. */
  changes_at: NullableTimestamp;
}

export interface CasesTable {
  id: string;
  subject_kind: "item" | "account" | "event";
  subject_id: string;
  account_id: string | null;
  item_version: string | null;
  queue: string;
  state: "open" | "closed";
  /** Why a person must look: `hold`, `review`, `error`, `reach`. */
  opened_for: string;
  opened_at: Timestamp;
  journal_seq: number;
  closed_at: NullableTimestamp;
  revision: Generated<number>;
}

export interface CaseDecisionsTable {
  case_id: string;
  decision_id: string;
  clause: string;
}

/** The content of a removed item, encrypted until its appeal window closes. */
export interface QuarantineTable {
  item_id: string;
  version: string;
  measure_id: string;
  sealed: Buffer;
  key_id: string;
  sealed_at: Timestamp;
  delete_after: Timestamp;
}

export interface JournalHeadTable {
  singleton: Generated<boolean>;
  seq: number;
  written: number;
  at: Timestamp;
}

export interface JournalTable {
  seq: number;
  at: Timestamp;
  act: string;
  actor_role: ActorRole;
  actor_id: string | null;
  subject_kind: string;
  subject_id: string | null;
  /** Whose personal data the payload is: what erasure looks for. */
  account_id: string | null;
  /** Canonical JSON of the whole entry; null after erasure. */
  payload: string | null;
  salt: Buffer | null;
  commitment: Buffer;
}

export interface JournalCursorsTable {
  reader: string;
  seq: number;
  updated_at: Timestamp;
}

export interface ApiKeysTable {
  id: string;
  name: string;
  role: ActorRole;
  scopes: string[];
  secret_hash: Buffer;
  created_at: Timestamp;
  expires_at: NullableTimestamp;
  last_used_at: NullableTimestamp;
  revoked_at: NullableTimestamp;
  /** The key that this one replaces. */
  rotated_from: string | null;
}

export interface IdempotencyKeysTable {
  api_key_id: string;
  key: string;
  operation: string;
  fingerprint: Buffer;
  state: "running" | "done";
  status: number | null;
  body: string | null;
  created_at: Timestamp;
  expires_at: Timestamp;
}

/** What one transaction of events added to the counters: read again at start. */
export interface CounterLogTable {
  id: string;
  /** Newest event time in it: when it may be forgotten. */
  newest: Timestamp;
  entries: number;
  payload: Buffer;
}

export interface WebhookEndpointsTable {
  id: string;
  url: string;
  description: string;
  /** Acts wanted, `*` and `measure.*` allowed. */
  acts: string[];
  state: "active" | "disabled";
  disabled_reason: string | null;
  /** Secrets, newest first, encrypted at rest. */
  secrets: JSONColumnType<unknown[]>;
  allow_private: Generated<boolean>;
  created_at: Timestamp;
  /** The journal entry up to which messages have been made for it. */
  cursor: number;
  /** Failed attempts since one succeeded. */
  failures: Generated<number>;
  /** The first of these. */
  failing_since: NullableTimestamp;
  /** Nothing is sent before. */
  paused_until: NullableTimestamp;
}

export interface WebhookMessagesTable {
  id: string;
  endpoint_id: string;
  journal_seq: number;
  act: string;
  /** A key of endpoint and subject: messages that share it are delivered in order. */
  subject: string;
  state: "pending" | "delivered" | "dead";
  attempts: Generated<number>;
  next_attempt_at: Timestamp;
  leased_until: NullableTimestamp;
  last_status: number | null;
  last_error: string | null;
  created_at: Timestamp;
  delivered_at: NullableTimestamp;
}

/** One row: the process that decides. */
export interface DeciderTable {
  singleton: Generated<boolean>;
  epoch: number;
  since: Timestamp;
}

/** One row once a service has started. */
export interface SecretMarkTable {
  singleton: Generated<boolean>;
  mark: string;
}

/** One row: the levels that stored standings were folded by, as JSON. */
export interface StandingLevelsTable {
  singleton: Generated<boolean>;
  levels: string;
}

/** One row: grows with every change of any live bank. */
export interface BankHeadTable {
  singleton: Generated<boolean>;
  revision: number;
}

export interface BanksTable {
  name: string;
  kind: "terms" | "domains" | "images" | "samples";
  revision: number;
  changed_at: Timestamp;
}

export interface BankEntriesTable {
  id: string;
  bank: string;
  /** What makes two entries the same. */
  identity: string;
  /** What is compared, by kind; null after erasure. */
  content: NullableJson;
  category: string | null;
  severity: number | null;
  source: string | null;
  note: string | null;
  origin: "manual" | "import" | "ruling";
  origin_id: string | null;
  account_id: string | null;
  review_at: NullableTimestamp;
  expires_at: NullableTimestamp;
  added_revision: number;
  added_at: Timestamp;
  added_by_role: ActorRole;
  added_by: string | null;
  journal_seq: number;
  removed_revision: number | null;
  removed_at: NullableTimestamp;
  removed_how: "removed" | "expired" | "overturned" | "erased" | null;
  removed_by_role: ActorRole | null;
  removed_by: string | null;
  removed_reason: string | null;
  remove_journal_seq: number | null;
}

/** Hits of entries of banks by day. */
export interface BankHitsTable {
  bank: string;
  entry: string;
  day: ColumnType<Date | string, string, string>;
  hits: Generated<number>;
  overturned: Generated<number>;
}

export interface BankScansTable {
  id: string;
  bank: string;
  entries: JSONColumnType<string[]>;
  since: Timestamp;
  clause: string | null;
  similarity: number | null;
  state: Generated<"running" | "done" | "failed" | "opened">;
  position: string | null;
  scanned: Generated<number>;
  matched: Generated<number>;
  counts: JSONColumnType<Record<string, number>, string | undefined>;
  findings: JSONColumnType<unknown[], string | undefined>;
  /** What became of the items once cases were opened. */
  cases: NullableJson;
  error: string | null;
  requested_at: Timestamp;
  requested_by_role: ActorRole;
  requested_by: string | null;
  finished_at: NullableTimestamp;
  journal_seq: number;
}

export interface Database {
  policies: PoliciesTable;
  policy_clauses: PolicyClausesTable;
  policy_approvals: PolicyApprovalsTable;
  policy_publications: PolicyPublicationsTable;
  policy_in_force: PolicyInForceTable;
  accounts: AccountsTable;
  items: ItemsTable;
  item_versions: ItemVersionsTable;
  event_keys: EventKeysTable;
  events: EventsTable;
  decisions: DecisionsTable;
  measures: MeasuresTable;
  statements: StatementsTable;
  strikes: StrikesTable;
  standings: StandingsTable;
  cases: CasesTable;
  case_decisions: CaseDecisionsTable;
  quarantine: QuarantineTable;
  journal_head: JournalHeadTable;
  journal: JournalTable;
  journal_cursors: JournalCursorsTable;
  api_keys: ApiKeysTable;
  idempotency_keys: IdempotencyKeysTable;
  counter_log: CounterLogTable;
  webhook_endpoints: WebhookEndpointsTable;
  webhook_messages: WebhookMessagesTable;
  decider: DeciderTable;
  secret_mark: SecretMarkTable;
  standing_levels: StandingLevelsTable;
  bank_head: BankHeadTable;
  banks: BanksTable;
  bank_entries: BankEntriesTable;
  bank_hits: BankHitsTable;
  bank_scans: BankScansTable;
}
