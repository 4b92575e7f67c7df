/** Which entries of banks a recorded decision rests on. */
import type { Finding } from "@evenhand/contract";
import type { LiveFacts, SignalReading } from "../signals/signal-reading.js";
import type { BankHit, ImageHit, LinkHit, SampleHit } from "../signals/signals.js";

/** An entry that hit, by its bank and key. */
export interface UsedEntry {
  readonly bank: string;
  readonly entry: string;
}

/**
 * Entries that hit in a decision, each once: those that its evidence names, and every hit of a live bank that was recorded.
 * Evidence names ten entries a line, so a text that repeats a whole bank counts for ten of a bank that is not live.
 */
export function usedEntries(findings: readonly Finding[], live: LiveFacts | undefined): readonly UsedEntry[] {
  const used = new Map<string, UsedEntry>();
  for (const one of findings.flatMap(entriesOfFinding)) used.set(keyOf(one), one);
  for (const one of (live?.signals ?? []).flatMap(entriesOfReading)) used.set(keyOf(one), one);
  return [...used.values()];
}

/** Entries that the findings under any of these clauses name, each once. */
export function citedEntries(findings: readonly Finding[], clauses: ReadonlySet<string>): readonly UsedEntry[] {
  const live = findings.filter(({ mode, clause }) => mode === "live" && clauses.has(clause));
  return usedEntries(live, undefined);
}

function keyOf({ bank, entry }: UsedEntry): string {
  return `${bank}\n${entry}`;
}

function entriesOfFinding({ evidence }: Finding): UsedEntry[] {
  return evidence.flatMap(({ bank, entries = [] }) =>
    bank === undefined ? [] : entries.map(({ id, entry }) => ({ bank, entry: id ?? entry })),
  );
}

function entriesOfReading({ fn, name: bank, value }: SignalReading): UsedEntry[] {
  if (fn === "hits" || fn === "links") {
    return (value as readonly (BankHit | LinkHit)[]).map(({ id, entry }) => ({ bank, entry: id ?? entry }));
  }
  if (fn !== "similar" && fn !== "image") return [];
  const { id, sample, entry } = value as SampleHit & ImageHit;
  const nearest = id ?? sample ?? entry;
  return nearest === undefined ? [] : [{ bank, entry: nearest }];
}
