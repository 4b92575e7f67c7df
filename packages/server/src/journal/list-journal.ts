import { EvenhandError, JournalPage, ListJournalQuery } from "@evenhand/contract";
import { route, type Route } from "../http/route.js";
import type { Service } from "../service/service.js";
import { checkActPatterns } from "./act-patterns.js";
import { type EntryPage, type EntryQuery, readEntries, readFirst, toJournalItem } from "./read-entries.js";
import { recordJournalView } from "./record-journal-view.js";
import { nextRing } from "./next-ring.js";

const DEFAULT_LIMIT = 100;
/** Requests that wait at the same time; beyond it an empty page is answered at once. */
const MAX_WAITING = 100;
/** Time for looking through a long journal for rare acts, beside the time to wait. */
const SCAN_MS = 5000;

/** `GET /v1/journal` */
export function listJournalRoute(service: Service): Route {
  let waiting = 0;
  return route({
    operation: "listJournal",
    method: "GET",
    path: "/v1/journal",
    summary: "Read the journal",
    description:
      "Entries in order, the same that webhooks deliver. Give `next` as `after` to read on; with `wait`, the answer comes " +
      "as soon as there is an entry. Staff who read entries with personal data are journaled.",
    tag: "Journal",
    scope: "journal:read",
    query: ListJournalQuery,
    responses: { 200: { description: "Entries, and where to read on", schema: JournalPage } },
    errors: ["EH_JOURNAL_ACTS", "EH_JOURNAL_SUBJECT", "EH_JOURNAL_PAST_RETENTION"],
    async handle({ query, caller, signal }) {
      const wanted = toQuery(query);
      await refuseGap(service, wanted.after);
      const started = performance.now();
      const waitMs = waiting < MAX_WAITING ? (query.wait ?? 0) * 1000 : 0;
      const elapsed = (): number => performance.now() - started;
      let page = await readEntries(service.store.db, wanted);
      if (waitMs > 0) waiting++;
      try {
        while (page.entries.length === 0 && !signal.aborted) {
          const behind = page.scannedTo < page.head;
          if (elapsed() >= (behind ? waitMs + SCAN_MS : waitMs)) break;
          if (!behind) await nextRing(service.bell, waitMs - elapsed(), signal);
          page = await readEntries(service.store.db, { ...wanted, after: page.scannedTo });
        }
      } finally {
        if (waitMs > 0) waiting--;
      }
      await recordJournalView(service, caller.actor, page.entries);
      return { status: 200, body: toBody(page) };
    },
  });
}

function toQuery(query: ListJournalQuery): EntryQuery {
  const acts = query.acts?.split(",");
  if (acts !== undefined) checkActPatterns(acts, "acts");
  const { subjectKind: kind, subjectId: id } = query;
  if ((kind === undefined) !== (id === undefined)) {
    throw new EvenhandError("EH_JOURNAL_SUBJECT", "Give subjectKind and subjectId together, or neither.");
  }
  return {
    after: query.after ?? 0,
    limit: query.limit ?? DEFAULT_LIMIT,
    acts,
    subject: kind === undefined || id === undefined ? undefined : { kind, id },
    account: query.account,
  };
}

/** A reader that was away for longer than entries are kept is told so; it would miss some without knowing. */
async function refuseGap(service: Service, after: number): Promise<void> {
  if (after === 0) return;
  const first = await readFirst(service.store.db);
  if (first === undefined || after >= first - 1) return;
  throw new EvenhandError(
    "EH_JOURNAL_PAST_RETENTION",
    `Entries ${after + 1} to ${first - 1} are no longer kept. Read on with after=${first - 1}, and compare states with GET /v1/accounts and /v1/items.`,
  );
}

function toBody(page: EntryPage): JournalPage {
  return { items: page.entries.map(toJournalItem), next: String(page.scannedTo), head: page.head };
}
