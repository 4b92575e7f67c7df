/** The database without the service: for commands of whoever has a shell on the machine. */
import { createJournalBell } from "../journal/wake.js";
import { forwardClock, systemClock } from "../service/clock.js";
import type { Service } from "../service/service.js";
import { migrate } from "../store/migrate.js";
import { openStore } from "../store/open-store.js";
import { ensurePartitions } from "../store/partitions.js";
import { SILENT } from "../store/store-log.js";
import { mustExist, type StorePlace } from "./store-place.js";

/** What use cases need that neither decide nor answer. */
export type OperatorService = Pick<Service, "store" | "bell" | "clock"> & AsyncDisposable;

/**
 * Opens a database for one command, and brings it to this release's schema.
 *
 * @throws EvenhandError EH_DATA_NONE, EH_STORE_IN_USE where the service runs on the embedded database, and as `openStore`
 */
export async function openOperator(place: StorePlace): Promise<OperatorService> {
  mustExist(place);
  const store = await openStore({ ...place, log: SILENT });
  try {
    await store.patiently(() => migrate(store.db));
    await ensurePartitions(store.db, systemClock.now());
    const head = await store.db.selectFrom("journal_head").select("at").executeTakeFirstOrThrow();
    return {
      store,
      bell: createJournalBell(),
      clock: forwardClock(systemClock, head.at.getTime()),
      [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
    };
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
}
