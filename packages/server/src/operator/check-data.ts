import { pino } from "pino";
import { type JournalReport, verifyJournal, type VerifyOptions } from "../journal/verify.js";
import { createPolicyBook } from "../policies/policy-book.js";
import { type Rebuilt, rebuildStandings } from "../standing/rebuild-standings.js";
import { openOperator } from "./open-operator.js";
import type { StorePlace } from "./store-place.js";

/** What was found of a database's inner consistency. */
export interface DataReport {
  readonly ok: boolean;
  readonly journal: JournalReport;
  /** Stored standings compared with folded ones. */
  readonly standings: Rebuilt;
}

/**
 * Proves that the journal is whole and that every stored standing is the fold of its strikes. Nothing is put right here.
 *
 * @throws EvenhandError as `openOperator`
 */
export async function checkData(
  place: StorePlace,
  options: Pick<VerifyOptions, "onProgress"> = {},
): Promise<DataReport> {
  const service = await openOperator(place);
  try {
    const journal = await verifyJournal(service.store.db, options);
    const policies = await createPolicyBook({ store: service.store, log: pino({ level: "silent" }) });
    const standings = await rebuildStandings({ ...service, policies }, { compareOnly: true });
    return { ok: journal.ok && standings.differing.length === 0, journal, standings };
  } finally {
    await service[Symbol.asyncDispose]();
  }
}
