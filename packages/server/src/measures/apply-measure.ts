import { EvenhandError, measureTarget, type StatementContent } from "@evenhand/contract";
import type { Clause, MeasureSpec } from "@evenhand/policy";
import { givesStrikes, type Strike } from "@evenhand/policy";
import { type Actor, entry, type NewEntry, reserve, writeEntries } from "../journal/append.js";
import { sealItems } from "../quarantine/seal-items.js";
import type { Domain } from "../service/domain.js";
import { inTransaction } from "../service/service.js";
import { loadStrikes } from "../standing/load-strikes.js";
import { loadStandings, projectStanding, saveStandings, standingEntries } from "../standing/project-standing.js";
import { languageFor } from "../statements/language.js";
import type { Tx } from "../store/transaction.js";
import { clauseUnknown } from "./clause-unknown.js";
import { addActive, effectiveState, loadActive, type Target, targetKey } from "./effective-state.js";
import { findMeasure, type ShownMeasure, showMeasure } from "./measure-row.js";

export interface ApplyMeasureInput {
  readonly kind: MeasureSpec["kind"];
  readonly target: Target;
  readonly clause: string;
  readonly scope: string | null;
  /** RFC 3339, or null: as long as the ladder allows. */
  readonly until: string | null;
  /** Why, for the person, by language. */
  readonly reason: Readonly<Record<string, string>>;
  readonly actor: Actor;
}

const DAY_MS = 86_400_000;

interface Measured {
  readonly account: string | null;
  readonly locale: string | undefined;
  readonly item: { readonly surface: string; readonly kind: string; readonly createdAt: string } | undefined;
}

/**
 * Applies a measure that a person decided on: under a clause of the policy in force, as far as the clause's ladder allows at
 * the account's standing, with a statement of reasons, strikes and journal entries in the same transaction.
 *
 * @throws EvenhandError EH_MEASURE_CLAUSE_UNKNOWN, EH_MEASURE_NOT_IN_LADDER, EH_MEASURE_TARGET
 */
export async function applyMeasure(domain: Domain, input: ApplyMeasureInput): Promise<ShownMeasure> {
  const inForce = domain.policies.current();
  if (inForce === undefined) throw new EvenhandError("EH_POLICY_NONE", "No policy is in force. Publish one first.");
  const { policy } = inForce.compiled;
  const clause = policy.clauses.find(({ id }) => id === input.clause);
  if (clause === undefined) throw clauseUnknown(input.clause);
  if (measureTarget(input.kind) !== input.target.kind) {
    throw new EvenhandError("EH_MEASURE_TARGET", `${input.kind} falls on an ${measureTarget(input.kind)}.`);
  }
  const id = domain.ids.next();
  await inTransaction(domain, async (tx) => apply(tx, domain, { ...input, id, clauseOf: clause }, policy));
  const row = await findMeasure(domain.store.db, id);
  if (row === undefined) throw new EvenhandError("EH_MEASURE_NOT_FOUND", `There is no measure ${id}.`);
  return showMeasure(row);
}

