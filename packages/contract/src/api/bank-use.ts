/** What banks find: statistics and hygiene, scans of what is stored, samples that come from rulings. */
import { Type } from "typebox";
import { oneOf } from "../one-of.js";
import { NullableText, NullableTime } from "./common.js";

const IsoTime = Type.String({ format: "date-time" });
const strict = { additionalProperties: false };
const BankName = Type.String({ minLength: 1, maxLength: 256 });
const ClauseId = Type.String({ minLength: 1, maxLength: 256 });
const Uuid = Type.String({ format: "uuid" });
const Count = Type.Integer({ minimum: 0 });

/** `:bank` of a bank. */
export const BankUseParams = Type.Object({ bank: BankName });
/** `:id` of a scan of `:bank`. */
export const BankScanParams = Type.Object({ bank: BankName, id: Uuid });

/** What statistics of a bank look at. */
export const BankStatsQuery = Type.Object(
  {
    /** Days back that hits are counted; an entry without one in them is dead. 90 unless said. */
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_650 })),
    /** Hits from which on it is said that most of them were overturned. 5 unless said. */
    minHits: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    /** Share of the clean sample above which an entry hits too much. 0.01 unless said. */
    share: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    /** Stored items without a measure that the entries are tried on, the newest; none where 0. 2,000 unless said. */
    sample: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
    /** Entries that each list names at most; its `total` counts all. 100 unless said. */
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  },
  strict,
);
export type BankStatsQuery = Type.Static<typeof BankStatsQuery>;

const entryName = {
  bank: Type.String(),
  /** Of a live entry its id; of an entry of the policy what evidence calls it. */
  entry: Type.String(),
  /** The term, the host and path, or the entry's own id: for people. */
  name: Type.String(),
  live: Type.Boolean(),
};
/** An entry of a bank as statistics name it. */
export const BankEntryName = Type.Object(entryName);
export type BankEntryName = Type.Static<typeof BankEntryName>;

/** A share with its 95 % Wilson interval. */
export const Share = Type.Object({ value: Type.Number(), low: Type.Number(), high: Type.Number() });

const listOf = <T extends Parameters<typeof Type.Array>[0]>(item: T) =>
  Type.Object({ total: Count, items: Type.Array(item) });

/** How a bank is used, and which of its entries need somebody. */
export const BankStatsBody = Type.Object({
  bank: Type.String(),
  kind: oneOf(["terms", "domains", "images", "samples"] as const),
  /** Whether it takes entries while the policy is in force. */
  live: Type.Boolean(),
  days: Type.Integer(),
  entries: Type.Object({ policy: Count, live: Count }),
  /** Decisions that an entry hit in these days, summed over entries; `overturned`: a measure of the same clause was voided since. */
  hits: Count,
  overturned: Count,
  /** Decisions up to this journal entry are counted; `head` is the newest. */
  counted: Type.Object({ upTo: Count, head: Count }),
  /** Entries without a hit in these days, of those that were there all the time. */
  dead: listOf(BankEntryName),
  /** Entries most of whose hits were overturned. */
  overturnedEntries: listOf(Type.Object({ ...entryName, hits: Count, overturned: Count, share: Share })),
  /** Entries that say the same, here and in other banks; the first of each group may stay. */
  duplicates: listOf(Type.Object({ entries: Type.Array(BankEntryName) })),
  /** Entries whose every hit another entry of the bank finds too: a part of it, a domain above it, an image hash around it. */
  covered: listOf(Type.Object({ ...entryName, by: BankEntryName })),
  /** Entries that hit more than a share of items that led to no measure. */
  noisy: Type.Object({
    /** Items that were tried. */
    sample: Count,
    total: Count,
    items: Type.Array(Type.Object({ ...entryName, hits: Count, share: Share })),
  }),
  /** What was left out because it would have taken too long, in words; empty where nothing was. */
  notDone: Type.Array(Type.String()),
});
export type BankStatsBody = Type.Static<typeof BankStatsBody>;

/** Which entries are scanned for, and how far back. */
export const StartBankScanBody = Type.Object(
  {
    /** Live entries: these, or all that were added since a time. */
    entries: Type.Union([
      Type.Object({ ids: Type.Array(Uuid, { minItems: 1, maxItems: 10_000 }) }, strict),
      Type.Object({ addedSince: IsoTime }, strict),
    ]),
    /** Items whose newest content came in this many days. */
    days: Type.Integer({ minimum: 1, maximum: 3_650 }),
    /** The clause that cases would be opened for; can also be said then. */
    clause: Type.Optional(ClauseId),
    /** Of samples: how similar a text must be, 0.5 to 1; 0.7 unless said. */
    similarity: Type.Optional(Type.Number({ minimum: 0.5, maximum: 1 })),
  },
  strict,
);

