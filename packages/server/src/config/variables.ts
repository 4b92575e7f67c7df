/** Every environment variable of the service, in the order of the documentation: the one place that knows them. */
import { parseSecret } from "./secret-file.js";
import { type Kind, list, oneOf, text, url, variable, type Variable, whole, yesNo } from "./variable.js";

const MEBIBYTE = 1_048_576;
const TEN_YEARS_DAYS = 3_653;

const address: Kind<string> = {
  holds: "address or name of this machine",
  read: (given) => (/^[A-Za-z0-9.:_-]{1,253}$/.test(given) ? { value: given } : { problem: "is no address" }),
};

const origin: Kind<string> = {
  holds: "URL, https://… or http://…, without query",
  read(given) {
    const read = url("https", "http").read(given);
    if ("problem" in read) return read;
    const { search, hash, username, password } = new URL(given);
    if (search + hash + username + password !== "") return { problem: "has a query, a fragment or a password" };
    return { value: given.replace(/\/+$/, "") };
  },
};

const secret: Kind<Buffer> = {
  holds: "32 bytes, base64 or hexadecimal",
  read(given) {
    const value = parseSecret(given);
    // The value is not shown: it may be a secret with a slip in it.
    return value === undefined
      ? { problem: "is not exactly 32 bytes in base64 or hexadecimal. Make one: openssl rand -base64 32" }
      : { value };
  },
};

const country: Kind<string> = {
  holds: "ISO 3166-1 code",
  read: (given) =>
    /^[A-Z]{2}$/.test(given) ? { value: given } : { problem: "is no ISO 3166-1 code of two capital letters" },
};

