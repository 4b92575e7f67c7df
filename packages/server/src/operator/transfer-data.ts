import type { Readable, Writable } from "node:stream";
import { openStore } from "../store/open-store.js";
import { SILENT } from "../store/store-log.js";
import { exportData } from "../store/transfer/export-data.js";
import type { TransferOptions, TransferSummary } from "../store/transfer/format.js";
import { importData } from "../store/transfer/import-data.js";
import { mustExist, type StorePlace } from "./store-place.js";

/** Writes everything that a database holds. @throws EvenhandError as `exportData`, EH_DATA_NONE, EH_STORE_IN_USE */
export async function exportFrom(
  place: StorePlace,
  writable: Writable,
  options: TransferOptions = {},
): Promise<TransferSummary> {
  mustExist(place);
  const store = await openStore({ ...place, log: SILENT });
  try {
    return await exportData(store, writable, options);
  } finally {
    await store[Symbol.asyncDispose]();
  }
}

/** Reads an export into an empty database. @throws EvenhandError as `importData`, EH_STORE_IN_USE */
export async function importTo(
  place: StorePlace,
  readable: Readable,
  options: TransferOptions = {},
): Promise<TransferSummary> {
  const store = await openStore({ ...place, log: SILENT });
  try {
    return await importData(store, readable, options);
  } finally {
    await store[Symbol.asyncDispose]();
  }
}
