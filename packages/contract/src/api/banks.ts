/** Banks over HTTP: what they hold, and entries that are added to live ones and removed while a policy is in force. */
import { Type } from "typebox";
import { ACTOR_ROLES } from "../journal.js";
import { oneOf } from "../one-of.js";
import { Time } from "../scalars.js";
import { NullableText, NullableTime } from "./common.js";
import { ProblemPart } from "./problem.js";

const strict = { additionalProperties: false };
const Count = Type.Integer({ minimum: 0 });
const Uuid = Type.String({ format: "uuid" });

/** Kinds of banks. */
export const BANK_KINDS = ["terms", "domains", "images", "samples"] as const;
export type BankKind = (typeof BANK_KINDS)[number];

const BankName = Type.String({ minLength: 1, maxLength: 64 });
export const BankParams = Type.Object({ bank: BankName }, strict);
export const BankEntryParams = Type.Object({ bank: BankName, entry: Uuid }, strict);

/** A bank, and how much it holds. */
export const BankSummary = Type.Object({
  name: Type.String(),
  kind: oneOf(BANK_KINDS),
  /** What it is for, as the policy says. */
  doc: NullableText,
  /**
   * `live`: takes entries while the policy is in force. `fixed`: changes with the policy alone. `idle`: entries were added to it, and
   * the policy in force does not declare it live; they find nothing until one does.
   */
  state: oneOf(["live", "fixed", "idle"] as const),
  /** Grows with every change through the service; 0 where there was none. */
  revision: Count,
  changedAt: NullableTime,
  /** Entries that the policy brings, and entries that were added through the service and are in it. */
  entries: Type.Object({ policy: Count, added: Count }),
});
export type BankSummary = Type.Static<typeof BankSummary>;
export const BankList = Type.Object({ items: Type.Array(BankSummary) });
export type BankList = Type.Static<typeof BankList>;

const Term = Type.String({ minLength: 1, maxLength: 300 });
const Near = Type.Object({
  terms: Type.Array(Term, { minItems: 1, maxItems: 50 }),
  /** How many words away at most. */
  within: Type.Integer({ minimum: 1, maximum: 50 }),
});

/** What every entry may say beside what is compared. */
const extras = {
  category: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  severity: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
  /** Where it comes from. */
  source: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  /** For whoever looks after the bank. */
  note: Type.Optional(Type.String({ minLength: 1, maxLength: 2_000 })),
  /** From then on it finds nothing, and is removed. */
  expiresAt: Type.Optional(Time),
};

/** What an entry holds, by kind of bank: as in a `.yaml` bank of the policy. */
const content = {
  /** Of terms and samples. */
  text: Type.Optional(Type.String({ minLength: 1, maxLength: 50_000 })),
  /** Of terms: `word` unless said. */
  match: Type.Optional(Type.String({ maxLength: 20 })),
  /** Of terms and domains: an exception. */
  allow: Type.Optional(Type.Boolean()),
  near: Type.Optional(Near),
  notNear: Type.Optional(Near),
  /** Of domains, without protocol; `path` begins with a slash. */
  domain: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
  path: Type.Optional(Type.String({ minLength: 1, maxLength: 2_000 })),
  /** Of images, hexadecimal. */
  pdq: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  sha256: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  md5: Type.Optional(Type.String({ minLength: 1, maxLength: 32 })),
  radius: Type.Optional(Type.Integer({ minimum: 0, maximum: 256 })),
  /** Of samples. `tlsh` in the place of a text that is not kept. */
  tlsh: Type.Optional(Type.String({ minLength: 70, maxLength: 72 })),
  lang: Type.Optional(Type.String({ minLength: 1, maxLength: 35 })),
  clause: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
};

/** An entry to be added: the fields that a bank of its kind takes, or the text of a term or a domain alone. */
export const NewBankEntry = Type.Object({ ...content, ...extras }, strict);
export type NewBankEntry = Type.Static<typeof NewBankEntry>;

/** Entries are read one by one, so that a bad one sinks no other: what is wrong with one stands in the answer. */
export const AddBankEntriesBody = Type.Object(
  {
    entries: Type.Array(
      Type.Unsafe<NewBankEntry | string>({ type: ["object", "string"], description: "See NewBankEntry." }),
      { minItems: 1, maxItems: 1_000 },
    ),
  },
  strict,
);

/** What became of one entry. */
export const AddedBankEntry = Type.Union([
  Type.Object({ result: Type.Literal("added"), id: Uuid }),
  /** The bank has it already; `id` is null where the policy brings it. */
  Type.Object({ result: Type.Literal("present"), id: Type.Union([Uuid, Type.Null()]) }),
  Type.Object({ result: Type.Literal("refused"), problems: Type.Array(ProblemPart) }),
]);
export type AddedBankEntry = Type.Static<typeof AddedBankEntry>;

/** In the order of the request. */
export const AddedBankEntries = Type.Object({ revision: Count, results: Type.Array(AddedBankEntry) });
export type AddedBankEntries = Type.Static<typeof AddedBankEntries>;

const By = Type.Object({ role: oneOf(ACTOR_ROLES), id: NullableText });

