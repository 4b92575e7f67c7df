import type { BankFormat } from "@evenhand/contract";

/** Content types by format. */
export const FILE_TYPES: Readonly<Record<BankFormat, string>> = {
  txt: "text/plain; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  yaml: "application/yaml; charset=utf-8",
  jsonl: "application/x-ndjson; charset=utf-8",
  threatexchange: "application/json; charset=utf-8",
  hma: "application/json; charset=utf-8",
};
