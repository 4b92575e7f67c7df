import { type NamedForm, policyForm, policyVersion } from "../load/canonical.js";
import type { Policy } from "../model.js";
import { type FieldText, fieldTexts, type ValueText } from "./field-texts.js";
import type { DiffSubject, FieldChange, PolicyChange, PolicyDiff } from "./policy-diff.js";

const SUBJECTS = [
  ["rule", "rules"],
  ["clause", "clauses"],
  ["detector", "detectors"],
  ["counter", "counters"],
  ["bank", "banks"],
  ["classifier", "classifiers"],
] as const;

/**
 * What is written differently in two policies, by what can change a decision or a published text: the differences are
 * empty exactly where the versions are equal. Conditions are compared as trees, banks entry by entry.
 *
 * @param before the older policy
 * @param after the newer one
 */
export function diffPolicies(before: Policy, after: Policy): PolicyDiff {
  const from = policyForm(before);
  const to = policyForm(after);
  const changes = [
    ...diffSettings(from.settings, to.settings),
    ...SUBJECTS.flatMap(([subject, list]) => diffNamed(subject, from[list] ?? [], to[list] ?? [])),
  ];
  return { before: headOf(before), after: headOf(after), changes };
}

function headOf(policy: Policy): PolicyDiff["before"] {
  return { name: policy.name, version: policyVersion(policy) };
}

function diffSettings(from: Readonly<Record<string, unknown>>, to: Readonly<Record<string, unknown>>): PolicyChange[] {
  return diffFields(fieldTexts(from), fieldTexts(to)).map((change) => ({
    subject: "setting" as const,
    id: change.field,
    kind: "changed" as const,
    fields: [change],
  }));
}

function diffNamed(subject: DiffSubject, from: readonly NamedForm[], to: readonly NamedForm[]): PolicyChange[] {
  const old = new Map(from.map((form) => [form.id, form]));
  const young = new Map(to.map((form) => [form.id, form]));
  const ids = [...new Set([...old.keys(), ...young.keys()])].sort();
  return ids.flatMap((id) => {
    const before = old.get(id);
    const after = young.get(id);
    const fields = diffFields(fieldTexts(before ?? {}), fieldTexts(after ?? {}));
    if (before !== undefined && after !== undefined && fields.length === 0) return [];
    return { subject, id, kind: before === undefined ? "added" : after === undefined ? "removed" : "changed", fields };
  });
}

function diffFields(from: ReadonlyMap<string, FieldText>, to: ReadonlyMap<string, FieldText>): FieldChange[] {
  const names = [...new Set([...from.keys(), ...to.keys()])];
  return names.flatMap((field) => diffField(field, from.get(field), to.get(field)) ?? []);
}

function diffField(
  field: string,
  before: FieldText | undefined,
  after: FieldText | undefined,
): FieldChange | undefined {
  if (isSet(before) || isSet(after)) {
    const old = isSet(before) ? before : [];
    const young = isSet(after) ? after : [];
    const added = without(young, old);
    const removed = without(old, young);
    return added.length === 0 && removed.length === 0 ? undefined : { field, added, removed };
  }
  return before?.key === after?.key ? undefined : { field, before: before?.text, after: after?.text };
}

function isSet(field: FieldText | undefined): field is readonly ValueText[] {
  return Array.isArray(field);
}

/** What of `list` is not in `others`, as often as it is there more. */
function without(list: readonly ValueText[], others: readonly ValueText[]): readonly string[] {
  const left = new Map<string, number>();
  for (const { key } of others) left.set(key, (left.get(key) ?? 0) + 1);
  const more = list.filter(({ key }) => {
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
  return more.map(({ text }) => text);
}
