import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { eraseAccount } from "../accounts/erase-account.js";
import type { EventResult } from "../decisions/decide-batch.js";
import { verifyJournal } from "../journal/verify.js";
import { inTransaction } from "../service/service.js";
import type { Domain } from "../service/domain.js";
import { OPERATOR, publishFiles, startTestDomain } from "../testing/test-domain.js";
import { intakePost } from "../testing/test-event.js";
import { testPolicy } from "../testing/test-policy.js";
import { forEachStore } from "../testing/test-store.js";
import { addEntries } from "./add-entries.js";
import { findLiveBank } from "./find-bank.js";
import { readEntry } from "./ready-entry.js";
import { addToBank, STAFF } from "./testing/add-to-bank.js";
import { removeEntries } from "./remove-entries.js";

const SAMPLE = "buy our boats today, cheap boats for everybody who sails";
const DETECTORS = `
- { id: urgent, clause: spam.words, on: [post.*], when: 'bank("urgent").any(text.all)', then: review, reason: { en: An urgent term., zh-Hans: 紧急词语。 } }
- { id: copies, clause: spam.words, on: [post.*], when: 'similar("copies", text.all) > 0.8', then: review, reason: { en: A copy., zh-Hans: 副本。 } }
- { id: links, clause: spam.words, on: [post.*], when: 'bank("shops").links(text.urls).size() > 0', then: review, reason: { en: A shop., zh-Hans: 商店。 } }
`;

function livePolicy(more: Readonly<Record<string, string>> = {}): Map<string, string> {
  return testPolicy({
    "detectors/urgent.yaml": DETECTORS,
    "banks/urgent.yaml": "kind: terms\nlive: true\nentries: [flare, { text: flare gun, allow: true }]\n",
    "banks/shops.yaml": "kind: domains\nlive: true\n",
    "banks/copies.yaml": "kind: samples\nlive: true\n",
    ...more,
  });
}

async function remove(domain: Domain, ...ids: (string | null | undefined)[]): Promise<number> {
  const wanted = ids.flatMap((id) => id ?? []);
  const request = { ids: wanted, how: "removed", reason: "tested", actor: STAFF } as const;
  return (await inTransaction(domain, (tx) => removeEntries(tx, domain, request))).removed.length;
}

function outcomes(results: readonly EventResult[]): string[] {
  return results.map((one) => (one.ok ? one.answer.decision.outcome : one.error.code));
}

let sent = 0;
async function decide(domain: Domain, body: string, actor = `a${sent}`): Promise<string | undefined> {
  return outcomes(await domain.decider.submit([intakePost(`e${(sent += 1)}`, body, { actor })]))[0];
}

