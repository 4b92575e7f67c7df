import type { Service } from "../service/service.js";
import type { Actor } from "./append.js";
import type { StoredEntry } from "./read-entries.js";
import { recordView } from "./record-view.js";

/**
 * Journals that staff read entries with personal data: once a request, however many there were. That somebody looked is
 * not itself a reason for another entry, or following the journal would fill it.
 */
export async function recordJournalView(
  service: Service,
  actor: Actor,
  entries: readonly StoredEntry[],
): Promise<void> {
  const personal = entries.filter(
    ({ act, account, payload }) => account !== null && payload !== null && act !== "personal_data.viewed",
  );
  const [first, last] = [personal[0], personal.at(-1)];
  if (first === undefined || last === undefined) return;
  const accounts = new Set(personal.map(({ account }) => account));
  const range = first.seq === last.seq ? `${first.seq}` : `${first.seq}-${last.seq}`;
  await recordView(service, actor, {
    subject: { kind: "journal", id: range },
    account: accounts.size === 1 ? first.account : null,
    what: `journal ${range}`,
  });
}
