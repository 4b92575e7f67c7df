/** Classifiers that somebody else runs: where and how they are asked. Who asks them is the service. */
import { isScalar } from "yaml";
import type { Classifier, ExternalClassifier } from "../model.js";
import { readClauseRef } from "./detectors.js";
import { Fields } from "./fields.js";
import type { ProblemSink } from "./problem-sink.js";
import { describe, readDuration, readInteger, readText } from "./values.js";
import { originOf, type Value } from "./yaml-file.js";

/** Kinds of {@link ExternalClassifier}. */
export const EXTERNAL_KINDS = ["moderation", "chat", "http"] as const;

type Head = Pick<Classifier, "name" | "doc" | "origin">;
type Asked = Pick<ExternalClassifier, "url" | "key" | "timeoutMs" | "budget" | "cacheMs">;

const DEFAULT_TIMEOUT_MS = 5_000;
const MAX_TIMEOUT_MS = 30_000;
const DEFAULT_CACHE_MS = 3_600_000;
const MAX_CACHE_DAYS = 30;
const DEFAULT_BUDGET = { minute: 600, day: 100_000 };
const MAX_BUDGET = { minute: 100_000, day: 100_000_000 };

const MAX_URL = 2_048;
/** A policy names a secret of the service and never holds one. Other variables of the service cannot be named. */
const KEY_NAME = /^EVENHAND_CLASSIFIER_KEY_[A-Z0-9_]{1,64}$/;
/** Names of models and categories are sent as they are. */
const MODEL_NAME = /^[\w.:/@-]{1,200}$/;
const CATEGORY = /^[\w][\w./ -]{0,99}$/;

/**
 * Reads the rest of a declaration.
 *
 * @param clauseIds undefined where not all clauses are known
 */
export function readExternalClassifier(
  head: Head,
  kind: ExternalClassifier["kind"],
  fields: Fields,
  clauseIds: ReadonlySet<string> | undefined,
  sink: ProblemSink,
): ExternalClassifier | undefined {
  const url = fields.required("url");
  const model = kind === "chat" ? fields.required("model") : fields.optional("model");
  const category = kind === "moderation" ? fields.required("category") : undefined;
  const clause = kind === "chat" ? fields.required("clause") : kind === "http" ? fields.optional("clause") : undefined;
  const asked = readAsked(url, fields, sink);
  const read = {
    model: model && readForm(model, sink, MODEL_NAME, "the name of a model, such as omni-moderation-latest"),
    category: category && readForm(category, sink, CATEGORY, "the name of a category, such as harassment/threatening"),
    clause: clause && readClauseRef(clause, clauseIds, sink),
  };
  fields.close();
  if (asked === undefined || (model && !read.model) || (clause && !read.clause)) return undefined;
  const named = read.model === undefined ? {} : { model: read.model };
  if (kind === "moderation") {
    return read.category === undefined ? undefined : { ...head, kind, ...asked, category: read.category, ...named };
  }
  if (kind === "http") {
    return { ...head, kind, ...asked, ...named, ...(read.clause === undefined ? {} : { clause: read.clause }) };
  }
  if (read.clause === undefined || read.model === undefined) return undefined;
  return { ...head, kind, ...asked, clause: read.clause, model: read.model };
}

function readAsked(urlValue: Value | undefined, fields: Fields, sink: ProblemSink): Asked | undefined {
  const url = urlValue && readUrl(urlValue, sink);
  const keyValue = fields.optional("key");
  const key =
    keyValue &&
    readForm(
      keyValue,
      sink,
      KEY_NAME,
      "the name of a variable that begins with EVENHAND_CLASSIFIER_KEY_, not a secret",
    );
  const timeoutValue = fields.optional("timeout");
  const timeoutMs = timeoutValue === undefined ? DEFAULT_TIMEOUT_MS : readTimeout(timeoutValue, sink);
  const budgetValue = fields.optional("budget");
  const budget = budgetValue === undefined ? DEFAULT_BUDGET : readBudget(budgetValue, sink);
  const cacheValue = fields.optional("cache");
  const cacheMs = cacheValue === undefined ? DEFAULT_CACHE_MS : readCache(cacheValue, sink);
  if (url === undefined || (keyValue && !key)) return undefined;
  if (timeoutMs === undefined || budget === undefined || cacheMs === undefined) return undefined;
  return { url, ...(key === undefined ? {} : { key }), timeoutMs, budget, cacheMs };
}

/** A URL that holds no secret: a policy is published, and its URLs are sent to nobody but their host. */
function readUrl(value: Value, sink: ProblemSink): string | undefined {
  const text = readText(value, sink, MAX_URL);
  if (text === undefined) return undefined;
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  const problem =
    parsed === undefined || (parsed.protocol !== "https:" && parsed.protocol !== "http:")
      ? "must be a whole URL that begins with https:// (or http:// for a model server on your own network)"
      : parsed.username !== "" || parsed.password !== ""
        ? "holds a user name or password. Name a variable with `key:` instead"
        : parsed.hash !== ""
          ? "has a fragment (#…), which is never sent. Leave it out"
          : undefined;
  if (problem === undefined) return parsed?.href;
  // The URL is not shown: it may hold a secret.
  sink.error("EH_POLICY_CLASSIFIER", originOf(value), `${value.label} ${problem}.`);
  return undefined;
}

/** A text of a form. Where it is none, it is not shown: somebody may have put a secret there. */
function readForm(value: Value, sink: ProblemSink, form: RegExp, takes: string): string | undefined {
  const { node } = value;
  if (isScalar(node) && typeof node.value === "string" && form.test(node.value)) return node.value;
  sink.error("EH_POLICY_CLASSIFIER", originOf(value), `${value.label} must be ${takes}.`);
  return undefined;
}

function readTimeout(value: Value, sink: ProblemSink): number | undefined {
  const ms = readDuration(value, sink, 1);
  if (ms === undefined || ms <= MAX_TIMEOUT_MS) return ms;
  const message = `${value.label} must be at most ${MAX_TIMEOUT_MS / 1_000}s, because events wait for the answer; here it is ${describe(value)}.`;
  sink.error("EH_POLICY_CLASSIFIER", originOf(value), message);
  return undefined;
}

function readCache(value: Value, sink: ProblemSink): number | undefined {
  const { node } = value;
  return isScalar(node) && node.value === "none" ? 0 : readDuration(value, sink, MAX_CACHE_DAYS);
}

function readBudget(value: Value, sink: ProblemSink): Asked["budget"] | undefined {
  const fields = Fields.read(value, "a budget", sink);
  if (fields === undefined) return undefined;
  const minute = readPart(fields.optional("minute"), sink, "minute");
  const day = readPart(fields.optional("day"), sink, "day");
  fields.close();
  return minute === undefined || day === undefined ? undefined : { minute, day };
}

function readPart(value: Value | undefined, sink: ProblemSink, part: keyof Asked["budget"]): number | undefined {
  return value === undefined ? DEFAULT_BUDGET[part] : readInteger(value, sink, 1, MAX_BUDGET[part]);
}