forEachStore((_kind, open) => {
  describe("live banks", () => {
    test("an entry counts for every decision after its commit, until it is removed", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, livePolicy());
      expect(await decide(domain, "an anchor")).toBe("allow");
      const [added] = await addToBank(domain, "urgent", {
        text: "Anchor",
        severity: 4,
        source: "a call",
        note: "seen twice",
      });
      expect(added).toMatchObject({ result: "added" });
      expect(await decide(domain, "an ANCHOR")).toBe("review");
      // The policy's own entries stay, and its allow-list cancels hits of what was added.
      expect(await decide(domain, "a flare")).toBe("review");
      await addToBank(domain, "urgent", { text: "gun" });
      expect(await decide(domain, "a flare gun")).toBe("allow");
      expect(await remove(domain, added?.id)).toBe(1);
      expect(await remove(domain, added?.id)).toBe(0);
      expect(await decide(domain, "an anchor")).toBe("allow");
    });

    test("what a live bank found is in the record, with the entry's id and source", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, livePolicy());
      const [added] = await addToBank(domain, "urgent", { text: "anchor", source: "a call" });
      await decide(domain, "an anchor");
      const row = await store.db
        .selectFrom("decisions")
        .select("facts")
        .orderBy("id", "desc")
        .executeTakeFirstOrThrow();
      expect(JSON.parse(row.facts ?? "")).toMatchObject({
        live: {
          banks: { urgent: 1, shops: 0, copies: 0 },
          signals: [
            {
              fn: "hits",
              name: "urgent",
              value: [{ entry: "anchor", id: added?.id, source: "a call", start: 3, end: 9 }],
            },
          ],
        },
      });
    });

    test("every change is in the journal, and revisions grow by one", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, livePolicy());
      const [one] = await addToBank(domain, "urgent", { text: "one" }, { text: "two" });
      await addToBank(domain, "shops", { domain: "shop.test", path: "/sale" });
      await remove(domain, one?.id);
      const rows = await store.db
        .selectFrom("journal")
        .select("payload")
        .where("act", "like", "bank.%")
        .orderBy("seq")
        .execute();
      const acts = rows.map(
        ({ payload }) => JSON.parse(payload ?? "") as { act: string; data: { revision: number; bank: string } },
      );
      expect(acts.map(({ act, data }) => `${act} ${data.bank} ${data.revision}`)).toEqual([
        "bank.entry_added urgent 1",
        "bank.entry_added urgent 1",
        "bank.entry_added shops 2",
        "bank.entry_removed urgent 3",
      ]);
      const banks = await store.db.selectFrom("banks").select(["name", "revision"]).orderBy("name").execute();
      expect(banks).toEqual([
        { name: "shops", revision: 2 },
        { name: "urgent", revision: 3 },
      ]);
    });

    test("the same entry is added once, however often it is sent and by how many at once", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, livePolicy());
      const results = await Promise.all(
        Array.from({ length: 5 }, () => addToBank(domain, "urgent", { text: "Änchor" })),
      );
      const ids = results.map(([one]) => one?.id);
      expect(results.filter(([one]) => one?.result === "added")).toHaveLength(1);
      expect(new Set(ids).size).toBe(1);
      const [again, policys, other] = await addToBank(domain, "urgent", "anchor", "FLARE", {
        text: "anchor",
        match: "substring",
      });
      expect(again).toEqual({ result: "present", id: ids[0] });
      expect(policys).toEqual({ result: "present", id: null });
      expect(other).toMatchObject({ result: "added" });
      const [{ result: first } = {}, { result: second } = {}] = await addToBank(domain, "urgent", "twice", "twice");
      expect([first, second]).toEqual(["added", "present"]);
    });

    test("are there after a restart, and after a policy that did not declare them", async () => {
      const store = await open();
      {
        await using domain = await startTestDomain(store, livePolicy());
        await addToBank(domain, "urgent", { text: "anchor" });
      }
      await using domain = await startTestDomain(store, undefined);
      expect(await decide(domain, "an anchor")).toBe("review");
      await publishFiles(domain, livePolicy({ "banks/urgent.yaml": "kind: terms\nentries: [flare]\n" }));
      expect(await decide(domain, "an anchor")).toBe("allow");
      expect(await decide(domain, "a flare")).toBe("review");
      await expect(addToBank(domain, "urgent", { text: "knot" })).rejects.toMatchObject({ code: "EH_BANK_NOT_LIVE" });
      await publishFiles(domain, livePolicy());
      expect(await decide(domain, "an anchor")).toBe("review");
    });

    test("changes and batches at the same time: no decision sees half of a change", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, livePolicy());
      const changes = (async () => {
        for (let i = 0; i < 10; i++) {
          const [one, two] = await addToBank(domain, "urgent", { text: `left${i}` }, { text: `right${i}` });
          await remove(domain, one?.id, two?.id);
        }
      })();
      const results: EventResult[] = [];
      for (let i = 0; i < 40; i++)
        results.push(
          ...(await domain.decider.submit([
            intakePost(`c${i}`, `left${i % 10} and right${i % 10}`, { actor: `c${i}` }),
          ])),
        );
      await changes;
      expect(results.filter(({ ok }) => !ok)).toEqual([]);
      const rows = await store.db.selectFrom("decisions").select("facts").execute();
      for (const { facts } of rows) {
        const { live } = JSON.parse(facts ?? "") as { live: { signals: { value: unknown[] }[] } };
        for (const { value } of live.signals) expect(value).toHaveLength(2);
      }
      expect(await decide(domain, "left1 right1")).toBe("allow");
    });

    test("erasing takes the content with it", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, livePolicy());
      const [added] = await addToBank(domain, "urgent", { text: "anchor", note: "whose" });
      await inTransaction(domain, (tx) =>
        removeEntries(tx, domain, { ids: [added?.id ?? ""], how: "erased", reason: null, actor: OPERATOR }),
      );
      const row = await store.db.selectFrom("bank_entries").selectAll().executeTakeFirstOrThrow();
      expect(row).toMatchObject({ content: null, note: null, account_id: null, removed_how: "erased" });
      expect(await decide(domain, "an anchor")).toBe("allow");
    });
  });

  describe("erasing an account", () => {
    test("takes its words out of banks, those of removed entries too", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, livePolicy());
      await decide(domain, "hello", "u1");
      const found = findLiveBank(domain.policies, "copies");
      const ready = (text: string, account: string) => {
        const read = readEntry(found, { text }).ready;
        if (read === undefined) throw new TypeError("refused");
        return { ...read, account, originId: "measure-1" };
      };
      const { results } = await inTransaction(domain, (tx) =>
        addEntries(tx, domain, {
          bank: "copies",
          entries: [
            ready(SAMPLE, "u1"),
            ready(`${SAMPLE} once more`, "u1"),
            ready("words of somebody else who stays here", "u2"),
          ],
          actor: STAFF,
          origin: "ruling",
        }),
      );
      expect(await remove(domain, results[1]?.id)).toBe(1);
      expect(await decide(domain, SAMPLE)).toBe("review");
      await eraseAccount(domain, "u1", OPERATOR);
      const rows = await store.db.selectFrom("bank_entries").selectAll().orderBy("id").execute();
      expect(rows).toMatchObject([
        { content: null, account_id: null, removed_how: "erased" },
        { content: null, account_id: null, removed_how: "removed" },
        { account_id: "u2", removed_how: null },
      ]);
      expect(await decide(domain, SAMPLE)).toBe("allow");
      expect(await decide(domain, "words of somebody else who stays here")).toBe("review");
      const acts = await store.db.selectFrom("journal").select("act").orderBy("seq").execute();
      expect(acts.map(({ act }) => act)).toContain("bank.entry_removed");
      expect(await verifyJournal(store.db)).toMatchObject({ ok: true });
    });
  });

  describe("invariants of banks", () => {
    test("entries are removed once and never changed, and everything is journaled", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, livePolicy());
      const [kept, gone] = await addToBank(domain, "urgent", { text: "anchor", note: "n" }, { text: "rope" });
      await remove(domain, gone?.id);
      const attempt = async (statement: string): Promise<string> => {
        try {
          await store.db.transaction().execute((tx) => sql.raw(statement).execute(tx));
          return "done";
        } catch (error) {
          return (error as Error).message;
        }
      };
      for (const set of [
        'content = \'{"text":"other","match":"word","allow":false}\'',
        "identity = 'x'",
        "severity = 5",
        "note = 'other'",
        "added_at = now()",
        "expires_at = now()",
        "removed_reason = 'changed'",
      ]) {
        expect(await attempt(`update bank_entries set ${set}`), set).toMatch(/EH_STORE_IMMUTABLE/);
      }
      expect(await attempt("delete from bank_entries")).toMatch(/EH_STORE_IMMUTABLE/);
      const copy = (id: string, identity: string): string =>
        `insert into bank_entries (id, bank, identity, content, origin, added_revision, added_at, added_by_role, journal_seq)
         select '${id}', bank, ${identity}, content, origin, added_revision, added_at, added_by_role, journal_seq from bank_entries where id = '${kept?.id}'`;
      expect(await attempt(copy(randomUUID(), "identity"))).toMatch(/bank_entries_once/);
      expect(await attempt(copy(randomUUID(), "'other'"))).toMatch(/EH_BANK_UNJOURNALED/);
      const end = (how: string, role: string): string =>
        `update bank_entries set removed_revision = 99, removed_at = now(), removed_how = '${how}', removed_by_role = '${role}', remove_journal_seq = 1 where id = '${kept?.id}'`;
      expect(await attempt(end("removed", "staff"))).toMatch(/EH_BANK_UNJOURNALED/);
      expect(await attempt(end("expired", "staff"))).toMatch(/check constraint/);
    });
  });
});
