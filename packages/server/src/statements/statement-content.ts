import type { Event, Evidence, StatementContent } from "@evenhand/contract";
import type { Decided, PlannedMeasure } from "../decisions/batch-plan.js";
import type { EngineSlot } from "../decisions/engine-slot.js";

/** The statement of reasons of one measure that a machine applies: structured, without a word of the clause's text. */
export function statementContent(
  slot: EngineSlot,
  { intake, record, review }: Decided,
  { measure, target }: PlannedMeasure,
  { territory, appliedAt }: { readonly territory: readonly string[]; readonly appliedAt: string },
): StatementContent {
  const finding = record.decision.findings.find((one) => one.detector === measure.detector);
  const { item } = intake.event.data;
  return {
    measure: { kind: measure.kind, scope: measure.scope ?? null, from: appliedAt, until: measure.until },
    target: {
      kind: target.kind,
      id: target.id,
      surface: item?.surface ?? null,
      itemKind: item?.kind ?? null,
      createdAt: item?.createdAt ?? null,
      forms: formsOf(intake.event),
      language: item?.text?.lang ?? null,
    },
    territory: [...territory],
    reason: { ...slot.detectors.get(measure.detector)?.reason },
    facts: (finding?.evidence ?? []).map(withoutOrigin),
    // Where a person looks as well, the machine's part is the first of two.
    automation: { detected: true, decided: review === undefined ? "fully" : "partially" },
    source: "own_initiative",
    contact: slot.compiled.policy.contact,
  };
}

/** Where an entry of a bank came from is the staff's to know: it may name who reported what. */
function withoutOrigin({ entries, ...line }: Evidence): Evidence {
  if (entries === undefined) return line;
  const told = entries.map((entry) => {
    const { id, source, ...rest } = entry;
    return id === undefined && source === undefined ? entry : rest;
  });
  return { ...line, entries: told };
}

/** The forms of content that an event carries, sorted: `audio`, `file`, `image`, `text`, `video`. */
export function formsOf({ data }: Event): string[] {
  const forms = new Set<string>();
  if (data.item?.text !== undefined) forms.add("text");
  for (const { type } of [...(data.item?.media ?? []), ...(data.media ?? [])]) forms.add(type);
  return [...forms].sort();
}
