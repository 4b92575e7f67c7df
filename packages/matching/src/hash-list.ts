/** Lists of hashes as they are exchanged: what an entry is, and how one is read from the fields that a format gives. */

/** What a hash is of: how an image looks, or the very bytes of a file. */
export type HashKind = "pdq" | "md5" | "sha256";

/** One hash of a list, with what came along. */
export interface HashEntry {
  readonly kind: HashKind;
  /** Hexadecimal, in lower case: 64 digits, of an MD5 32. */
  readonly hash: string;
  readonly id?: string;
  readonly category?: string;
  /** 1, the least, to 5. */
  readonly severity?: number;
  /** Who says so: an exchange, a member of it, a person. */
  readonly source?: string;
  readonly note?: string;
  /** The largest PDQ distance at which it matches, 0 to 63. */
  readonly radius?: number;
  /** RFC 3339. */
  readonly addedAt?: string;
}

/** What is wrong with a line; the others are read all the same. */
export interface HashListProblem {
  /** From 1; of a JSON document, which of its items it is. */
  readonly line: number;
  readonly message: string;
}

/** What a list held. */
export interface HashList {
  readonly entries: readonly HashEntry[];
  readonly problems: readonly HashListProblem[];
}

/** What a list does not say itself. */
export interface HashListOptions {
  /** What 64 digits are where nothing says it: PDQ and SHA-256 look the same. Unless said, PDQ. */
  readonly kindOf64?: "pdq" | "sha256";
  /** The source of entries without one. */
  readonly source?: string;
}

/** Fields of an entry before they are checked, by the names of {@link HashEntry}. */
export type RawEntry = Readonly<Partial<Record<keyof HashEntry, unknown>>>;

const DIGITS: Readonly<Record<HashKind, number>> = { pdq: 64, md5: 32, sha256: 64 };
const LONGEST_TEXT = 1_000;
const WIDEST_RADIUS = 63;

/** Names of kinds in other systems: ThreatExchange's indicator types and HMA's signal types. */
const KIND_NAMES: Readonly<Record<string, HashKind>> = {
  pdq: "pdq",
  md5: "md5",
  sha256: "sha256",
  "sha-256": "sha256",
  hash_pdq: "pdq",
  hash_md5: "md5",
  hash_sha256: "sha256",
  hash_video_md5: "md5",
  video_md5: "md5",
};

/** The kind that a name stands for, of either case. */
export function kindNamed(name: string): HashKind | undefined {
  const key = name.trim().toLowerCase();
  return Object.hasOwn(KIND_NAMES, key) ? KIND_NAMES[key] : undefined;
}

/** An entry of raw fields, or what is wrong with it: a sentence for whoever made the list. */
export function readEntry(raw: RawEntry, options: HashListOptions): HashEntry | string {
  const kind = readKind(raw, options);
  if (isUnread(kind)) return kind.problem;
  const severity = readNumber(raw.severity, "severity", 1, 5);
  if (isUnread(severity)) return severity.problem;
  const radius = readNumber(raw.radius, "radius", 0, WIDEST_RADIUS);
  if (isUnread(radius)) return radius.problem;
  const addedAt = readTime(raw.addedAt);
  if (isUnread(addedAt)) return addedAt.problem;
  const texts: Partial<Record<"id" | "category" | "source" | "note", string>> = {};
  for (const name of ["id", "category", "source", "note"] as const) {
    const text = readText(raw[name]) ?? (name === "source" ? options.source : undefined);
    if (text === undefined) continue;
    if (text.length > LONGEST_TEXT) return `Its ${name} is longer than ${LONGEST_TEXT} characters.`;
    texts[name] = text;
  }
  return {
    ...kind,
    ...texts,
    ...(severity === undefined ? {} : { severity }),
    ...(radius === undefined ? {} : { radius }),
    ...(addedAt === undefined ? {} : { addedAt }),
  };
}

interface Unread {
  readonly problem: string;
}

const isUnread = (value: unknown): value is Unread => typeof value === "object" && value !== null && "problem" in value;

function readKind(raw: RawEntry, { kindOf64 = "pdq" }: HashListOptions): Pick<HashEntry, "kind" | "hash"> | Unread {
  if (typeof raw.hash !== "string" || raw.hash.trim() === "") return { problem: "It has no hash." };
  const text = raw.hash.trim();
  // `sha256:…`, as other systems write it.
  const colon = text.slice(0, 16).indexOf(":");
  const prefix = colon === -1 ? undefined : kindNamed(text.slice(0, colon));
  const hash = (prefix === undefined ? text : text.slice(colon + 1)).toLowerCase();
  const given = readText(raw.kind);
  const named = given === undefined ? prefix : kindNamed(given);
  if (given !== undefined && named === undefined) {
    return { problem: `Its kind is ${quote(given)}. Kinds are pdq, md5 and sha256.` };
  }
  if (!/^[\da-f]+$/.test(hash)) return { problem: `${quote(text)} is no hash: it has other than hexadecimal digits.` };
  const kind = named ?? (hash.length === DIGITS.md5 ? "md5" : kindOf64);
  if (hash.length !== DIGITS[kind]) {
    const wanted = named === undefined ? "32 (MD5) or 64 (PDQ or SHA-256)" : `${DIGITS[kind]} (${kind})`;
    return { problem: `${quote(text)} has ${hash.length} digits; it takes ${wanted}.` };
  }
  return { kind, hash };
}

function readText(value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const text = String(value).trim();
  return text === "" ? undefined : text;
}

function readNumber(value: unknown, name: string, least: number, most: number): number | undefined | Unread {
  const text = readText(value);
  if (text === undefined) return undefined;
  const number = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  return { problem: `Its ${name} is ${quote(text)}; it takes a whole number from ${least} to ${most}.` };
}

const MOST_SECONDS = 253_402_300_799;

/** RFC 3339, or seconds since 1970. */
function readTime(value: unknown): string | undefined | Unread {
  const text = readText(value);
  if (text === undefined) return undefined;
  const seconds = /^\d{1,12}$/.test(text) ? Number(text) : undefined;
  // ThreatExchange writes zones without a colon.
  const written = text.replace(/([+-]\d{2})(\d{2})$/, "$1:$2");
  const milliseconds =
    seconds === undefined
      ? /^\d{4}-\d{2}-\d{2}(T|$)/.test(written)
        ? Date.parse(written)
        : Number.NaN
      : Math.min(seconds, MOST_SECONDS) * 1_000;
  if (Number.isNaN(milliseconds)) return { problem: `It was added at ${quote(text)}, which is no time.` };
  return new Date(milliseconds).toISOString();
}

/** A text of the list's in a sentence: bounded, on one line. */
function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}
