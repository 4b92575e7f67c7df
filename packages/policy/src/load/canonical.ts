import { createHash } from "node:crypto";
import { format, parse } from "@evenhand/cel";
import canonicalizeModule from "canonicalize";
import type { Bank, Clause, CounterDecl, Detector, Policy, Rule } from "../model.js";

// A CommonJS module whose types promise a default export that Node does not make.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

/** Changes when the canonical form itself does, so that equal versions always mean equal policies. */
const FORM = 1;

/**
 * The canonical form of a policy: JSON after RFC 8785 of everything that can change a decision or a text that people read.
 * Expressions are written as their parsed tree prints, so white space in them does not count. Origins and notes for
 * editors (`doc`) are left out.
 */
export function canonicalPolicy(policy: Omit<Policy, "version">): string {
  const text = canonicalize({
    form: FORM,
    name: policy.name,
    languages: policy.languages,
    contact: policy.contact,
    standing: policy.standing.map(({ level, strikes }) => ({ level, strikes })),
    latenessMs: policy.latenessMs,
    queues: policy.queues.map((queue) => queue.id),
    rules: policy.rules.map(ruleForm),
    clauses: policy.clauses.map(clauseForm),
    detectors: policy.detectors.map(detectorForm),
    counters: policy.counters.map(counterForm),
    banks: policy.banks.map(bankForm),
  });
  return text as string;
}

/** `sha256:` and the hexadecimal SHA-256 of the canonical form in UTF-8. */
export function policyVersion(policy: Omit<Policy, "version">): string {
  return `sha256:${createHash("sha256").update(canonicalPolicy(policy), "utf8").digest("hex")}`;
}

function expression(source: string): string {
  return format(parse(source));
}

function ruleForm({ id, category, title, body, clauses }: Rule): object {
  return { id, category, title, body, clauses };
}

function clauseForm(clause: Clause): object {
  const { id, rule, severity, category, dsa, ladder, automation, strikes, queue, title, text } = clause;
  return { id, rule, severity, category, dsa, ladder, automation, strikes, queue, title, text };
}

function detectorForm({ id, clause, on, when, then, mode, reason }: Detector): object {
  // oxlint-disable-next-line unicorn/no-thenable -- the policy's own word
  return { id, clause, on, when: expression(when), then, mode, reason };
}

function counterForm({ name, on, key, value, where, windowMs, cap }: CounterDecl): object {
  return {
    name,
    on,
    key: expression(key),
    value: value === undefined ? undefined : expression(value),
    where: where === undefined ? undefined : expression(where),
    windowMs,
    cap,
  };
}

function bankForm({ name, kind, entries }: Bank): object {
  return { name, kind, entries };
}