/** An entry that was added through the service. */
export const BankEntryView = Type.Object({
  id: Uuid,
  bank: Type.String(),
  /** What is compared; null after erasure. */
  content: Type.Union([Type.Object(content, { additionalProperties: true }), Type.Null()]),
  category: NullableText,
  severity: Type.Union([Type.Integer(), Type.Null()]),
  source: NullableText,
  note: NullableText,
  origin: oneOf(["manual", "import", "ruling"] as const),
  /** The case, decision or measure that a sample comes from. */
  originId: NullableText,
  reviewAt: NullableTime,
  expiresAt: NullableTime,
  addedAt: Time,
  addedBy: By,
  /** Null while it is in the bank. */
  removed: Type.Union([
    Type.Object({
      at: Time,
      how: oneOf(["removed", "expired", "overturned", "erased"] as const),
      by: By,
      reason: NullableText,
    }),
    Type.Null(),
  ]),
});
export type BankEntryView = Type.Static<typeof BankEntryView>;

export const ListBankEntriesQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
    /** `next` of the page before. */
    after: Type.Optional(Uuid),
    /** Only entries that hold this text, in any case. */
    q: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    /** Whether entries that were removed are listed too. */
    removed: Type.Optional(Type.Boolean()),
  },
  strict,
);
export const BankEntryPage = Type.Object({ items: Type.Array(BankEntryView), next: NullableText });
export type BankEntryPage = Type.Static<typeof BankEntryPage>;

/** Why an entry goes. */
export const RemoveBankEntryQuery = Type.Object(
  { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })) },
  strict,
);

/** How entries are written in a file; the last two hold hashes of images. */
export const BANK_FORMATS = ["txt", "csv", "yaml", "jsonl", "threatexchange", "hma"] as const;
export type BankFormat = (typeof BANK_FORMATS)[number];

export const ImportBankQuery = Type.Object(
  {
    /**
     * `txt` and `csv` hold terms, or hashes of images; `yaml` is a bank file of the policy; `jsonl` has an entry a line; `threatexchange`
     * and `hma` hold hashes as these systems exchange them.
     */
    format: oneOf(BANK_FORMATS),
    /** Where entries come from that do not say so themselves. */
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  strict,
);
export type ImportBankQuery = Type.Static<typeof ImportBankQuery>;

/** What became of a file. What is wrong in a line sinks no other line. */
export const ImportedBank = Type.Object({
  revision: Count,
  added: Count,
  present: Count,
  refused: Count,
  /** The first 100 problems; `where` is line and column, or which item of a list it is. */
  problems: Type.Array(ProblemPart),
});
export type ImportedBank = Type.Static<typeof ImportedBank>;

export const ExportBankQuery = Type.Object(
  {
    /** `jsonl` unless said. */
    format: Type.Optional(oneOf(BANK_FORMATS)),
    /** `added`: only what was added through the service. `all` unless said. */
    entries: Type.Optional(oneOf(["all", "added"] as const)),
  },
  strict,
);

/** What is tried on a bank: texts on terms and samples, links on domains, hashes on images. */
export const TestBankBody = Type.Object(
  {
    text: Type.Optional(Type.String({ maxLength: 100_000 })),
    links: Type.Optional(Type.Array(Type.String({ maxLength: 4_096 }), { maxItems: 100 })),
    image: Type.Optional(
      Type.Object(
        {
          pdq: Type.Optional(Type.String({ maxLength: 64 })),
          sha256: Type.Optional(Type.String({ maxLength: 64 })),
          md5: Type.Optional(Type.String({ maxLength: 32 })),
        },
        { ...strict, minProperties: 1 },
      ),
    ),
  },
  { ...strict, minProperties: 1 },
);
export type TestBankBody = Type.Static<typeof TestBankBody>;

const origin = {
  /** Of an entry that was added through the service. */
  id: Type.Optional(Type.String()),
  source: Type.Optional(Type.String()),
};

/** What a bank finds. Offsets are UTF-16 code units of the text that was sent. */
export const TestedBank = Type.Object({
  bank: Type.String(),
  revision: Count,
  hits: Type.Array(
    Type.Object({
      entry: Type.String(),
      text: Type.String(),
      start: Count,
      end: Count,
      category: Type.String(),
      severity: Type.Integer(),
      /** The entry is a regular expression. */
      regex: Type.Optional(Type.Boolean()),
      ...origin,
    }),
  ),
  links: Type.Array(
    Type.Object({
      entry: Type.String(),
      /** The host is not the entry's, but looks like it. */
      lookalike: Type.Optional(Type.Boolean()),
      ...origin,
    }),
  ),
  /** The nearest sample; null where none is near. */
  sample: Type.Union([
    Type.Object({
      sample: Type.String(),
      similarity: Type.Number(),
      /** Parts of the text that the sample has too. */
      spans: Type.Array(Type.Object({ start: Count, end: Count })),
      ...origin,
    }),
    Type.Null(),
  ]),
  /** The nearest image within its radius; null where none is. */
  image: Type.Union([Type.Object({ entry: Type.String(), distance: Count, ...origin }), Type.Null()]),
});
export type TestedBank = Type.Static<typeof TestedBank>;
