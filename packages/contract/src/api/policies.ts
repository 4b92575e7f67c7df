/** Policies over HTTP: upload, approve, publish, roll back, read; and the community rules as anybody may read them. */
import { Type } from "typebox";
import { ACTOR_ROLES } from "../journal.js";
import { oneOf } from "../one-of.js";
import { Time } from "../scalars.js";
import { PageQuery } from "./common.js";
import { ProblemPart } from "./problem.js";

const strict = { additionalProperties: false };
const Texts = Type.Record(Type.String(), Type.String());
const Counts = Type.Record(Type.String(), Type.Integer());

/** `sha256:` and the hexadecimal hash of everything that can change a decision or a published text. */
export const PolicyVersion = Type.String({ pattern: "^sha256:[0-9a-f]{64}$" });
export const PolicyParams = Type.Object({ version: PolicyVersion }, strict);

/** A policy folder as JSON: whole texts by path, `/` between the parts. */
export const PolicyFolder = Type.Object({ files: Texts }, strict);
export type PolicyFolder = Type.Static<typeof PolicyFolder>;

/** Files of a stored version, to the byte as they were uploaded. */
export const StoredPolicyFiles = Type.Object({ version: PolicyVersion, files: Texts });
export type StoredPolicyFiles = Type.Static<typeof StoredPolicyFiles>;

/** Who did something; `id` is a key's, never a name. */
const By = Type.Object({
  role: oneOf(ACTOR_ROLES),
  id: Type.Union([Type.String(), Type.Null()]),
});

/** One publication or rollback. */
export const PolicyPublication = Type.Object({
  /** 1 for the first, one more each time. */
  publication: Type.Integer({ minimum: 1 }),
  policy: PolicyVersion,
  kind: Type.Union([Type.Literal("publish"), Type.Literal("rollback")]),
  at: Time,
  by: By,
});
export type PolicyPublication = Type.Static<typeof PolicyPublication>;

/** Cases of a policy, all of which pass: otherwise it would not have been stored. */
export const PolicyCases = Type.Object({
  total: Type.Integer(),
  passed: Type.Integer(),
  failed: Type.Integer(),
  /** Decisions made, swaps included. */
  runs: Type.Integer(),
  /** Live detectors that no case makes hold, and clauses that no case finds broken. */
  untestedDetectors: Type.Array(Type.String()),
  untestedClauses: Type.Array(Type.String()),
});
export type PolicyCases = Type.Static<typeof PolicyCases>;

const BacktestExample = Type.Object({
  event: Type.Object({ source: Type.String(), id: Type.String(), type: Type.String() }),
  /** Always empty: a comparison is kept, and keeps nobody's words. */
  text: Type.String(),
  before: Type.String(),
  after: Type.String(),
});
const BacktestChange = Type.Object({
  events: Type.Integer(),
  byDetector: Type.Array(
    Type.Object({ detector: Type.String(), events: Type.Integer(), examples: Type.Array(BacktestExample) }),
  ),
  byClause: Type.Array(Type.Object({ clause: Type.String(), events: Type.Integer() })),
});

/** A version compared with the one that was in force, over the newest stored events. */
export const PolicyBacktest = Type.Object({
  events: Type.Integer(),
  policies: Type.Object({ before: PolicyVersion, after: PolicyVersion }),
  outcomes: Type.Object({ before: Counts, after: Counts }),
  newlyFound: BacktestChange,
  noLongerFound: BacktestChange,
  newlyActedOn: BacktestChange,
  noLongerActedOn: BacktestChange,
  otherwiseChanged: Type.Object({ events: Type.Integer(), examples: Type.Array(BacktestExample) }),
  /** Quality on labelled events, where any was. */
  labels: Type.Optional(Type.Unknown()),
});
export type PolicyBacktest = Type.Static<typeof PolicyBacktest>;

const NullableBacktest = Type.Union([PolicyBacktest, Type.Null()]);

export const UploadPolicyQuery = Type.Object(
  {
    /** Check and compare only; nothing is stored. */
    dryRun: Type.Optional(Type.Boolean()),
  },
  strict,
);

