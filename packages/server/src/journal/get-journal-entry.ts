import { EvenhandError, JournalEntryParams, JournalItem } from "@evenhand/contract";
import { route, type Route } from "../http/route.js";
import type { Service } from "../service/service.js";
import { readEntry, toJournalItem } from "./read-entries.js";
import { recordJournalView } from "./record-journal-view.js";

/** `GET /v1/journal/{seq}` */
export function getJournalEntryRoute(service: Service): Route {
  return route({
    operation: "getJournalEntry",
    method: "GET",
    path: "/v1/journal/:seq",
    summary: "Read one journal entry",
    tag: "Journal",
    scope: "journal:read",
    params: JournalEntryParams,
    responses: { 200: { description: "The entry", schema: JournalItem } },
    errors: ["EH_JOURNAL_NOT_FOUND"],
    async handle({ params, caller }) {
      const found = await readEntry(service.store.db, params.seq);
      if (found === undefined) {
        throw new EvenhandError(
          "EH_JOURNAL_NOT_FOUND",
          `There is no entry ${params.seq}. Numbers begin at 1 and have no gaps; old ones may be past their retention.`,
        );
      }
      await recordJournalView(service, caller.actor, [found]);
      return { status: 200, body: toJournalItem(found) };
    },
  });
}
