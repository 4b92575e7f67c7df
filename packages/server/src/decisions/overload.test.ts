import { expect, test } from "vitest";
import { startTestDomain, testConfig } from "../testing/test-domain.js";
import { intakePost } from "../testing/test-event.js";
import { testPolicy } from "../testing/test-policy.js";
import { forEachStore } from "../testing/test-store.js";

forEachStore((_kind, open) => {
  test("a full queue refuses, takes nothing of what it refuses, and decides all that it took", async () => {
    const store = await open();
    const config = testConfig({ intake: { queueEvents: 20, batchEvents: 5 } });
    await using domain = await startTestDomain(store, testPolicy(), { config });
    const sent = Array.from({ length: 60 }, (_, i) =>
      domain.decider.submit([intakePost(`e${i}`, "hello", { actor: `u${i}` })]).then(
        () => "decided",
        (error: { code: string }) => error.code,
      ),
    );
    expect(domain.decider.waiting).toBeLessThanOrEqual(20);
    const results = await Promise.all(sent);
    const decided = results.filter((one) => one === "decided").length;
    expect(new Set(results)).toEqual(new Set(["decided", "EH_INTAKE_FULL"]));
    expect(await store.db.selectFrom("decisions").select("id").execute()).toHaveLength(decided);
    // What was refused can be sent again.
    const [again] = await domain.decider.submit([intakePost(`e${results.indexOf("EH_INTAKE_FULL")}`, "hello")]);
    expect(again).toMatchObject({ ok: true, answer: { repeated: false } });
  });

  test("what was accepted is decided before the end, and nothing is accepted after it", async () => {
    const store = await open();
    const domain = await startTestDomain(store, testPolicy());
    const sent = Array.from({ length: 30 }, (_, i) => domain.decider.submit([intakePost(`e${i}`, "hello")]));
    const ended = domain[Symbol.asyncDispose]();
    const late = await domain.decider.submit([intakePost("late", "hello")]).then(
      () => "decided",
      (error: { code: string }) => error.code,
    );
    expect(late).toBe("EH_INTAKE_STOPPING");
    await ended;
    expect((await Promise.all(sent)).flat().every((one) => one.ok)).toBe(true);
    expect(await store.db.selectFrom("decisions").select("id").execute()).toHaveLength(30);
  });
});
