/**
 * A checked policy as plain data: what the loader makes of a folder, and what everything else in this package works on.
 * All lists are sorted by id, so that nothing depends on the order of files.
 */
import type { EventType, MeasureKind } from "@evenhand/contract";
import type { FoldStep, TermVariant } from "@evenhand/matching";

/** Where something stands in the policy folder. Lines and columns count from 1. */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A measure as a ladder or a detector writes it. */
export interface MeasureSpec {
  readonly kind: MeasureKind;
  /** Length in milliseconds, or undefined: until lifted. */
  readonly forMs: number | undefined;
  /** The label's name for `label`, the feature for `restrict_feature`. */
  readonly scope: string | undefined;
}

export interface StrikeSpec {
  readonly count: number;
  readonly expiresMs: number;
}

/** The smallest citable unit of a rule. */
export interface Clause {
  readonly id: string;
  readonly rule: string;
  /** 1 (mild) to 5 (gravest). */
  readonly severity: 1 | 2 | 3 | 4 | 5;
  readonly category: string;
  /** `STATEMENT_CATEGORY_…/KEYWORD_…` of Regulation (EU) 2024/2835, where the platform mapped the clause. */
  readonly dsa: string | undefined;
  /** Allowed measures for every standing level, each list sorted weakest first. Every level of the policy is present. */
  readonly ladder: Readonly<Record<string, readonly MeasureSpec[]>>;
  /** The furthest measure a machine takes alone, or `review`: none. */
  readonly automation: MeasureKind | "review";
  readonly strikes: StrikeSpec | undefined;
  readonly queue: string;
  /** Title by language. */
  readonly title: Readonly<Record<string, string>>;
  /** Text that people read, by language: the Markdown under the clause's heading. */
  readonly text: Readonly<Record<string, string>>;
  readonly origin: Origin;
}

/** A community rule: one Markdown file and its translations. */
export interface Rule {
  readonly id: string;
  readonly category: string;
  readonly title: Readonly<Record<string, string>>;
  /** The whole Markdown body by language. */
  readonly body: Readonly<Record<string, string>>;
  readonly clauses: readonly string[];
  readonly origin: Origin;
}

/** What a detector asks for where it holds. */
export type Then =
  | { readonly kind: "measure"; readonly measure: MeasureSpec }
  /** The strongest measure that the ladder allows at the account's standing. */
  | { readonly kind: "ladder" }
  | { readonly kind: "review" };

export interface Detector {
  readonly id: string;
  readonly clause: string;
  /** Sorted, patterns expanded. */
  readonly on: readonly EventType[];
  /** CEL source, as written. */
  readonly when: string;
  readonly then: Then;
  readonly mode: "live" | "shadow";
  /** Why, by language. */
  readonly reason: Readonly<Record<string, string>>;
  readonly doc: string | undefined;
  readonly origin: Origin;
  /** Where the first character of `when` stands, for error messages. */
  readonly whenOrigin: Origin;
}

/** A counter: which events it counts, under which key. */
export interface CounterDecl {
  readonly name: string;
  readonly on: readonly EventType[];
  /** CEL: the key an event is counted under. Empty text means: not counted. */
  readonly key: string;
  /** CEL: what `distinct` tells apart. */
  readonly value: string | undefined;
  /** CEL: only events for which this holds are counted. */
  readonly where: string | undefined;
  /** Longest window that a condition may ask for, in milliseconds; at most 30 days. */
  readonly windowMs: number;
  /** The count of one key saturates here. */
  readonly cap: number;
  readonly doc: string | undefined;
  readonly origin: Origin;
}

export interface StandingLevel {
  readonly level: string;
  /** Active strikes from which an account stands here. */
  readonly strikes: number;
}

/** What every entry of a bank may carry beside what is compared. */
interface EntryBase {
  /** Of an entry that was added while the policy is in force; others are known by what they hold. */
  readonly id?: string;
  /** From this time on the entry finds nothing: by the event's time, milliseconds of the Unix epoch. */
  readonly expiresMs?: number;
  /** Where the entry came from, and why: shown with evidence, and nothing is decided by it. */
  readonly source?: string;
  readonly note?: string;
}

/** Terms that must, or must not, stand near a hit. */
export interface NearSpec {
  readonly terms: readonly string[];
  /** How many words away at most. */
  readonly within: number;
}