/** What a scan found in one item; texts are not copied. */
export const BankScanMatch = Type.Object({
  item: Type.String(),
  /** The decision on the content that was scanned. */
  decision: Type.String(),
  entries: Type.Array(
    Type.Object({
      entry: Type.String(),
      /** Offsets in the item's title and body, joined by a line break where it has both: UTF-16 code units. */
      spans: Type.Optional(Type.Array(Type.Object({ start: Count, end: Count }))),
      similarity: Type.Optional(Type.Number()),
      distance: Type.Optional(Type.Integer()),
    }),
  ),
});

const scanSummary = {
  id: Type.String(),
  bank: Type.String(),
  /** `running`, `done`: what was found can be looked at; `opened`: cases were opened; `failed`: see `error`. */
  state: oneOf(["running", "done", "failed", "opened"] as const),
  entries: Count,
  since: IsoTime,
  clause: NullableText,
  scanned: Count,
  matched: Count,
  casesOpened: Type.Union([Count, Type.Null()]),
  error: NullableText,
  requestedAt: IsoTime,
  requestedBy: Type.Object({ role: Type.String(), id: NullableText }),
  finishedAt: NullableTime,
};
/** A scan of stored items for entries of a live bank. It changes nothing by itself. */
export const BankScanSummary = Type.Object(scanSummary);
export type BankScanSummary = Type.Static<typeof BankScanSummary>;

/** The same with what was found. */
export const BankScanBody = Type.Object({
  ...scanSummary,
  /** Items matched by each entry that matched one. */
  byEntry: Type.Array(Type.Object({ entry: Type.String(), items: Count })),
  /** The newest items that matched, 1,000 at most. */
  matches: Type.Array(BankScanMatch),
  /** Whether more matched than are listed: cases are opened for the listed ones alone. */
  truncated: Type.Boolean(),
});
export type BankScanBody = Type.Static<typeof BankScanBody>;

/** Opens a case for each item that a scan lists. */
export const OpenScanCasesBody = Type.Object({ clause: Type.Optional(ClauseId) }, strict);

/** What became of the items that a scan lists. */
export const OpenedScanCases = Type.Object({
  scan: Type.String(),
  clause: Type.String(),
  opened: Count,
  /** Items that had an open case: it has the clause now too. */
  joined: Count,
  /** Items that were edited or deleted since, or whose content is gone. */
  skipped: Count,
});

const sampleOptions = {
  clause: ClauseId,
  severity: Type.Integer({ minimum: 1, maximum: 5 }),
  lang: Type.Optional(Type.String({ pattern: "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", maxLength: 35 })),
  /** From then on it finds nothing. */
  expiresAt: Type.Optional(IsoTime),
  /** When somebody should look whether it still belongs there. */
  reviewAt: Type.Optional(IsoTime),
  note: Type.Optional(Type.String({ minLength: 1, maxLength: 2_000 })),
};

/** A confirmed example: the text of an item as it was decided. */
export const AddSampleBody = Type.Object(
  {
    /** An item, as its newest decision saw it; a decision; or the decision behind a measure. */
    from: Type.Union([
      Type.Object({ item: Type.String({ minLength: 1, maxLength: 1_600 }) }, strict),
      Type.Object({ decision: Uuid }, strict),
      Type.Object({ measure: Uuid }, strict),
    ]),
    ...sampleOptions,
  },
  strict,
);

/** A sample that has been added, without its text. */
export const AddedSample = Type.Object({
  bank: Type.String(),
  /** Null where the policy brings the text itself. */
  entry: NullableText,
  /** The measure or decision that it comes from: it goes when that is voided. */
  originId: Type.String(),
  /** Whether the bank had the text already; then nothing has changed. */
  present: Type.Boolean(),
});

/** A sample whose review is due. */
export const DueSample = Type.Object({
  entry: Type.String(),
  clause: NullableText,
  lang: NullableText,
  severity: Type.Union([Type.Integer(), Type.Null()]),
  originId: NullableText,
  addedAt: IsoTime,
  reviewAt: IsoTime,
  expiresAt: NullableTime,
});
