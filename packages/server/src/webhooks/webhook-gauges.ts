import { sql } from "kysely";
import type { Service } from "../service/service.js";

/** Reads how far webhooks are behind, for the metrics. */
export async function updateWebhookGauges(service: Service): Promise<void> {
  const { rows } = await sql<{ lag: number; pending: number }>`
    select
      coalesce((select max(h.written - e.cursor) from webhook_endpoints e, journal_head h where e.state = 'active'), 0) as lag,
      (select count(*) from webhook_messages where state = 'pending') as pending`.execute(service.store.db);
  service.metrics.webhookLagEntries.set(rows[0]?.lag ?? 0);
  service.metrics.webhookPending.set(rows[0]?.pending ?? 0);
}
