/** What use cases share: one object, made once in `evenhand.ts`, passed as the first argument. */
import type { Logger } from "pino";
import type { Config } from "../config/config.js";
import type { JournalBell } from "../journal/wake.js";
import type { Store } from "../store/open-store.js";
import type { Tx } from "../store/transaction.js";
import type { Clock, Ids } from "./clock.js";
import type { Metrics } from "./metrics.js";

export interface Service {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly bell: JournalBell;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/**
 * Runs one transaction and, once it is committed, tells the journal's readers. What `work` throws rolls everything back.
 *
 * A transaction must use `tx` alone: the embedded database has one session, and asking the pool for another inside of it
 * would wait for ever.
 */
export async function inTransaction<T>(
  service: Pick<Service, "store" | "bell">,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const result = await service.store.db.transaction().execute(work);
  service.bell.ring();
  return result;
}
