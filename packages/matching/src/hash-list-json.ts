/** Lists of hashes as JSON, one document or one value a line: our own entries, ThreatExchange's and HMA's. */
import {
  type HashEntry,
  type HashList,
  type HashListOptions,
  type HashListProblem,
  type RawEntry,
  readEntry,
} from "./hash-list.js";
import {
  type ExchangeItem,
  isBankContent,
  isDescriptor,
  isFields,
  readBankContent,
  readDescriptor,
} from "./hash-list-exchange.js";

/** Where a document keeps its items, where it is no list itself. */
const LISTS = ["entries", "data", "contents", "content"];
const HASH_FIELDS = ["pdq", "md5", "sha256"] as const;

/**
 * Reads a JSON document (a list, or an object with `entries` or `data`) or JSON lines. An item is a hash, an object like
 * {@link HashEntry} (or with `pdq`, `md5`, `sha256` for several hashes), a ThreatExchange descriptor, or an HMA content.
 */
export function parseHashJson(text: string, options: HashListOptions = {}): HashList {
  const entries: HashEntry[] = [];
  const problems: HashListProblem[] = [];
  for (const { line, item, problem } of itemsOf(text.startsWith("\u{feff}") ? text.slice(1) : text)) {
    const read = problem ?? rawEntries(item);
    if (typeof read === "string") {
      problems.push({ line, message: read });
      continue;
    }
    for (const raw of read) {
      const entry = readEntry(raw, options);
      if (typeof entry === "string") problems.push({ line, message: entry });
      else entries.push(entry);
    }
  }
  return { entries, problems };
}

/** Writes a JSON document: `{"entries": […]}`. */
export function formatHashJson(entries: readonly HashEntry[]): string {
  return `${JSON.stringify({ entries }, null, 2)}\n`;
}

/** Writes JSON lines. */
export function formatHashJsonLines(entries: readonly HashEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}

interface Item {
  readonly line: number;
  readonly item?: unknown;
  readonly problem?: string;
}

function* itemsOf(text: string): Generator<Item> {
  const whole = parse(text);
  if ("value" in whole) {
    const items = listOf(whole.value);
    for (const [at, item] of items.entries()) yield { line: at + 1, item };
    return;
  }
  const lines = text.split(/\r\n|\n|\r/);
  const first = lines.find((line) => line.trim() !== "") ?? "";
  // A document that is broken is not a thousand broken lines.
  if ("problem" in parse(first)) {
    yield { line: 1, problem: `This is no JSON: ${whole.problem}` };
    return;
  }
  for (const [at, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const parsed = parse(line);
    if ("value" in parsed) yield { line: at + 1, item: parsed.value };
    else yield { line: at + 1, problem: `This is no JSON: ${parsed.problem}` };
  }
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  if (!isFields(value)) return [value];
  const list = LISTS.map((name) => value[name]).find(Array.isArray);
  return list === undefined ? [value] : (list as unknown[]);
}

function parse(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: error instanceof Error ? error.message.slice(0, 160) : "it cannot be parsed." };
  }
}

function rawEntries(item: unknown): ExchangeItem {
  if (typeof item === "string") return [{ hash: item }];
  if (!isFields(item)) return "An item is a hash, or an object with one.";
  if (isBankContent(item)) return readBankContent(item);
  if (isDescriptor(item)) return readDescriptor(item);
  const shared: RawEntry = {
    ...item,
    addedAt: item["addedAt"] ?? item["added_at"],
  };
  const several = HASH_FIELDS.flatMap((kind) => {
    const hash = item[kind];
    return hash === undefined || hash === null ? [] : [{ ...shared, kind, hash }];
  });
  return several.length === 0 || item["hash"] !== undefined ? [shared, ...several] : several;
}
