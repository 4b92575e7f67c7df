import { expect, test } from "vitest";
import type { Service } from "../service/service.js";
import { forEachStore } from "../testing/test-store.js";
import { createPolicyBook } from "./policy-book.js";
import { startPolicyThread } from "./policy-thread.js";
import { publishPolicy } from "./publish-policy.js";
import { ANNA, policyFolder, policyService } from "./testing/policy-service.js";
import { uploadPolicy } from "./upload-policy.js";

/** Stores events as intake does: one a second, oldest first. */
async function storeEvents(
  service: Service & { readonly clock: { nowMs: number } },
  texts: readonly string[],
  held: { readonly body?: null; readonly sealed?: Buffer } = {},
): Promise<void> {
  const rows = texts.map((body, i) => {
    service.clock.nowMs += 1;
    const id = service.ids.next();
    const time = new Date(service.clock.nowMs).toISOString();
    const event = {
      specversion: "1.0",
      id: `e${id}`,
      source: "circle",
      type: "post.created",
      time,
      data: { actor: { id: "u1" }, item: { id: `p${i}`, kind: "post", surface: "post", text: { body } } },
    };
    return {
      id,
      source: "circle",
      event_id: event.id,
      type: event.type,
      time,
      received_at: time,
      account_id: "u1",
      item_id: `p${i}`,
      body: JSON.stringify(event),
      sealed: null,
      cause: null,
      ...held,
    };
  });
  for (let at = 0; at < rows.length; at += 500) {
    await service.store.db
      .insertInto("events")
      .values(rows.slice(at, at + 500))
      .execute();
  }
}

const stored = async ({ store }: Service, version: string): Promise<unknown> =>
  (await store.db.selectFrom("policies").select("backtest").where("version", "=", version).executeTakeFirstOrThrow())
    .backtest;

forEachStore((_kind, open) => {
  test("compares with the policy in force over the newest events, and stores that with the version", async () => {
    const service = await policyService(await open(), { backtestEvents: 1_200 });
    const book = await createPolicyBook(service);
    await storeEvents(
      service,
      Array.from({ length: 300 }, () => "too old: sale bargain"),
    );
    await storeEvents(service, ["sale", "sale", "bargain", ...Array.from({ length: 1_197 }, () => "a book")]);
    // Content that is sealed or erased is not read, and does not count.
    await storeEvents(service, ["sale"], { body: null, sealed: Buffer.from("x") });
    await storeEvents(service, ["sale"], { body: null });
    const first = await uploadPolicy(service, { files: policyFolder("sale"), actor: ANNA });
    expect(first.backtest).toBeNull();
    await publishPolicy(service, book, { version: first.version, actor: ANNA });
    const second = await uploadPolicy(service, { files: policyFolder("bargain"), actor: ANNA });
    expect(second.backtest).toMatchObject({
      events: 1_200,
      policies: { before: first.version, after: second.version },
      outcomes: { before: { act: 2 }, after: { act: 1 } },
      newlyFound: { events: 1 },
      noLongerFound: { events: 2 },
    });
    expect(await stored(service, second.version)).toEqual(JSON.parse(JSON.stringify(second.backtest)));
    const entry = await service.store.db
      .selectFrom("journal")
      .select("payload")
      .orderBy("seq", "desc")
      .executeTakeFirstOrThrow();
    expect(JSON.parse(entry.payload ?? "")).toMatchObject({ act: "policy.uploaded", data: { backtested: true } });
    // Uploaded again after another one is in force: the comparison is with that one.
    const third = await uploadPolicy(service, { files: policyFolder("book"), actor: ANNA });
    await publishPolicy(service, book, { version: third.version, actor: ANNA });
    const again = await uploadPolicy(service, { files: policyFolder("bargain"), actor: ANNA });
    expect(again).toMatchObject({ created: false, backtest: { policies: { before: third.version } } });
    expect(await stored(service, second.version)).toMatchObject({ policies: { before: third.version } });
  });

  test("is asked for before something else than what is in force is published", async () => {
    const service = await policyService(await open());
    const book = await createPolicyBook(service);
    const [one, two] = [
      await uploadPolicy(service, { files: policyFolder("one"), actor: ANNA }),
      await uploadPolicy(service, { files: policyFolder("two"), actor: ANNA }),
    ];
    await publishPolicy(service, book, { version: one.version, actor: ANNA });
    const publish = (): Promise<unknown> => publishPolicy(service, book, { version: two.version, actor: ANNA });
    await expect(publish()).rejects.toMatchObject({ code: "EH_POLICY_BACKTEST_MISSING" });
    await uploadPolicy(service, { files: policyFolder("two"), actor: ANNA });
    expect(await publish()).toMatchObject({ publication: 2, policy: two.version });
  });

  test("a dry run says the same and stores nothing", async () => {
    const service = await policyService(await open());
    const result = await uploadPolicy(service, { files: policyFolder("sale"), actor: ANNA, dryRun: true });
    expect(result).toMatchObject({ created: false, cases: { passed: 1 } });
    expect(await service.store.db.selectFrom("policies").select("version").execute()).toEqual([]);
  });
});

const rule = policyFolder("x").get("detectors/spam.yaml") as string;
const heavy = new Map([
  ...policyFolder("x"),
  [
    "detectors/spam.yaml",
    Array.from({ length: 60_000 }, (_, i) => rule.replace("seller-word", `seller-${i}`)).join(""),
  ],
]);

test("a policy that takes too long or too much memory is refused, while everything else goes on", async () => {
  for (const limits of [
    { timeMs: 1_500, memoryMb: 1_024 },
    { timeMs: 60_000, memoryMb: 48 },
  ]) {
    let longest = 0;
    let last = performance.now();
    const ticks = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    await using thread = startPolicyThread(limits);
    await expect(thread.ask({ kind: "check", files: heavy }, "checked")).rejects.toMatchObject({
      code: "EH_POLICY_CHECK_ABORTED",
    });
    clearInterval(ticks);
    expect(longest).toBeLessThan(500);
  }
});