async function apply(
  tx: Tx,
  domain: Domain,
  input: ApplyMeasureInput & { readonly id: string; readonly clauseOf: Clause },
  policy: NonNullable<ReturnType<Domain["policies"]["current"]>>["compiled"]["policy"],
): Promise<void> {
  const { id, kind, target, clauseOf: clause, actor } = input;
  const nowMs = domain.clock.now();
  const measured = await whoIsMeasured(tx, target);
  const strikes = await loadStrikes(tx, measured.account === null ? [] : [measured.account], policy.standing, nowMs);
  const before = projectStanding(
    measured.account ?? "",
    strikes.get(measured.account ?? "") ?? [],
    policy.standing,
    nowMs,
  );
  const spec = allowedBy(clause, before.level, kind);
  const until = endOf(input.until, spec, nowMs);
  const scope = input.scope ?? spec.scope ?? null;
  const active = await loadActive(tx, [target], nowMs);
  addActive(active, { id, kind, target, clause: clause.id, scope, until });
  const statementId = domain.ids.next();
  const strikeId = domain.ids.next();
  const untilText = until === null ? null : new Date(until).toISOString();
  const appealUntil = new Date(nowMs + domain.config.statements.appealDays * DAY_MS).toISOString();
  const language = languageFor(measured.locale, policy.languages);
  const { account } = measured;
  const item = target.kind === "item" ? target.id : null;
  const entries: NewEntry[] = [
    entry({
      act: "measure.applied",
      actor,
      subject: target,
      account,
      data: {
        measure: id,
        kind,
        target,
        account,
        item,
        scope,
        clause: clause.id,
        until: untilText,
        statement: statementId,
        effective: effectiveState(active.get(targetKey(target)) ?? []),
        policy: policy.version,
        decision: null,
      },
    }),
    entry({
      act: "statement.issued",
      actor,
      subject: target,
      account,
      data: {
        statement: statementId,
        measure: id,
        account,
        item,
        clause: clause.id,
        language,
        appealUntil,
        url: domain.links.url(statementId),
      },
    }),
  ];
  const strike = strikeOf(clause, kind, account, nowMs, strikeId);
  if (strike !== undefined) {
    entries.push(
      entry({
        act: "strike.given",
        actor,
        subject: { kind: "account", id: strike.account },
        account,
        data: {
          strike: strikeId,
          account: strike.account,
          clause: clause.id,
          count: strike.count,
          measure: id,
          expires: new Date(strike.expiresAt).toISOString(),
        },
      }),
    );
  }
  const standings =
    strike === undefined
      ? []
      : [projectStanding(strike.account, [...(strikes.get(strike.account) ?? []), strike], policy.standing, nowMs)];
  const stored = await loadStandings(
    tx,
    standings.map((one) => one.account),
  );
  entries.push(...standingEntries(stored, standings, policy.standing[0]?.level ?? "good"));
  const reserved = await reserve(tx, entries.length, nowMs);
  await writeEntries(tx, reserved, entries);
  const appliedAt = reserved.at.toISOString();
  await tx
    .insertInto("measures")
    .values({
      id,
      kind,
      target_kind: target.kind,
      target_id: target.id,
      account_id: account,
      item_id: item,
      scope,
      clause: clause.id,
      policy_version: policy.version,
      imposed_by_role: actor.role,
      imposed_by: actor.id,
      applied_at: appliedAt,
      until: untilText,
      statement_id: statementId,
      journal_seq: reserved.first,
    })
    .execute();
  const content: StatementContent = {
    measure: { kind, scope, from: appliedAt, until: untilText },
    target: {
      kind: target.kind,
      id: target.id,
      surface: measured.item?.surface ?? null,
      itemKind: measured.item?.kind ?? null,
      createdAt: measured.item?.createdAt ?? null,
      forms: [],
      language: null,
    },
    territory: [...domain.config.statements.territory],
    reason: { ...input.reason },
    facts: [],
    automation: { detected: false, decided: "not" },
    source: "own_initiative",
    contact: policy.contact,
  };
  await tx
    .insertInto("statements")
    .values({
      id: statementId,
      measure_id: id,
      account_id: account,
      item_id: item,
      clause: clause.id,
      policy_version: policy.version,
      language,
      content: JSON.stringify(content),
      issued_at: appliedAt,
      appeal_until: appealUntil,
      journal_seq: reserved.first + 1,
    })
    .execute();
  if (strike !== undefined) {
    await tx
      .insertInto("strikes")
      .values({
        id: strikeId,
        account_id: strike.account,
        clause: clause.id,
        policy_version: policy.version,
        count: strike.count,
        given_at: new Date(strike.at),
        expires_at: new Date(strike.expiresAt),
        measure_id: id,
        journal_seq: reserved.first + 2,
      })
      .execute();
    await saveStandings(tx, standings);
  }
  if (kind === "remove") {
    await sealItems(tx, domain.sealer, [{ item: target.id, measure: id }], {
      sealedAt: appliedAt,
      deleteAfter: appealUntil,
    });
  }
}

async function whoIsMeasured(tx: Tx, target: Target): Promise<Measured> {
  if (target.kind === "account") {
    const account = await tx.selectFrom("accounts").select("locale").where("id", "=", target.id).executeTakeFirst();
    if (account === undefined) {
      throw new EvenhandError("EH_MEASURE_TARGET", `No event has told of an account "${target.id}".`);
    }
    return { account: target.id, locale: account.locale ?? undefined, item: undefined };
  }
  const row = await tx
    .selectFrom("items")
    .leftJoin("accounts", "accounts.id", "items.account_id")
    .select(["items.account_id", "items.surface", "items.kind", "items.created_at", "accounts.locale"])
    .where("items.id", "=", target.id)
    .executeTakeFirst();
  if (row === undefined) {
    throw new EvenhandError("EH_MEASURE_TARGET", `No event has told of an item "${target.id}".`);
  }
  return {
    account: row.account_id,
    locale: row.locale ?? undefined,
    item: { surface: row.surface, kind: row.kind, createdAt: row.created_at.toISOString() },
  };
}

function allowedBy(clause: Clause, level: string, kind: MeasureSpec["kind"]): MeasureSpec {
  const ladder = clause.ladder[level] ?? [];
  const spec = ladder.findLast((one) => one.kind === kind);
  if (spec !== undefined) return spec;
  const allowed = ladder.map((one) => one.kind).join(", ");
  throw new EvenhandError(
    "EH_MEASURE_NOT_IN_LADDER",
    `At standing "${level}" the clause ${clause.id} allows ${allowed === "" ? "nothing" : allowed}, not ${kind}.`,
  );
}

/** When the measure ends: as asked, and never later than the ladder allows. */
function endOf(asked: string | null, { forMs }: MeasureSpec, nowMs: number): number | null {
  const longest = forMs === undefined ? null : nowMs + forMs;
  if (asked === null) return longest;
  const wanted = Date.parse(asked);
  if (!(wanted > nowMs)) throw new EvenhandError("EH_REQUEST_INVALID", `until: ${asked} has passed already.`);
  return longest === null ? wanted : Math.min(wanted, longest);
}

function strikeOf(
  clause: Clause,
  kind: MeasureSpec["kind"],
  account: string | null,
  nowMs: number,
  id: string,
): Strike | undefined {
  if (clause.strikes === undefined || account === null || !givesStrikes(kind)) return undefined;
  const { count, expiresMs } = clause.strikes;
  return { account, clause: clause.id, count, at: nowMs, expiresAt: nowMs + expiresMs, event: id };
}
