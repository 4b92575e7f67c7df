import { expect, test } from "vitest";
import { verifyJournal } from "../journal/verify.js";
import { startTestDomain } from "../testing/test-domain.js";
import { intakePost, testPost } from "../testing/test-event.js";
import { testPolicy } from "../testing/test-policy.js";
import { forEachStore } from "../testing/test-store.js";
import { findDecision, recordOf } from "../decisions/find-decision.js";
import { readEvent } from "../intake/intake-event.js";
import { eraseAccount } from "./erase-account.js";
import { getAccount } from "./get-account.js";

const ACTOR = { role: "platform", id: "keyPlatform1" } as const;

forEachStore((_kind, open) => {
  test("erasing a person takes every word of theirs, and the journal still verifies", async () => {
    const store = await open();
    await using domain = await startTestDomain(store, testPolicy());
    const secret = "kumquat";
    const mine = testPost("e1", `a bargain of ${secret}`, { actor: "u1", data: {} }) as { data: { actor: object } };
    mine.data.actor = { ...mine.data.actor, handle: secret, displayName: secret, bio: secret };
    const [result] = await domain.decider.submit([
      readEvent(mine),
      intakePost("e2", `advert ${secret}`, { actor: "u1" }),
      intakePost("e3", "a bargain", { actor: "u2" }),
    ]);
    const erased = await eraseAccount(domain, "u1", ACTOR);
    expect(erased).toMatchObject({ events: 2, statements: 2 });
    const tables = [
      "accounts",
      "events",
      "decisions",
      "statements",
      "journal",
      "quarantine",
      "items",
      "event_keys",
    ] as const;
    for (const table of tables) {
      const rows = await store.db.selectFrom(table).selectAll().execute();
      expect(JSON.stringify(rows), table).not.toContain(secret);
    }
    expect(await getAccount(domain, "u1")).toMatchObject({ handle: null, erasedAt: expect.any(String) });
    const report = await verifyJournal(store.db);
    expect(report.problems).toEqual([]);
    if (result?.ok !== true) throw new Error("not decided");
    const found = await findDecision(domain, result.answer.id);
    expect(() => recordOf(found)).toThrowError(/erased/);
    // The measure stays in force, and the other person's data stays as it is.
    expect(await store.db.selectFrom("measures").selectAll().where("ended_at", "is", null).execute()).toHaveLength(3);
    const others = await store.db
      .selectFrom("events")
      .select("account_id")
      .where("body", "is", null)
      .where("sealed", "is not", null)
      .execute();
    expect(others).toEqual([{ account_id: "u2" }]);
    // Sending the event again does not bring anything back.
    const [again] = await domain.decider.submit([readEvent(mine)]);
    expect(again).toMatchObject({ ok: false, error: { code: "EH_EVENT_ERASED" } });
    await expect(eraseAccount(domain, "nobody", ACTOR)).rejects.toMatchObject({ code: "EH_ACCOUNT_NOT_FOUND" });
  });
});