export interface TermEntry extends EntryBase {
  readonly text: string;
  readonly match: "word" | "substring" | "regex";
  readonly allow: boolean;
  readonly category: string | undefined;
  readonly severity: number | undefined;
  readonly near?: NearSpec;
  readonly notNear?: NearSpec;
}
export interface DomainEntry extends EntryBase {
  readonly domain: string;
  readonly path: string | undefined;
  /** An exception: links under it are not in the bank. */
  readonly allow?: boolean;
  readonly category: string | undefined;
  readonly severity: number | undefined;
}
export interface ImageEntry extends EntryBase {
  readonly id: string;
  readonly pdq: string | undefined;
  readonly sha256: string | undefined;
  readonly md5?: string;
  readonly radius: number | undefined;
  readonly category?: string;
  readonly severity?: number;
}
export interface SampleEntry extends EntryBase {
  readonly id: string;
  /** Empty where only the hash is known. */
  readonly text: string;
  /** TLSH of a text that is not kept, or that others know: `T1` and 70 hexadecimal digits. */
  readonly tlsh?: string;
  readonly lang: string | undefined;
  readonly clause: string | undefined;
  readonly severity?: number;
}

interface BankBase {
  readonly name: string;
  readonly doc: string | undefined;
  readonly origin: Origin;
  /** Takes further entries while the policy is in force. */
  readonly live?: boolean;
}
/** A named set of terms, domains, image hashes or samples. Entries are sorted. */
export type Bank =
  | (BankBase & {
      readonly kind: "terms";
      readonly entries: readonly TermEntry[];
      /** How texts and terms are made comparable, where it is not the plain way. */
      readonly fold?: readonly FoldStep[];
      /** Ways of miswriting terms that are looked for too. */
      readonly variants?: readonly TermVariant[];
    })
  /** `lookalikes`: hosts that look like an entry's are found as well. */
  | (BankBase & { readonly kind: "domains"; readonly entries: readonly DomainEntry[]; readonly lookalikes?: boolean })
  /** `radius`: the largest distance of entries that have none of their own. */
  | (BankBase & { readonly kind: "images"; readonly entries: readonly ImageEntry[]; readonly radius?: number })
  | (BankBase & { readonly kind: "samples"; readonly entries: readonly SampleEntry[] });

interface ClassifierBase {
  readonly name: string;
  readonly doc: string | undefined;
  readonly origin: Origin;
}

/** A classifier whose model is a part of the policy version. */
export interface LinearClassifier extends ClassifierBase {
  readonly kind: "linear";
  /** The model file, JSON. */
  readonly model: string;
}

/** How a classifier that somebody else runs is asked. */
interface AskedClassifier extends ClassifierBase {
  readonly url: string;
  /** The environment variable of the service that holds the secret; sent as a bearer token. */
  readonly key?: string;
  /** How long an answer may take, milliseconds. */
  readonly timeoutMs: number;
  /** Requests at most. */
  readonly budget: { readonly minute: number; readonly day: number };
  /** How long an answer is used again for the same text, milliseconds. */
  readonly cacheMs: number;
}

/** An endpoint that speaks as OpenAI's `POST /v1/moderations`; the score is that of one category. */
export interface ModerationClassifier extends AskedClassifier {
  readonly kind: "moderation";
  readonly category: string;
  readonly model?: string;
}

/** An endpoint that speaks as OpenAI's `POST /v1/chat/completions`; the clause's published text is the instruction. */
export interface ChatClassifier extends AskedClassifier {
  readonly kind: "chat";
  readonly clause: string;
  readonly model: string;
}

/** An endpoint of the platform's own: see docs/classifiers.md. */
export interface HttpClassifier extends AskedClassifier {
  readonly kind: "http";
  readonly clause?: string;
  readonly model?: string;
}

/** A classifier that somebody else runs: what it answers is not a part of the policy version, and is recorded. */
export type ExternalClassifier = ModerationClassifier | ChatClassifier | HttpClassifier;

/** A named model that gives texts a score, 0 to 1. */
export type Classifier = LinearClassifier | ExternalClassifier;

export interface Queue {
  readonly id: string;
  readonly doc: string | undefined;
}

/** A whole policy, checked as far as one can without compiling its conditions. */
export interface Policy {
  readonly name: string;
  /** First = default. */
  readonly languages: readonly string[];
  readonly contact: string;
  /** Best first. */
  readonly standing: readonly StandingLevel[];
  readonly latenessMs: number;
  readonly queues: readonly Queue[];
  readonly rules: readonly Rule[];
  readonly clauses: readonly Clause[];
  readonly detectors: readonly Detector[];
  readonly counters: readonly CounterDecl[];
  readonly banks: readonly Bank[];
  /** By name. */
  readonly classifiers: readonly Classifier[];
  /** `sha256:` + hex of the canonical form. */
  readonly version: string;
}
