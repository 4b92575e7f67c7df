import type { Route } from "../http/route.js";
import type { Domain } from "../service/domain.js";
import { addBankEntriesRoute } from "./routes/add-bank-entries.js";
import { exportBankRoute } from "./routes/export-bank.js";
import { getBankRoute } from "./routes/get-bank.js";
import { importBankRoute } from "./routes/import-bank.js";
import { listBankEntriesRoute } from "./routes/list-bank-entries.js";
import { listBanksRoute } from "./routes/list-banks.js";
import { removeBankEntryRoute } from "./routes/remove-bank-entry.js";
import { testBankRoute } from "./routes/test-bank.js";

/** Operations on banks and their entries. */
export function bankRoutes(domain: Domain): readonly Route[] {
  return [
    listBanksRoute(domain),
    getBankRoute(domain),
    listBankEntriesRoute(domain),
    addBankEntriesRoute(domain),
    removeBankEntryRoute(domain),
    importBankRoute(domain),
    exportBankRoute(domain),
    testBankRoute(domain),
  ];
}
