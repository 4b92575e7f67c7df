import { createHash } from "node:crypto";
import { format } from "@evenhand/cel";
import canonicalizeModule from "canonicalize";
import type { Bank, Classifier, Clause, CounterDecl, Detector, Policy, Rule } from "../model.js";
import { sortEntries } from "./bank-entry.js";
import { parseOnce } from "./parse-once.js";

// A CommonJS module whose types promise a default export that Node does not make.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

/** Changes when the canonical form itself does, so that equal versions always mean equal policies. */
const FORM = 1;

/**
 * What counts of a policy: everything that can change a decision or a text that people read. Expressions are written as
 * their parsed tree prints, so white space in them does not count. Origins and notes for editors (`doc`) are left out.
 */
export interface PolicyForm {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly rules: readonly NamedForm[];
  readonly clauses: readonly NamedForm[];
  readonly detectors: readonly NamedForm[];
  readonly counters: readonly NamedForm[];
  readonly banks: readonly NamedForm[];
  /** Absent where there are none. */
  readonly classifiers?: readonly NamedForm[];
}

/** One rule, clause, detector, counter or bank: plain data, with the id first. */
export type NamedForm = { readonly id: string } & Readonly<Record<string, unknown>>;

/** What counts of a policy, as plain data. */
export function policyForm(policy: Omit<Policy, "version">): PolicyForm {
  return {
    settings: {
      name: policy.name,
      languages: policy.languages,
      contact: policy.contact,
      standing: policy.standing.map(({ level, strikes }) => ({ level, strikes })),
      latenessMs: policy.latenessMs,
      queues: policy.queues.map((queue) => queue.id),
    },
    rules: policy.rules.map(ruleForm),
    clauses: policy.clauses.map(clauseForm),
    detectors: policy.detectors.map(detectorForm),
    counters: policy.counters.map(counterForm),
    banks: policy.banks.map(bankForm),
    ...(policy.classifiers.length === 0 ? {} : { classifiers: policy.classifiers.map(classifierForm) }),
  };
}

/** The canonical form of a policy: what counts of it, as JSON after RFC 8785. */
export function canonicalPolicy(policy: Omit<Policy, "version">): string {
  return canonicalize({ form: FORM, ...policyForm(policy) }) as string;
}

/** `sha256:` and the hexadecimal SHA-256 of the canonical form in UTF-8. */
export function policyVersion(policy: Omit<Policy, "version">): string {
  return `sha256:${createHash("sha256").update(canonicalPolicy(policy), "utf8").digest("hex")}`;
}

function expression(source: string): string {
  return format(parseOnce(source));
}

function ruleForm({ id, category, title, body, clauses }: Rule): NamedForm {
  return { id, category, title, body, clauses };
}

function clauseForm(clause: Clause): NamedForm {
  const { id, rule, severity, category, dsa, ladder, automation, strikes, queue, title, text } = clause;
  return { id, rule, severity, category, dsa, ladder, automation, strikes, queue, title, text };
}

function detectorForm({ id, clause, on, when, then, mode, reason }: Detector): NamedForm {
  // oxlint-disable-next-line unicorn/no-thenable -- the policy's own word
  return { id, clause, on, when: expression(when), then, mode, reason };
}

/** What counts of a counter, as plain data. */
export function counterForm({ name, on, key, value, where, windowMs, cap }: CounterDecl): NamedForm {
  return {
    id: name,
    on,
    key: expression(key),
    value: value === undefined ? undefined : expression(value),
    where: where === undefined ? undefined : expression(where),
    windowMs,
    cap,
  };
}

function bankForm(bank: Bank): NamedForm {
  const { name, kind, live, entries } = bank;
  return {
    id: name,
    kind,
    // What a policy does not use is not in its form, so that versions outlive new options.
    live: live === true ? true : undefined,
    fold: bank.kind === "terms" ? bank.fold : undefined,
    variants: bank.kind === "terms" ? bank.variants : undefined,
    lookalikes: bank.kind === "domains" && bank.lookalikes === true ? true : undefined,
    radius: bank.kind === "images" ? bank.radius : undefined,
    entries: entryForms(entries),
  };
}

/** Entries without what is only for people, in an order that does not depend on it. */
function entryForms(entries: Bank["entries"]): readonly object[] {
  if (!entries.some(({ source, note }) => source !== undefined || note !== undefined)) return entries;
  return sortEntries(entries.map((entry) => without(entry, ["source", "note"])));
}

/** A copy without some fields. */
function without(form: object, fields: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(form).filter(([name]) => !fields.includes(name)));
}

function classifierForm(classifier: Classifier): NamedForm {
  const form = { id: classifier.name, ...without(classifier, ["name", "doc", "origin"]) };
  if (classifier.kind !== "linear") return form;
  // A model is named by its digest: it is large, and it is data.
  return { ...form, model: createHash("sha256").update(classifier.model, "utf8").digest("hex") };
}
