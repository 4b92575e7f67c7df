/**
 * Every error that an answer can carry: its status and title. `docs/errors.md` has a row for each, and a test proves that
 * this registry, the documents and what routes declare agree. Each domain declares its own in `<domain>/errors.ts`.
 */
import { ACCOUNT_ERRORS } from "../accounts/errors.js";
import { BANK_ERRORS } from "../banks/errors.js";
import { BANK_SAMPLE_ERRORS } from "../banks/samples/errors.js";
import { BANK_SCAN_ERRORS } from "../banks/scan/errors.js";
import { BANK_STATS_ERRORS } from "../banks/stats/errors.js";
import { CONFIG_ERRORS } from "../config/errors.js";
import { COUNTER_ERRORS } from "../counters/errors.js";
import { DECISION_ERRORS } from "../decisions/errors.js";
import { IMAGE_ERRORS } from "../images/errors.js";
import { INTAKE_ERRORS } from "../intake/errors.js";
import { JOURNAL_ERRORS } from "../journal/errors.js";
import { KEY_ERRORS } from "../keys/errors.js";
import { MEASURE_ERRORS } from "../measures/errors.js";
import { OUTBOUND_ERRORS } from "../outbound/errors.js";
import { POLICY_ERRORS } from "../policies/errors.js";
import { STATEMENT_ERRORS } from "../statements/errors.js";
import { WEBHOOK_ERRORS } from "../webhooks/errors.js";
import { HTTP_ERRORS } from "./errors.js";
import { STORE_ERRORS } from "./store-errors.js";

export interface ErrorEntry {
  /** HTTP status. With 500, the answer never says more than title and request id. */
  readonly status: number;
  /** The same for every occurrence; one short sentence without a full stop. */
  readonly title: string;
  /** Seconds for the Retry-After header; 429 and 503 have one in any case. */
  readonly retryAfterSeconds?: number;
  /** The message is for the log alone, as with every 500: it may tell of machines. */
  readonly internal?: boolean;
}

/** The errors of one domain. */
export type ErrorTable = Readonly<Record<`EH_${string}`, ErrorEntry>>;

/** All of them. A code may stand in one table only; a test looks. */
export const ERROR_TABLES: readonly ErrorTable[] = [
  HTTP_ERRORS,
  STORE_ERRORS,
  CONFIG_ERRORS,
  KEY_ERRORS,
  INTAKE_ERRORS,
  POLICY_ERRORS,
  ACCOUNT_ERRORS,
  BANK_ERRORS,
  BANK_SAMPLE_ERRORS,
  BANK_SCAN_ERRORS,
  BANK_STATS_ERRORS,
  COUNTER_ERRORS,
  DECISION_ERRORS,
  JOURNAL_ERRORS,
  MEASURE_ERRORS,
  OUTBOUND_ERRORS,
  IMAGE_ERRORS,
  STATEMENT_ERRORS,
  WEBHOOK_ERRORS,
];

export const ERROR_REGISTRY: ErrorTable = Object.assign({}, ...ERROR_TABLES) as ErrorTable;

/** What the registry knows of a code. */
export function errorEntry(code: `EH_${string}`): ErrorEntry | undefined {
  return Object.hasOwn(ERROR_REGISTRY, code) ? ERROR_REGISTRY[code] : undefined;
}