/** What became of an upload. */
export const UploadedPolicy = Type.Object({
  version: PolicyVersion,
  name: Type.String(),
  /** Whether it was stored now; otherwise it had been before, or it was a dry run. */
  created: Type.Boolean(),
  /** Warnings: likely mistakes, which do not refuse the policy. */
  lint: Type.Array(ProblemPart),
  cases: PolicyCases,
  /** The version in force when it was looked at: what to give as `expect` on publishing; `null`: none. */
  inForce: Type.Union([PolicyVersion, Type.Null()]),
  /** `null`: nothing else is in force to compare with. */
  backtest: NullableBacktest,
  approvals: Type.Object({
    /** By another key than the one that uploaded it. */
    needed: Type.Integer(),
    given: Type.Integer(),
  }),
});
export type UploadedPolicy = Type.Static<typeof UploadedPolicy>;

export const PolicyApproval = Type.Object({ by: Type.String(), at: Time });
export const PolicyApprovals = Type.Object({ version: PolicyVersion, approvals: Type.Array(PolicyApproval) });
export type PolicyApprovals = Type.Static<typeof PolicyApprovals>;

export const PublishPolicyBody = Type.Object(
  {
    /** The version that the caller has seen in force, `null`: none. Refused with 409 where it is another by now. */
    expect: Type.Optional(Type.Union([PolicyVersion, Type.Null()])),
  },
  strict,
);
export type PublishPolicyBody = Type.Static<typeof PublishPolicyBody>;

export const RollbackPolicyBody = Type.Object(
  {
    /** A version that was in force before; the one before the present unless said. */
    to: Type.Optional(PolicyVersion),
    /** The version that the caller has seen in force. */
    expect: Type.Optional(PolicyVersion),
  },
  strict,
);
export type RollbackPolicyBody = Type.Static<typeof RollbackPolicyBody>;

export const ListPoliciesQuery = PageQuery;

/** A stored version in short. */
export const PolicySummary = Type.Object({
  version: PolicyVersion,
  name: Type.String(),
  inForce: Type.Boolean(),
  uploadedAt: Time,
  uploadedBy: By,
  warnings: Type.Integer(),
  cases: Type.Integer(),
  approvals: Type.Array(PolicyApproval),
  /** Oldest first. */
  publications: Type.Array(PolicyPublication),
});
export type PolicySummary = Type.Static<typeof PolicySummary>;

export const PolicyPage = Type.Object({
  items: Type.Array(PolicySummary),
  next: Type.Union([Type.String(), Type.Null()]),
});
export type PolicyPage = Type.Static<typeof PolicyPage>;

/** A clause as measures and statements of a version cite it. */
export const PolicyClause = Type.Object({
  clause: Type.String(),
  rule: Type.String(),
  severity: Type.Integer({ minimum: 1, maximum: 5 }),
  category: Type.String(),
  dsa: Type.Union([Type.String(), Type.Null()]),
  queue: Type.String(),
  /** By language. */
  title: Texts,
  text: Texts,
});

/** A stored version with everything that was found out about it. */
export const PolicyDetail = Type.Object({
  ...PolicySummary.properties,
  cases: PolicyCases,
  lint: Type.Array(ProblemPart),
  backtest: NullableBacktest,
  clauses: Type.Array(PolicyClause),
});
export type PolicyDetail = Type.Static<typeof PolicyDetail>;

export const ListRulesQuery = Type.Object(
  { lang: Type.Optional(Type.String({ pattern: "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", maxLength: 35 })) },
  strict,
);

/** The community rules in force, as people read them, in one language where they are written in it. */
export const PublishedRules = Type.Object({
  community: Type.String(),
  contact: Type.String(),
  policy: PolicyVersion,
  publication: Type.Integer(),
  /** Since when this version is in force. */
  since: Time,
  /** Languages that there are; the first is the one that others fall back to. */
  languages: Type.Array(Type.String()),
  rules: Type.Array(
    Type.Object({
      id: Type.String(),
      category: Type.String(),
      /** Of title and body. */
      language: Type.String(),
      title: Type.String(),
      /** Markdown, with the texts of the clauses in it. */
      body: Type.String(),
      clauses: Type.Array(
        Type.Object({
          id: Type.String(),
          severity: Type.Integer(),
          language: Type.String(),
          title: Type.String(),
          text: Type.String(),
        }),
      ),
    }),
  ),
});
export type PublishedRules = Type.Static<typeof PublishedRules>;
