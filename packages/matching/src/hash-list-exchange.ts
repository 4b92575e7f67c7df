/**
 * Hashes in the shapes of Meta's systems: descriptors of ThreatExchange (developers.facebook.com, "ThreatDescriptor"; also what
 * its updates give) and bank contents of Hasher-Matcher-Actioner (its curation API).
 */
import { type HashEntry, type HashKind, kindNamed, type RawEntry } from "./hash-list.js";

type Fields = Readonly<Record<string, unknown>>;

/** Raw entries, or why the item is left out. */
export type ExchangeItem = readonly RawEntry[] | string;

/** ThreatExchange's words for severity; without a counterpart: UNKNOWN. */
const SEVERITIES = ["INFO", "WARNING", "SUSPICIOUS", "SEVERE", "APOCALYPSE"];
const TYPES: Readonly<Record<HashKind, string>> = { pdq: "HASH_PDQ", md5: "HASH_MD5", sha256: "HASH_SHA256" };

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value) : undefined;

/** Whether an object is a descriptor or an update of ThreatExchange. */
export function isDescriptor(item: Fields): boolean {
  return typeof item["type"] === "string" && ("indicator" in item || "raw_indicator" in item);
}

/** A descriptor as an entry: its first tag is the category, its owner the source, its description the note. */
export function readDescriptor(item: Fields): ExchangeItem {
  const { type, indicator } = item;
  if (item["should_delete"] === true)
    return "It is marked as deleted, so it is left out. Remove it from the bank by its hash.";
  if (item["status"] === "NON_MALICIOUS") return "Its owner says that it is harmless, so it is left out.";
  const kind = kindNamed(String(type));
  if (kind === undefined)
    return `Its type is ${JSON.stringify(String(type).slice(0, 80))}. Read are HASH_PDQ, HASH_MD5, HASH_SHA256 and HASH_VIDEO_MD5.`;
  const severity = SEVERITIES.indexOf(textOf(item["severity"]) ?? "") + 1;
  return [
    {
      kind,
      hash: item["raw_indicator"] ?? (isFields(indicator) ? indicator["indicator"] : indicator),
      id: item["id"],
      category: firstTag(item["tags"]),
      severity: severity === 0 ? undefined : severity,
      source: isFields(item["owner"]) ? (item["owner"]["name"] ?? item["owner"]["id"]) : undefined,
      note: item["description"],
      addedAt: item["added_on"] ?? item["creation_time"],
    },
  ];
}

/** Tags come as words, as objects, or as a page of objects. */
function firstTag(tags: unknown): unknown {
  const list: unknown = isFields(tags) ? tags["data"] : tags;
  if (!Array.isArray(list)) return undefined;
  const [first] = list as unknown[];
  return isFields(first) ? first["text"] : first;
}

/** Descriptors: `{"data": […]}`. A radius has no place there. */
export function formatThreatExchange(entries: readonly HashEntry[]): string {
  const data = entries.map(({ kind, hash, id, category, severity, source, note, addedAt }) => ({
    ...(id === undefined ? {} : { id }),
    type: TYPES[kind],
    indicator: hash,
    raw_indicator: hash,
    ...(source === undefined ? {} : { owner: { name: source } }),
    ...(note === undefined ? {} : { description: note }),
    ...(category === undefined ? {} : { tags: [category] }),
    ...(severity === undefined ? {} : { severity: SEVERITIES[severity - 1] }),
    ...(addedAt === undefined ? {} : { added_on: addedAt }),
  }));
  return `${JSON.stringify({ data }, null, 2)}\n`;
}

/** Whether an object is a content of an HMA bank. */
export function isBankContent(item: Fields): boolean {
  return isFields(item["signals"]);
}

/** A content as entries, one for each signal; the first exchange that it came from is the source. */
export function readBankContent(item: Fields): ExchangeItem {
  if (item["disable_until_ts"] === 0) return "It is disabled in its bank, so it is left out.";
  const signals = item["signals"] as Fields;
  const known = Object.entries(signals).flatMap(([name, hash]) => {
    const kind = kindNamed(name);
    return kind === undefined ? [] : [{ kind, hash }];
  });
  if (known.length === 0) {
    return `It has no signal that is read (${JSON.stringify(Object.keys(signals).join(", ").slice(0, 80))}). Read are pdq, md5, sha256 and video_md5.`;
  }
  const metadata = item["collab_metadata"];
  const shared = {
    id: item["id"],
    note: item["note"],
    source: isFields(metadata) ? Object.keys(metadata)[0] : undefined,
  };
  return known.map((signal) => ({ ...shared, ...signal }));
}

/** Contents of an HMA bank: a list of objects with `signals`. Category, severity, radius and time have no place there. */
export function formatBankContents(entries: readonly HashEntry[]): string {
  const contents = entries.map(({ kind, hash, id, source, note }) => ({
    ...(id === undefined ? {} : { id }),
    signals: { [kind]: hash },
    ...(source === undefined ? {} : { collab_metadata: { [source]: [] } }),
    ...(note === undefined ? {} : { note }),
  }));
  return `${JSON.stringify(contents, null, 2)}\n`;
}
