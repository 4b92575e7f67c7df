import { MAX_WEBHOOK_BYTES, type WebhookPayload } from "@evenhand/contract";
import { entryData, type StoredEntry } from "../journal/read-entries.js";

/**
 * What an endpoint is sent about a journal entry: the text that is signed, smaller than {@link MAX_WEBHOOK_BYTES}. Fields
 * that would make it larger are left out, the largest first, and named. Of an erased entry only its place is told.
 */
export function payloadText(entry: StoredEntry): string {
  const { seq, actor, subject } = entry;
  const said = entryData(entry);
  const place = { seq, actor, subject };
  if (said === null) return toText(entry, { ...place, erased: true });
  const whole = toText(entry, { ...place, ...said });
  if (fits(whole)) return whole;
  const omitted: string[] = [];
  const bySize = Object.keys(said).sort((a, b) => sizeOf(said[b]) - sizeOf(said[a]));
  for (const field of bySize) {
    omitted.push(field);
    const kept = Object.fromEntries(Object.entries(said).filter(([name]) => !omitted.includes(name)));
    const text = toText(entry, { ...place, ...kept, omitted });
    if (fits(text)) return text;
  }
  // The names alone are too long, or the subject is: nothing that the API accepts.
  return toText(entry, { ...place, omitted: ["*"] });
}

function toText(entry: StoredEntry, data: WebhookPayload["data"]): string {
  const payload: WebhookPayload = { type: entry.act, timestamp: entry.at.toISOString(), data };
  return JSON.stringify(payload);
}

function fits(text: string): boolean {
  return Buffer.byteLength(text, "utf8") < MAX_WEBHOOK_BYTES;
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value)?.length ?? 0;
}
