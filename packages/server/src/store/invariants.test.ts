/** Each invariant of the design, and an attempt to break it by SQL. */
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { startTestDomain, type TestDomain } from "../testing/test-domain.js";
import { intakePost } from "../testing/test-event.js";
import { testPolicy } from "../testing/test-policy.js";
import { forEachStore } from "../testing/test-store.js";

forEachStore((_kind, open) => {
  async function withMeasure(): Promise<TestDomain> {
    const domain = await startTestDomain(await open(), testPolicy());
    await domain.decider.submit([intakePost("e1", "a bargain", { item: "p1" })]);
    return domain;
  }
  /** Runs a statement in a transaction of its own; the error's text, or "done". */
  async function attempt({ store }: TestDomain, ...statements: string[]): Promise<string> {
    try {
      await store.db.transaction().execute(async (tx) => {
        for (const statement of statements) await sql.raw(statement).execute(tx);
      });
      return "done";
    } catch (error) {
      return (error as Error).message;
    }
  }
  const COPY =
    `insert into measures select gen_random_uuid(), kind, target_kind, target_id, account_id, item_id, scope, clause, policy_version,
    null, detector, imposed_by_role, imposed_by, applied_at, until, STATEMENT, SEQ from measures limit 1`.replace(
      "policy_version,\n",
      "policy_version,\n",
    );
  const copy = (change: (text: string) => string = (text) => text): string => change(COPY);

  describe("invariants", () => {
    test("no measure without a statement, a clause and a journal entry", async () => {
      await using domain = await withMeasure();
      const withStatement = copy((t) => t.replace("STATEMENT", "gen_random_uuid()").replace("SEQ", "journal_seq"));
      // A measure whose statement does not exist.
      expect(await attempt(domain, withStatement)).toMatch(/foreign key|EH_MEASURE_/);
      // A measure that borrows another's statement.
      expect(
        await attempt(
          domain,
          copy((t) => t.replace("STATEMENT", "statement_id").replace("SEQ", "journal_seq")),
        ),
      ).toMatch(/unique/);
      // A clause that the policy does not have.
      expect(
        await attempt(
          domain,
          `insert into measures (id, kind, target_kind, target_id, clause, policy_version, imposed_by_role, applied_at, statement_id, journal_seq)
        select gen_random_uuid(), 'label', 'item', 'p1', 'no.such', policy_version, 'automation', now(), gen_random_uuid(), 1 from policy_in_force`,
        ),
      ).toMatch(/foreign key/);
      // Statement and clause are there, and the journal knows nothing of it.
      expect(
        await attempt(
          domain,
          `with s as (select gen_random_uuid() as statement, gen_random_uuid() as measure),
            m as (insert into measures (id, kind, target_kind, target_id, clause, policy_version, imposed_by_role, applied_at, statement_id, journal_seq)
              select measure, 'label', 'item', 'p1', 'spam.words', policy_version, 'automation', now(), statement, 1 from s, policy_in_force)
            insert into statements (id, measure_id, clause, policy_version, language, content, issued_at, appeal_until, journal_seq)
              select statement, measure, 'spam.words', policy_version, 'en', '{}', now(), now() + interval '1 day', 1 from s, policy_in_force`,
        ),
      ).toMatch(/EH_MEASURE_UNJOURNALED/);
    });

    test("a measure under a policy that is not in force is refused", async () => {
      await using domain = await withMeasure();
      expect(
        await attempt(
          domain,
          `insert into policies select 'sha256:' || repeat('0', 64), name, files, lint, cases, backtest, uploaded_at, uploaded_by_role, uploaded_by from policies`,
          `insert into policy_clauses select 'sha256:' || repeat('0', 64), clause, rule, severity, category, dsa, queue, title, text from policy_clauses`,
          `insert into measures (id, kind, target_kind, target_id, clause, policy_version, imposed_by_role, applied_at, statement_id, journal_seq)
            values (gen_random_uuid(), 'label', 'item', 'p1', 'spam.words', 'sha256:' || repeat('0', 64), 'automation', now(), gen_random_uuid(), 1)`,
        ),
      ).toMatch(/EH_MEASURE_POLICY/);
    });

    test("measures, statements, strikes, decisions and events do not change, and are not deleted", async () => {
      await using domain = await withMeasure();
      for (const statement of [
        "update measures set kind = 'label'",
        "update measures set until = now()",
        "delete from measures",
        "update statements set content = '{}'",
        "delete from statements",
        "update strikes set count = 0",
        "update strikes set count = 5",
        "delete from strikes",
        "update decisions set outcome = 'allow'",
        "delete from decisions",
        "update events set type = 'post.updated'",
        "delete from events",
        "update policies set files = '{}'",
        "delete from policies",
        "update policy_clauses set severity = 5",
        "delete from policy_publications",
      ]) {
        expect(await attempt(domain, statement), statement).toMatch(
          /EH_STORE_IMMUTABLE|EH_POLICY_IMMUTABLE|check|foreign key/,
        );
      }
    });

    test("a measure ends only with its journal entry, expiry only by the system", async () => {
      await using domain = await withMeasure();
      expect(
        await attempt(
          domain,
          "update measures set ended_at = now(), ended_how = 'lifted', ended_by_role = 'staff', ended_by = 'x', end_journal_seq = 1",
        ),
      ).toMatch(/EH_MEASURE_UNJOURNALED/);
      expect(
        await attempt(
          domain,
          "update measures set ended_at = now(), ended_how = 'expired', ended_by_role = 'staff', ended_by = 'x', end_journal_seq = 1",
        ),
      ).toMatch(/check/);
    });

    test("a strike is voided only with its journal entry, and only once", async () => {
      await using domain = await withMeasure();
      expect(await attempt(domain, "update strikes set voided_at = now(), void_journal_seq = 1")).toMatch(
        /EH_MEASURE_UNJOURNALED/,
      );
    });

    test("the journal has no gap, no second entry of a number, and no rewritten one", async () => {
      await using domain = await withMeasure();
      const entryAt = (
        seq: string,
      ): string => `insert into journal (seq, at, act, actor_role, subject_kind, payload, salt, commitment)
        select ${seq}, at, 'policy.published', 'operator', 'policy', '{}', '\\x00', decode(repeat('00', 32), 'hex') from journal_head`;
      expect(await attempt(domain, entryAt("seq + 1"))).toMatch(/EH_JOURNAL_SEQUENCE/);
      expect(await attempt(domain, "update journal_head set seq = seq + 1")).toMatch(/EH_JOURNAL_SEQUENCE/);
      expect(await attempt(domain, "update journal_head set seq = seq + 2", entryAt("seq - 1"))).toMatch(
        /EH_JOURNAL_SEQUENCE/,
      );
      expect(await attempt(domain, "update journal_head set seq = seq + 2", entryAt("seq"))).toMatch(
        /EH_JOURNAL_SEQUENCE/,
      );
      expect(await attempt(domain, "update journal_head set seq = seq - 1, written = written - 1")).toMatch(
        /EH_JOURNAL_SEQUENCE/,
      );
      expect(await attempt(domain, "delete from journal_head")).toMatch(/EH_JOURNAL_SEQUENCE/);
      expect(await attempt(domain, "delete from journal")).toMatch(/EH_JOURNAL_IMMUTABLE/);
      expect(await attempt(domain, "truncate journal")).toMatch(/EH_STORE_IMMUTABLE/);
      expect(await attempt(domain, "update journal set commitment = decode(repeat('00', 32), 'hex')")).toMatch(
        /EH_JOURNAL_IMMUTABLE/,
      );
      expect(await attempt(domain, "update journal set payload = '{}'")).toMatch(/EH_JOURNAL_IMMUTABLE/);
      expect(await attempt(domain, "update journal set payload = null")).toMatch(/check|EH_JOURNAL_IMMUTABLE/);
      const { rows } = await sql<{ name: string }>`
        select c.relname as name from pg_inherits join pg_class c on c.oid = inhrelid join pg_class p on p.oid = inhparent
        where p.relname = 'journal' and p.relkind = 'p' order by 1 desc limit 1`.execute(domain.store.db);
      // Not through a month's own table either.
      const month = rows[0]?.name ?? "";
      const day = `${month.slice(8).replace("_", "-")}-02`;
      expect(
        await attempt(
          domain,
          `insert into ${month} (seq, at, act, actor_role, subject_kind, payload, salt, commitment)
            select seq + 1, '${day}', 'policy.published', 'operator', 'policy', '{}', '\\x00', decode(repeat('00', 32), 'hex') from journal_head`,
        ),
      ).toMatch(/EH_JOURNAL_SEQUENCE/);
      expect(await attempt(domain, `truncate ${month}`)).toMatch(/EH_STORE_IMMUTABLE/);
    });

    test("no decision without its policy version", async () => {
      await using domain = await withMeasure();
      const foreign = `insert into decisions (id, outcome, policy_version, journal_seq)
        select gen_random_uuid(), outcome, 'sha256:' || repeat('0', 64), journal_seq from decisions`.replace(
        "gen_random_uuid()",
        "(substr(id::text, 1, 24) || '000000000000')::uuid",
      );
      expect(await attempt(domain, foreign)).toMatch(/EH_DECISION_POLICY/);
      const { rows } = await sql<{
        name: string;
      }>`select tableoid::regclass::text as name from decisions limit 1`.execute(domain.store.db);
      expect(await attempt(domain, foreign.replace("into decisions", `into ${rows[0]?.name}`))).toMatch(
        /EH_DECISION_POLICY/,
      );
    });

    test("one decision per (source, id)", async () => {
      await using domain = await withMeasure();
      expect(
        await attempt(
          domain,
          "insert into event_keys select source, event_id, body_hash, gen_random_uuid() from event_keys",
        ),
      ).toMatch(/unique/);
    });

    test("one open case for a subject", async () => {
      await using domain = await withMeasure();
      await domain.decider.submit([intakePost("e2", "waitforus", { item: "p2" })]);
      expect(
        await attempt(
          domain,
          "insert into cases (id, subject_kind, subject_id, queue, opened_for, opened_at, journal_seq) select gen_random_uuid(), subject_kind, subject_id, queue, opened_for, now(), 1 from cases",
        ),
      ).toMatch(/unique/);
    });
  });
});
