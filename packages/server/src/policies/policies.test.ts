import { describe, expect, test } from "vitest";
import { EvenhandError } from "@evenhand/contract";
import { loadPolicy } from "@evenhand/policy";
import type { Service } from "../service/service.js";
import { forEachStore } from "../testing/test-store.js";
import { approvePolicy } from "./approve-policy.js";
import { createPolicyBook } from "./policy-book.js";
import { readStoredFiles } from "./policy-files.js";
import { readInForce, readPublications } from "./publications.js";
import { publishPolicy } from "./publish-policy.js";
import { previousOf, rollbackPolicy } from "./rollback-policy.js";
import { ANNA, BEN, policyFolder, policyService } from "./testing/policy-service.js";
import { uploadPolicy } from "./upload-policy.js";

/** The code that something was refused with. */
async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof EvenhandError) return error.code;
    throw error;
  }
  return "done";
}

const upload = async (service: Service, word: string): Promise<string> =>
  (await uploadPolicy(service, { files: policyFolder(word), actor: ANNA })).version;
const acts = async ({ store }: Service): Promise<string[]> =>
  (await store.db.selectFrom("journal").select("act").orderBy("seq").execute()).map(({ act }) => act);

forEachStore((_kind, open) => {
  test("uploads, publishes, and opens the book on it again after a restart", async () => {
    const service = await policyService(await open());
    const book = await createPolicyBook(service);
    expect(book.current()).toBeUndefined();
    const files = policyFolder("sale");
    const first = await uploadPolicy(service, { files, actor: ANNA });
    expect(first).toMatchObject({
      created: true,
      name: "Reading circle",
      backtest: null,
      cases: { passed: 1, failed: 0 },
    });
    expect(first.problems.map(({ code, severity }) => [code, severity])).toEqual([
      ["EH_LINT_COUNTER_UNUSED", "warning"],
    ]);
    expect(book.current()).toBeUndefined();
    const publication = await publishPolicy(service, book, { version: first.version, actor: BEN, expect: null });
    expect(publication).toMatchObject({ publication: 1, policy: first.version, kind: "publish", by: BEN });
    expect(book.current()).toMatchObject({ publication, compiled: { policy: { version: first.version } } });
    // Once more: nothing changes.
    expect(await publishPolicy(service, book, { version: first.version, actor: ANNA })).toEqual(publication);
    expect(await uploadPolicy(service, { files, actor: BEN })).toMatchObject({
      created: false,
      version: first.version,
    });
    expect(await acts(service)).toEqual(["policy.uploaded", "policy.published"]);
    const again = await createPolicyBook(service);
    expect(again.current()).toMatchObject({ publication, compiled: { policy: { version: first.version } } });
    const clauses = await service.store.db.selectFrom("policy_clauses").selectAll().execute();
    expect(clauses).toEqual([
      {
        policy_version: first.version,
        clause: "spam.words",
        rule: "spam",
        severity: 2,
        category: "spam",
        dsa: null,
        queue: "default",
        title: { en: "Words of sellers", zh: "广告用语" },
        text: { en: "Do not advertise.", zh: "请勿发布广告。" },
      },
    ]);
  });

  test("refuses a bad policy with everything that is wrong, and leaves the old one in force", async () => {
    const service = await policyService(await open());
    const book = await createPolicyBook(service);
    const version = await upload(service, "sale");
    await publishPolicy(service, book, { version, actor: ANNA });
    const bad = policyFolder("sale", {
      "detectors/spam.yaml": `- id: seller-word
  clause: spam.wrods
  on: [post.created]
  when: text.all.contains("sale")
  then: remove
  reason: { en: Advertises, zh: 广告 }
- id: other
  clause: spam.words
  on: [post.created]
  when: text.al.contains(
  then: remove
  reason: { en: Advertises, zh: 广告 }
`,
    });
    const refused = uploadPolicy(service, { files: bad, actor: ANNA });
    await expect(refused).rejects.toMatchObject({
      code: "EH_POLICY_REFUSED",
      problems: [
        { code: "EH_POLICY_CLAUSE_UNKNOWN", where: "detectors/spam.yaml:2:11" },
        {
          code: "EH_CEL_SYNTAX",
          where: expect.stringMatching(/^detectors\/spam\.yaml:10:\d+$/),
          excerpt: expect.stringContaining("^"),
        },
      ],
    });
    const failing = policyFolder("offer", {
      "cases/spam.yaml": `- name: peace
  event: { type: post.created, item: { text: { body: "an offer" } } }
  expect: { outcome: allow }
`,
    });
    await expect(uploadPolicy(service, { files: failing, actor: ANNA })).rejects.toMatchObject({
      code: "EH_POLICY_REFUSED",
      problems: expect.arrayContaining([
        expect.objectContaining({ code: "EH_POLICY_CASE_FAILED", where: "cases/spam.yaml:1" }),
      ]),
    });
    expect(book.current()?.publication.policy).toBe(version);
    expect((await readInForce(service.store.db))?.policy).toBe(version);
    expect((await service.store.db.selectFrom("policies").select("version").execute()).length).toBe(1);
    expect(await acts(service)).toEqual(["policy.uploaded", "policy.published"]);
  });

  test("publishes atomically: of two who saw the same policy, one wins", async () => {
    const service = await policyService(await open());
    const book = await createPolicyBook(service);
    const other = await createPolicyBook(service);
    const one = await upload(service, "one");
    await publishPolicy(service, book, { version: one, actor: ANNA });
    const [two, three] = [await upload(service, "two"), await upload(service, "three")];
    const results = await Promise.all([
      codeOf(publishPolicy(service, book, { version: two, actor: ANNA, expect: one })),
      codeOf(publishPolicy(service, other, { version: three, actor: BEN, expect: one })),
    ]);
    expect(results.toSorted()).toEqual(["EH_POLICY_CHANGED", "done"]);
    await upload(service, "one");
    // Without a guard everybody gets their turn, and the history has no gap and no double.
    await Promise.all(
      [two, three, one, two, three, one].map((version, i) =>
        publishPolicy(service, i % 2 === 0 ? book : other, { version, actor: ANNA }),
      ),
    );
    const history = await readPublications(service.store.db);
    expect(history.map(({ publication }) => publication)).toEqual(history.map((_, i) => i + 1));
    expect(history.every(({ policy }, i) => policy !== history[i - 1]?.policy)).toBe(true);
    await Promise.all([book.refresh(), other.refresh()]);
    const inForce = await readInForce(service.store.db);
    expect(inForce).toEqual(history.at(-1));
    expect(book.current()?.publication).toEqual(inForce);
    expect(other.current()?.publication).toEqual(inForce);
    const published = (await acts(service)).filter((act) => act === "policy.published");
    expect(published.length).toBe(history.length);
  });

  test("prepares before the switch, and takes over in the same turn", async () => {
    const service = await policyService(await open());
    const book = await createPolicyBook(service);
    const one = await upload(service, "one");
    const seen: string[] = [];
    const take = book.onSwitch(async (next) => {
      seen.push(`prepare ${book.current()?.compiled.policy.version ?? "none"}`);
      return () => seen.push(`enter ${next.policy.version} ${book.current()?.compiled.policy.version}`);
    });
    await publishPolicy(service, book, { version: one, actor: ANNA });
    expect(seen).toEqual(["prepare none", `enter ${one} ${one}`]);
    take();
    const two = await upload(service, "two");
    // A preparer that fails stops the publication.
    const stop = book.onSwitch(async () => {
      throw new EvenhandError("EH_STORE_UNAVAILABLE", "no counters");
    });
    expect(await codeOf(publishPolicy(service, book, { version: two, actor: ANNA }))).toBe("EH_STORE_UNAVAILABLE");
    expect((await readInForce(service.store.db))?.policy).toBe(one);
    stop();
    await publishPolicy(service, book, { version: two, actor: ANNA });
    expect(book.current()?.compiled.policy.version).toBe(two);
  });

  test("rolls back one further each time, or to a version; history stays", async () => {
    const service = await policyService(await open());
    const book = await createPolicyBook(service);
    expect(await codeOf(rollbackPolicy(service, book, { actor: ANNA }))).toBe("EH_POLICY_NO_PREVIOUS");
    const versions: string[] = [];
    for (const word of ["one", "two", "three"]) {
      const version = await upload(service, word);
      versions.push(version);
      await publishPolicy(service, book, { version, actor: ANNA });
    }
    const [one, two, three] = versions as [string, string, string];
    const four = await upload(service, "four");
    expect(await rollbackPolicy(service, book, { actor: BEN })).toMatchObject({ policy: two, kind: "rollback" });
    expect(await rollbackPolicy(service, book, { actor: BEN })).toMatchObject({ policy: one, publication: 5 });
    expect(await codeOf(rollbackPolicy(service, book, { actor: BEN }))).toBe("EH_POLICY_NO_PREVIOUS");
    expect(await rollbackPolicy(service, book, { actor: BEN, to: three })).toMatchObject({ policy: three });
    expect(await codeOf(rollbackPolicy(service, book, { actor: BEN, to: four }))).toBe("EH_POLICY_NEVER_PUBLISHED");
    expect(await codeOf(rollbackPolicy(service, book, { actor: BEN, to: `sha256:${"0".repeat(64)}` }))).toBe(
      "EH_POLICY_NOT_FOUND",
    );
    expect(await codeOf(rollbackPolicy(service, book, { actor: BEN, expect: two }))).toBe("EH_POLICY_CHANGED");
    expect(book.current()?.compiled.policy.version).toBe(three);
    expect((await readPublications(service.store.db)).map(({ policy }) => policy)).toEqual([
      one,
      two,
      three,
      two,
      one,
      three,
    ]);
    expect((await acts(service)).slice(-3)).toEqual(Array.from({ length: 3 }, () => "policy.rolled_back"));
  });

  test("asks for somebody else's approval, also where the uploader has rotated their key", async () => {
    const service = await policyService(await open(), { approvals: 1 });
    const book = await createPolicyBook(service);
    const version = await upload(service, "sale");
    const publish = (): Promise<string> => codeOf(publishPolicy(service, book, { version, actor: ANNA }));
    expect(await publish()).toBe("EH_POLICY_APPROVAL_MISSING");
    expect(await codeOf(approvePolicy(service, { version, actor: ANNA }))).toBe("EH_POLICY_APPROVAL_OWN");
    const key = { name: "k", role: "operator", scopes: ["admin"], created_at: new Date(service.clock.now()) } as const;
    await service.store.db
      .insertInto("api_keys")
      .values([
        { ...key, scopes: [...key.scopes], id: "keyAnnaOne", secret_hash: Buffer.alloc(32, 1), rotated_from: null },
        {
          ...key,
          scopes: [...key.scopes],
          id: "keyAnnaTwo",
          secret_hash: Buffer.alloc(32, 2),
          rotated_from: "keyAnnaOne",
        },
      ])
      .execute();
    expect(await codeOf(approvePolicy(service, { version, actor: { role: "operator", id: "keyAnnaTwo" } }))).toBe(
      "EH_POLICY_APPROVAL_OWN",
    );
    expect(await publish()).toBe("EH_POLICY_APPROVAL_MISSING");
    await approvePolicy(service, { version, actor: BEN });
    expect(await approvePolicy(service, { version, actor: BEN })).toMatchObject([{ by: "keyBenOne1" }]);
    expect(await publish()).toBe("done");
    expect(await acts(service)).toEqual(["policy.uploaded", "policy.approved", "policy.published"]);
  });

  test("keeps every version whole: files to the byte, and the same decisions as then", async () => {
    const service = await policyService(await open());
    const book = await createPolicyBook(service);
    const files = policyFolder("sale", { "banks/words.txt": "a\u0000b\r\n  x \t\n", "detectors/日.yaml": "" });
    const { version } = await uploadPolicy(service, { files, actor: ANNA });
    await publishPolicy(service, book, { version, actor: ANNA });
    for (const word of ["a", "b", "c"]) {
      await publishPolicy(service, book, { version: await upload(service, word), actor: ANNA });
    }
    expect(await readStoredFiles(service, version)).toEqual(files);
    const reopened = await createPolicyBook(service);
    expect((await reopened.load(version)).policy).toEqual(loadPolicy(files).policy);
    expect(await codeOf(book.load(`sha256:${"0".repeat(64)}`))).toBe("EH_POLICY_NOT_FOUND");
    await expect(
      service.store.db.updateTable("policies").set({ files: "{}" }).where("version", "=", version).execute(),
    ).rejects.toThrow("EH_POLICY_IMMUTABLE");
  });

  test("does not start where the stored policy has come to mean something else", async () => {
    const service = await policyService(await open());
    const book = await createPolicyBook(service);
    const version = `sha256:${"1".repeat(64)}`;
    await service.store.db
      .insertInto("policies")
      .values({
        version,
        name: "drifted",
        files: JSON.stringify(Object.fromEntries(policyFolder("sale"))),
        lint: "[]",
        cases: "{}",
        uploaded_at: new Date(),
        uploaded_by_role: "operator",
        uploaded_by: null,
      })
      .execute();
    expect(await codeOf(publishPolicy(service, book, { version, actor: ANNA }))).toBe("EH_POLICY_VERSION_DRIFT");
    expect(await readInForce(service.store.db)).toBeUndefined();
    await service.store.db
      .insertInto("policy_publications")
      .values({
        publication: 1,
        policy_version: version,
        kind: "publish",
        published_at: new Date(),
        published_by_role: "operator",
        published_by: null,
        journal_seq: 1,
      })
      .execute();
    await service.store.db.insertInto("policy_in_force").values({ policy_version: version, publication: 1 }).execute();
    expect(await codeOf(createPolicyBook(service))).toBe("EH_POLICY_VERSION_DRIFT");
  });
});

describe("the version before", () => {
  test.each([
    ["", undefined],
    ["a", undefined],
    ["a b", "a"],
    ["a b <a", undefined],
    ["a b c <b", "a"],
    ["a b c <b d", "b"],
    ["a b a", "b"],
    ["a b c <a <c", "a"],
  ])("of %j is %j", (history, previous) => {
    const publications = history
      .split(" ")
      .filter(Boolean)
      .map((word) => ({ policy: word.replace("<", ""), kind: word.startsWith("<") ? "rollback" : "publish" }) as const);
    expect(previousOf(publications)).toBe(previous);
  });
});
