import type { Route } from "../http/route.js";
import type { Service } from "../service/service.js";
import { getJournalEntryRoute } from "./get-journal-entry.js";
import { listJournalRoute } from "./list-journal.js";

/** The journal's operations. */
export function journalRoutes(service: Service): readonly Route[] {
  return [listJournalRoute(service), getJournalEntryRoute(service)];
}
