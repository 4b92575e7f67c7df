/** Every format of hash lists by name. */
import { type HashEntry, type HashList, type HashListOptions } from "./hash-list.js";
import { formatHashCsv, formatHashLines, parseHashCsv } from "./hash-list-csv.js";
import { formatBankContents, formatThreatExchange } from "./hash-list-exchange.js";
import { formatHashJson, formatHashJsonLines, parseHashJson } from "./hash-list-json.js";

/** Formats that are written. `pdq`, `md5`, `sha256`: the hashes of that kind, one a line. */
export const HASH_LIST_FORMATS = ["csv", "json", "jsonl", "threatexchange", "hma", "pdq", "md5", "sha256"] as const;
export type HashListFormat = (typeof HASH_LIST_FORMATS)[number];

/**
 * Reads a list in whichever format it is: JSON and JSON lines (our own, ThreatExchange's, HMA's), or CSV and plain lines. Never
 * throws; linear in the text. Lines that cannot be read are told one by one.
 */
export function parseHashList(text: string, options: HashListOptions = {}): HashList {
  return /^[\u{feff}\s]*[{[]/u.test(text) ? parseHashJson(text, options) : parseHashCsv(text, options);
}

/** Writes a list. Which fields a format has no place for, its own function says. */
export function formatHashList(entries: readonly HashEntry[], format: HashListFormat): string {
  switch (format) {
    case "csv":
      return formatHashCsv(entries);
    case "json":
      return formatHashJson(entries);
    case "jsonl":
      return formatHashJsonLines(entries);
    case "threatexchange":
      return formatThreatExchange(entries);
    case "hma":
      return formatBankContents(entries);
    case "pdq":
    case "md5":
    case "sha256":
      return formatHashLines(entries, format);
  }
}
