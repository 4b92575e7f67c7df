import { createHash } from "node:crypto";
import { format } from "@evenhand/cel";
import canonicalizeModule from "canonicalize";
import type { Bank, Clause, CounterDecl, Detector, Policy, Rule } from "../model.js";
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

function bankForm({ name, kind, entries }: Bank): NamedForm {
  return { id: name, kind, entries };
}