/** As a URL has it: without the port where that is the scheme's own. */
const hostWithPort: Kind<string> = {
  holds: "host, or host:port",
  read(given) {
    const fits = /^(?:[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i.test(given);
    return fits && URL.canParse(`https://${given}`) ? { value: given.toLowerCase() } : { problem: "is no host" };
  },
};

const ascending = (values: readonly number[]): string | undefined =>
  values.every((value, i) => i === 0 || value > (values[i - 1] ?? 0)) ? undefined : "is not in ascending order";

const daysKept = whole(0, TEN_YEARS_DAYS * 10);

export const VARIABLES = {
  EVENHAND_HOST: variable({
    kind: address,
    default: "127.0.0.1",
    description: "Address to listen on; `0.0.0.0` or `::` for every one.",
  }),
  EVENHAND_PORT: variable({ kind: whole(0, 65_535), default: "8480", description: "Port; 0 takes a free one." }),
  EVENHAND_PUBLIC_URL: variable({
    kind: origin,
    default: undefined,
    absent: "`http://HOST:PORT`",
    description: "Where people and platforms reach the service. Links in statements and problem types begin with it.",
  }),
  DATABASE_URL: variable({
    kind: url("postgresql", "postgres"),
    default: undefined,
    absent: "the embedded database",
    description: "PostgreSQL 15 or later.",
  }),
  EVENHAND_DATA_DIRECTORY: variable({
    kind: text,
    default: "evenhand-data",
    description: "Folder of the embedded database and its secret.",
  }),
  EVENHAND_SECRET: variable({
    kind: secret,
    default: undefined,
    absent: "made once, in `secret.key` of the data directory; with `DATABASE_URL` it is required",
    description:
      "Master secret: seals quarantined content, webhook secrets and links. Keep a copy apart from the database.",
  }),
  EVENHAND_LOG_LEVEL: variable({
    kind: oneOf("fatal", "error", "warn", "info", "debug", "trace", "silent"),
    default: "info",
    description: "Least severe log line that is written. `debug` also logs clients' addresses.",
  }),
  EVENHAND_INTAKE_QUEUE_EVENTS: variable({
    kind: whole(1, 1_000_000),
    default: "10000",
    unit: "events",
    description: "Events that may wait to be decided; further ones are answered 429.",
  }),
  EVENHAND_INTAKE_BATCH_EVENTS: variable({
    kind: whole(1, 5_000),
    default: "500",
    unit: "events",
    description: "Most events that share a transaction.",
  }),
  EVENHAND_HTTP_BODY_BYTES: variable({
    kind: whole(1_024, 256 * MEBIBYTE),
    default: String(8 * MEBIBYTE),
    unit: "bytes",
    description: "Largest request body, where an operation does not say otherwise.",
  }),
  EVENHAND_HTTP_REQUESTS_PER_MINUTE: variable({
    kind: whole(1, 10_000_000),
    default: "6000",
    unit: "requests",
    description: "Requests of one key in a minute. Events have a limit of their own: the queue.",
  }),
  EVENHAND_HTTP_ANONYMOUS_PER_MINUTE: variable({
    kind: whole(1, 10_000_000),
    default: "300",
    unit: "requests",
    description:
      "Requests without a key of one address in a minute; as many refused keys before an address has to wait.",
  }),
  EVENHAND_HTTP_TRUSTED_PROXIES: variable({
    kind: whole(0, 16),
    default: "0",
    unit: "proxies",
    description:
      "Proxies in front whose `X-Forwarded-For` is believed. Too high, and clients choose their own address.",
  }),
  EVENHAND_HTTP_REQUEST_TIMEOUT: variable({
    kind: whole(1_000, 600_000),
    default: "30000",
    unit: "milliseconds",
    description: "How long a request may take to arrive whole; its headers have half of it.",
  }),
  EVENHAND_POLICY_APPROVALS: variable({
    kind: whole(0, 1),
    default: "0",
    unit: "people",
    description: "Who must approve a policy version before it is published, beside who uploaded it.",
  }),
  EVENHAND_POLICY_BACKTEST_EVENTS: variable({
    kind: whole(0, 1_000_000),
    default: "10000",
    unit: "events",
    description: "Newest stored events over which a new version is compared with the one in force.",
  }),
  EVENHAND_APPEAL_DAYS: variable({
    kind: whole(1, TEN_YEARS_DAYS),
    default: "184",
    unit: "days",
    description: "From a statement until its appeal window closes. In the European Union at least six months.",
  }),
  EVENHAND_TERRITORY: variable({
    kind: list(country, "ISO 3166-1 codes, with commas"),
    default: "",
    absent: "everywhere",
    description: "Where measures apply, as statements say it.",
  }),
  EVENHAND_REACH_CHECKPOINTS: variable({
    kind: list(whole(1, Number.MAX_SAFE_INTEGER), "whole numbers, ascending, with commas", ascending),
    default: "1000,10000,100000",
    unit: "views",
    description: "Reach at which an item is decided again.",
  }),
  EVENHAND_RETENTION_EVENTS_DAYS: variable({
    kind: daysKept,
    default: "365",
    unit: "days",
    description: "How long events and their decisions are kept; 0: for ever.",
  }),
  EVENHAND_RETENTION_JOURNAL_DAYS: variable({
    kind: daysKept,
    default: "0",
    unit: "days",
    description: "How long journal entries are kept, in whole months; 0: for ever.",
  }),
  EVENHAND_RETENTION_WEBHOOK_DAYS: variable({
    kind: daysKept,
    default: "30",
    unit: "days",
    description: "How long webhook messages are kept once they were delivered or given up; 0: for ever.",
  }),
  EVENHAND_WEBHOOK_ALLOW_PRIVATE: variable({
    kind: yesNo,
    default: "false",
    description: "Whether webhooks may go to private addresses: for development, or a platform on the same network.",
  }),
  EVENHAND_WEBHOOK_TIMEOUT: variable({
    kind: whole(1_000, 60_000),
    default: "20000",
    unit: "milliseconds",
    description: "How long a webhook's receiver has to answer.",
  }),
  EVENHAND_CLASSIFIER_HOSTS: variable({
    kind: list(hostWithPort, "hosts, such as `api.example.org` or `localhost:11434`, with commas"),
    default: "",
    absent: "none",
    description:
      "Hosts of classifiers that policies may have texts sent to; a policy's others are unavailable. Their secrets are variables of your own that begin with `EVENHAND_CLASSIFIER_KEY_`.",
  }),
  EVENHAND_CLASSIFIER_ALLOW_PRIVATE: variable({
    kind: yesNo,
    default: "false",
    description: "Whether these hosts may have private addresses and speak plain HTTP: for a model server of your own.",
  }),
} as const satisfies Readonly<Record<string, Variable>>;

/** Variables that begin so hold secrets of classifiers; their names are the operator's. */
export const CLASSIFIER_KEY_PREFIX = "EVENHAND_CLASSIFIER_KEY_";

export type VariableName = keyof typeof VARIABLES;
/** What a variable holds once it was read; undefined where it has neither text nor default. */
export type VariableValue<N extends VariableName> =
  | ((typeof VARIABLES)[N] extends Variable<infer T> ? T : never)
  | (undefined extends (typeof VARIABLES)[N]["default"] ? undefined : never);

/** Every name, in the order of the documentation. */
export const VARIABLE_NAMES = Object.keys(VARIABLES) as readonly VariableName[];
