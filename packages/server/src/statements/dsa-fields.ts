/**
 * A statement in the fields of the EU's transparency database (schema of 1 July 2025). Personal data stays out, as Article
 * 24(5) demands: no quotes, no ids of people.
 */
import type { MeasureKind, StatementContent } from "@evenhand/contract";
import type { StatementView } from "./render-statement.js";

/** One statement as the database takes it; names and values are the schema's. */
export type DsaStatement = Readonly<Record<string, string | null | readonly string[]>>;

const VISIBILITY: Partial<Record<MeasureKind, string>> = {
  label: "DECISION_VISIBILITY_CONTENT_LABELLED",
  warn: "DECISION_VISIBILITY_OTHER",
  age_gate: "DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED",
  limit_reach: "DECISION_VISIBILITY_CONTENT_DEMOTED",
  lock: "DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED",
  hold: "DECISION_VISIBILITY_CONTENT_DISABLED",
  remove: "DECISION_VISIBILITY_CONTENT_REMOVED",
};

const CONTENT_TYPE: Readonly<Record<string, string>> = {
  text: "CONTENT_TYPE_TEXT",
  image: "CONTENT_TYPE_IMAGE",
  video: "CONTENT_TYPE_VIDEO",
  audio: "CONTENT_TYPE_AUDIO",
};

const SOURCE = {
  own_initiative: "SOURCE_VOLUNTARY",
  report: "SOURCE_ARTICLE_16",
  trusted_flagger: "SOURCE_TRUSTED_FLAGGER",
} as const;

const DECIDED = {
  fully: "AUTOMATED_DECISION_FULLY",
  partially: "AUTOMATED_DECISION_PARTIALLY",
  not: "AUTOMATED_DECISION_NOT_AUTOMATED",
} as const;

/**
 * Maps a statement.
 *
 * @param dsa `STATEMENT_CATEGORY_…/KEYWORD_…` of the clause, where the policy maps it
 * @returns undefined after erasure
 */
export function dsaFields(view: StatementView, dsa: string | null): DsaStatement | undefined {
  if (view.content === null) return undefined;
  const { content } = view;
  const [category = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC", keyword] = (dsa ?? "")
    .split("/")
    .filter((part) => part !== "");
  const reason = content.reason[view.language] ?? content.reason["en"] ?? Object.values(content.reason)[0] ?? "";
  return {
    ...decisionFields(content),
    decision_ground: "DECISION_GROUND_INCOMPATIBLE_CONTENT",
    incompatible_content_ground: `${view.clause.title} (${view.clause.id})`.slice(0, 500),
    incompatible_content_explanation: view.clause.text.slice(0, 2_000),
    incompatible_content_illegal: "No",
    ...contentTypes(content.target.forms),
    category,
    category_specification: keyword === undefined ? [] : [keyword],
    territorial_scope: [...content.territory].sort(),
    content_language: languageCode(content.target.language),
    content_date: (content.target.createdAt ?? content.measure.from).slice(0, 10),
    application_date: content.measure.from.slice(0, 10),
    decision_facts: reason.slice(0, 5_000),
    source_type: SOURCE[content.source],
    automated_detection: content.automation.detected ? "Yes" : "No",
    automated_decision: DECIDED[content.automation.decided],
    puid: view.id,
  };
}

function decisionFields({ measure }: StatementContent): DsaStatement {
  const end = measure.until?.slice(0, 10) ?? null;
  const { kind } = measure;
  const visibility = VISIBILITY[kind];
  if (visibility !== undefined) {
    return {
      decision_visibility: [visibility],
      ...(kind === "warn" ? { decision_visibility_other: "A warning to the account" } : {}),
      end_date_visibility_restriction: end,
    };
  }
  if (kind === "demonetise") {
    return {
      decision_monetary: end === null ? "DECISION_MONETARY_TERMINATION" : "DECISION_MONETARY_SUSPENSION",
      end_date_monetary_restriction: end,
    };
  }
  if (kind === "restrict_feature") {
    return {
      decision_provision:
        end === null ? "DECISION_PROVISION_PARTIAL_TERMINATION" : "DECISION_PROVISION_PARTIAL_SUSPENSION",
      end_date_service_restriction: end,
    };
  }
  return {
    decision_account: kind === "terminate" ? "DECISION_ACCOUNT_TERMINATED" : "DECISION_ACCOUNT_SUSPENDED",
    end_date_account_restriction: end,
  };
}

function contentTypes(forms: readonly string[]): DsaStatement {
  const known = forms.flatMap((form) => CONTENT_TYPE[form] ?? []);
  if (known.length > 0) return { content_type: [...new Set(known)].sort() };
  return { content_type: ["CONTENT_TYPE_OTHER"], content_type_other: forms[0] ?? "Profile or account" };
}

/** ISO 639-1 in upper case, or null. */
function languageCode(tag: string | null): string | null {
  const code = /^([A-Za-z]{2})(-|$)/.exec(tag ?? "")?.[1];
  return code === undefined ? null : code.toUpperCase();
}
