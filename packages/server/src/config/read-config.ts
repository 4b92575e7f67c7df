import { resolve } from "node:path";
import { EvenhandError, type Problem } from "@evenhand/contract";
import { closestName } from "./closest-name.js";
import type { Config } from "./config.js";
import { readOrCreateSecret } from "./secret-file.js";
import type { Variable } from "./variable.js";
import {
  CLASSIFIER_KEY_PREFIX,
  VARIABLE_NAMES,
  type VariableName,
  VARIABLES,
  type VariableValue,
} from "./variables.js";

/** Where the variables come from: `process.env`, or a record in tests. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A statement issued on the last day of a month concerns events that may lie in the month before. */
const MONTH_DAYS = 31;

/**
 * Reads the service's settings. Nothing is guessed: what is unknown or unusable is refused, all of it at once.
 *
 * On the embedded database, where `EVENHAND_SECRET` is not set, the secret is read from the data directory, and made
 * there the first time.
 *
 * @throws EvenhandError EH_CONFIG_INVALID with one problem for each variable that is wrong
 */
export function readConfig(env: Environment = process.env): Config {
  const problems: Problem[] = unknownVariables(env);
  const tell = (name: string, message: string): void => {
    problems.push({ code: "EH_CONFIG_INVALID", where: name, message: `${name} ${message}` });
  };
  const value = <N extends VariableName>(name: N): VariableValue<N> => readVariable(env, name, tell);

  const host = value("EVENHAND_HOST");
  const port = value("EVENHAND_PORT");
  const databaseUrl = value("DATABASE_URL");
  const dataDirectory = resolve(value("EVENHAND_DATA_DIRECTORY"));
  const config: Omit<Config, "secret"> = {
    host,
    port,
    publicUrl: value("EVENHAND_PUBLIC_URL") ?? `http://${urlHost(host)}:${port}`,
    databaseUrl,
    dataDirectory,
    logLevel: value("EVENHAND_LOG_LEVEL"),
    intake: { queueEvents: value("EVENHAND_INTAKE_QUEUE_EVENTS"), batchEvents: value("EVENHAND_INTAKE_BATCH_EVENTS") },
    http: {
      bodyBytes: value("EVENHAND_HTTP_BODY_BYTES"),
      requestsPerMinute: value("EVENHAND_HTTP_REQUESTS_PER_MINUTE"),
      anonymousPerMinute: value("EVENHAND_HTTP_ANONYMOUS_PER_MINUTE"),
      trustedProxies: value("EVENHAND_HTTP_TRUSTED_PROXIES"),
      requestTimeoutMs: value("EVENHAND_HTTP_REQUEST_TIMEOUT"),
    },
    policies: {
      approvals: value("EVENHAND_POLICY_APPROVALS") === 1 ? 1 : 0,
      backtestEvents: value("EVENHAND_POLICY_BACKTEST_EVENTS"),
    },
    statements: { appealDays: value("EVENHAND_APPEAL_DAYS"), territory: value("EVENHAND_TERRITORY") },
    reachCheckpoints: value("EVENHAND_REACH_CHECKPOINTS"),
    retention: {
      eventsDays: value("EVENHAND_RETENTION_EVENTS_DAYS"),
      journalDays: value("EVENHAND_RETENTION_JOURNAL_DAYS"),
      webhookDays: value("EVENHAND_RETENTION_WEBHOOK_DAYS"),
    },
    webhooks: { allowPrivate: value("EVENHAND_WEBHOOK_ALLOW_PRIVATE"), timeoutMs: value("EVENHAND_WEBHOOK_TIMEOUT") },
    classifiers: {
      hosts: value("EVENHAND_CLASSIFIER_HOSTS"),
      allowPrivate: value("EVENHAND_CLASSIFIER_ALLOW_PRIVATE"),
      keys: readClassifierKeys(env, tell),
    },
  };
  const { eventsDays } = config.retention;
  if (eventsDays > 0 && eventsDays <= config.statements.appealDays + MONTH_DAYS) {
    tell(
      "EVENHAND_RETENTION_EVENTS_DAYS",
      `is ${eventsDays}, and events must be kept until the appeal windows of statements about them have closed: more than ${config.statements.appealDays + MONTH_DAYS} days with EVENHAND_APPEAL_DAYS=${config.statements.appealDays}, or 0 for ever.`,
    );
  }
  let secret = value("EVENHAND_SECRET");
  if (secret === undefined && !isSet(env, "EVENHAND_SECRET")) {
    if (isSet(env, "DATABASE_URL")) {
      tell("EVENHAND_SECRET", "is required with DATABASE_URL. Make one, and keep it: openssl rand -base64 32");
    } else if (problems.length === 0) {
      // Only a configuration that is right leaves something on the disk.
      const read = readOrCreateSecret(dataDirectory);
      if (read.ok) secret = read.secret;
      else tell("EVENHAND_SECRET", `is not set, and ${read.problem}`);
    }
  }
  if (problems.length > 0 || secret === undefined) throw invalid(problems);
  return { ...config, secret };
}

/** An empty variable counts as absent, as compose files and shells leave it. */
function isSet(env: Environment, name: string): boolean {
  return env[name] !== undefined && env[name] !== "";
}

function readVariable<N extends VariableName>(
  env: Environment,
  name: N,
  tell: (name: string, message: string) => void,
): VariableValue<N> {
  const declared = VARIABLES[name] as Variable;
  const written = isSet(env, name) ? env[name] : declared.default;
  if (written === undefined) return undefined as VariableValue<N>;
  const read = declared.kind.read(written);
  if ("value" in read) return read.value as VariableValue<N>;
  tell(name, `${read.problem}.`);
  // Reading goes on, so that every problem is told at once; the value is never used.
  const fallback = declared.default === undefined ? undefined : declared.kind.read(declared.default);
  return (fallback !== undefined && "value" in fallback ? fallback.value : undefined) as VariableValue<N>;
}

function unknownVariables(env: Environment): Problem[] {
  return Object.keys(env)
    .filter((name) => name.startsWith("EVENHAND_") && !Object.hasOwn(VARIABLES, name))
    .filter((name) => !name.startsWith(CLASSIFIER_KEY_PREFIX))
    .toSorted()
    .map((name) => {
      const near = closestName(name, VARIABLE_NAMES);
      const hint = near === undefined ? "evenhand serve --help lists them." : `Did you mean ${near}?`;
      return { code: "EH_CONFIG_INVALID", where: name, message: `${name} is no setting of Evenhand. ${hint}` };
    });
}

/** Secrets of classifiers; they are sent in a header, so they hold what a header can hold. */
function readClassifierKeys(
  env: Environment,
  tell: (name: string, message: string) => void,
): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const name of Object.keys(env)) {
    const key = env[name]?.trim() ?? "";
    if (!name.startsWith(CLASSIFIER_KEY_PREFIX) || key === "") continue;
    // The value is not shown: it is a secret.
    if (/^[\x21-\x7e]{1,4096}$/.test(key)) keys.set(name, key);
    else tell(name, "holds a space or a character beyond ASCII, which no secret in a header can have.");
  }
  return keys;
}

function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

function invalid(problems: readonly Problem[]): EvenhandError {
  const lines = problems.map((problem) => `\n  ${problem.message}`).join("");
  return new EvenhandError("EH_CONFIG_INVALID", `The configuration cannot be used:${lines}`, problems);
}
