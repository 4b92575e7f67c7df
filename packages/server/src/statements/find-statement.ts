import type { StatementContent } from "@evenhand/contract";
import type { Reader } from "../store/transaction.js";
import type { StatementView } from "./render-statement.js";

/** A statement as read, with what the API adds. */
export interface FoundStatement {
  readonly view: StatementView;
  readonly measure: string;
  readonly account: string | null;
  readonly item: string | null;
  readonly decision: string | null;
  readonly dsa: string | null;
}

/**
 * One statement together with its clause's text at that policy version; undefined where there is none.
 *
 * @param language overrides the person's language where the clause is written in it
 */
export async function findStatement(db: Reader, id: string, language?: string): Promise<FoundStatement | undefined> {
  const row = await db
    .selectFrom("statements as s")
    .innerJoin("measures as m", "m.id", "s.measure_id")
    .innerJoin("policy_clauses as c", (join) =>
      join.onRef("c.policy_version", "=", "s.policy_version").onRef("c.clause", "=", "s.clause"),
    )
    .select([
      "s.id",
      "s.measure_id",
      "s.account_id",
      "s.item_id",
      "s.decision_id",
      "s.clause",
      "s.policy_version",
      "s.language",
    ])
    .select(["s.content", "s.issued_at", "s.appeal_until", "c.title", "c.text", "c.dsa"])
    .select(["m.ended_at", "m.ended_how", "m.voided_at"])
    .where("s.id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const wanted = language !== undefined && row.title[language] !== undefined ? language : row.language;
  const first = (texts: Record<string, string>): string => texts[wanted] ?? Object.values(texts)[0] ?? "";
  const how = row.voided_at === null ? row.ended_how : "voided";
  const at = row.voided_at ?? row.ended_at;
  return {
    view: {
      id: row.id,
      language: wanted,
      content: row.content as StatementContent | null,
      clause: { id: row.clause, title: first(row.title), text: first(row.text) },
      policy: row.policy_version,
      issuedAt: row.issued_at.toISOString(),
      appealUntil: row.appeal_until.toISOString(),
      ended: how === null || at === null ? null : { how, at: at.toISOString() },
    },
    measure: row.measure_id,
    account: row.account_id,
    item: row.item_id,
    decision: row.decision_id,
    dsa: row.dsa,
  };
}
