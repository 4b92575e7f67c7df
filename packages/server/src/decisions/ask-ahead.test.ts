import { createReplayer, type DecisionRecord } from "@evenhand/policy";
import { afterEach, describe, expect, test } from "vitest";
import { type Behaviour, chat, ClassifierServer, moderation, say } from "../classifiers/testing/classifier-server.js";
import type { Store } from "../store/open-store.js";
import { publishFiles, startTestDomain, testConfig, type TestDomain } from "../testing/test-domain.js";
import { intakePost } from "../testing/test-event.js";
import { testPolicy } from "../testing/test-policy.js";
import { forEachStore } from "../testing/test-store.js";
import { checkDraft } from "./check-draft.js";
import type { EventResult } from "./decide-batch.js";

const servers: ClassifierServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server[Symbol.asyncDispose]();
});

async function serve(behave: Behaviour): Promise<ClassifierServer> {
  const server = await ClassifierServer.start(behave);
  servers.push(server);
  return server;
}

/** Asks the classifier about posts that say "deal". */
function policyAsking(
  server: ClassifierServer,
  {
    when = 'text.body.contains("deal") && score("seller", text.body) >= 0.5',
    classifier = "kind: http",
    more = "timeout: 5s\ncache: none",
    files = {},
  }: { when?: string; classifier?: string; more?: string; files?: Readonly<Record<string, string>> } = {},
): Map<string, string> {
  return testPolicy({
    "classifiers/seller.yaml": `${classifier}\nurl: ${server.url}\n${more}\n`,
    "detectors/asks.yaml": `
- { id: asks, clause: spam.words, on: [post.*], when: '${when}', then: remove, reason: { en: It sells., zh-Hans: 推销。 } }
`,
    ...files,
  });
}

/** A service that has decided an event under the policy: a policy takes over with the first event after it was published. */
async function startWith(
  store: Store,
  server: ClassifierServer,
  files: Map<string, string>,
  queueEvents = 1_000,
): Promise<TestDomain> {
  const config = testConfig({
    classifiers: { hosts: [server.host], allowPrivate: true, keys: new Map() },
    intake: { queueEvents, batchEvents: 100 },
  });
  const domain = await startTestDomain(store, files, { config });
  await domain.decider.submit([intakePost("first", "hello", { actor: "other" })]);
  return domain;
}

function answer(result: EventResult | undefined): Extract<EventResult, { ok: true }>["answer"] {
  if (result?.ok !== true) throw new Error(JSON.stringify(result));
  return result.answer;
}

const outcomes = (results: readonly EventResult[]): string[] => results.map((one) => answer(one).decision.outcome);

/** Every stored decision is made again from its record to the same bytes. */
async function expectReplay(domain: TestDomain): Promise<DecisionRecord[]> {
  const rows = await domain.store.db.selectFrom("decisions").selectAll().orderBy("id").execute();
  const records: DecisionRecord[] = [];
  for (const row of rows) {
    const event = await domain.store.db
      .selectFrom("events")
      .selectAll()
      .where("id", "=", row.id)
      .executeTakeFirstOrThrow();
    const body = event.sealed === null ? event.body : domain.sealer.open(row.id, event.sealed);
    const replayer = createReplayer(await domain.policies.load(row.policy_version));
    const record = { event: JSON.parse(body ?? ""), facts: JSON.parse(row.facts ?? "") } as DecisionRecord;
    const replayed = replayer.replay(record);
    expect(JSON.stringify(replayed)).toBe(row.decision);
    records.push({ ...record, decision: replayed });
  }
  return records;
}

function later(behave: Behaviour): { readonly behave: Behaviour; readonly release: () => void } {
  let release = (): void => {};
  const held = new Promise<void>((done) => (release = done));
  return { behave: (...args) => void held.then(() => behave(...args)), release: () => release() };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((done) => setTimeout(done, 5));
}

forEachStore((_kind, open) => {
  describe("external classifiers", () => {
    test("a score becomes a finding with evidence, a record and, from it, the same bytes", async () => {
      const server = await serve(say('{"score": 0.75, "words": [{"start": 2, "end": 6, "weight": 1.5}]}'));
      await using domain = await startWith(await open(), server, policyAsking(server));
      const results = await domain.decider.submit([intakePost("e1", "a deal"), intakePost("e2", "no offer")]);
      expect(outcomes(results)).toEqual(["act", "allow"]);
      expect(answer(results[0]).decision.findings).toMatchObject([
        {
          detector: "asks",
          kind: "match",
          evidence: [
            { text: "text.body" },
            {
              text: 'score("seller", text.body)',
              value: 0.75,
              classifier: "seller",
              entries: [{ entry: "deal", text: "deal", span: { start: 2, end: 6 }, weight: 1.5 }],
            },
          ],
        },
      ]);
      // Only where the cheap part holds, and nothing but the text.
      expect(server.asked.map(({ json }) => json)).toEqual([{ classifier: "seller", text: "a deal", lang: "en" }]);
      const [, record] = await expectReplay(domain);
      expect(record?.facts.live?.signals).toMatchObject([
        { fn: "score", name: "seller", value: 0.75 },
        { fn: "words", name: "seller", value: [{ text: "deal" }] },
      ]);
    });

    test.each([
      ["chat", "kind: chat\nmodel: m\nclause: spam.words", chat('{"clause": "spam.words", "score": 1}')],
      ["moderation", "kind: moderation\ncategory: sales", moderation({ sales: 1 })],
    ])("%s", async (_kind, classifier, behave) => {
      const server = await serve(behave);
      await using domain = await startWith(await open(), server, policyAsking(server, { classifier }));
      expect(outcomes(await domain.decider.submit([intakePost("e1", "a deal")]))).toEqual(["act"]);
      if (classifier.includes("chat")) expect(server.asked[0]?.body).toContain("Do not sell here.");
      await expectReplay(domain);
    });

    test("one that does not answer is an error, which opens a case, and is never false; afterwards it is back", async () => {
      const server = await serve((_asked, _response, request) => request.socket.destroy());
      await using domain = await startWith(await open(), server, policyAsking(server));
      const [result] = await domain.decider.submit([intakePost("e1", "a deal")]);
      expect(answer(result).decision).toMatchObject({
        outcome: "review",
        measures: [],
        findings: [
          {
            kind: "error",
            error: {
              code: "EH_SIGNAL_UNAVAILABLE",
              message: expect.stringContaining('The classifier "seller" gave no score: ') as string,
            },
          },
        ],
      });
      const cases = await domain.store.db.selectFrom("cases").selectAll().execute();
      expect(cases).toMatchObject([{ subject_id: "p-e1", opened_for: "error" }]);
      server.behave = say('{"score": 0}');
      expect(outcomes(await domain.decider.submit([intakePost("e2", "a deal")]))).toEqual(["allow"]);
      await expectReplay(domain);
    });

    test("one whose host the operator has not allowed is not asked", async () => {
      const server = await serve(say('{"score": 1}'));
      await using domain = await startTestDomain(await open(), policyAsking(server));
      const [result] = await domain.decider.submit([intakePost("e1", "a deal")]);
      expect(answer(result).decision.findings[0]?.error?.message).toContain("EVENHAND_CLASSIFIER_HOSTS");
      expect(server.asked).toEqual([]);
    });

    test("a slow one keeps no other request waiting; the events of a request keep their order; the queue counts them", async () => {
      const { behave, release } = later(say('{"score": 0}'));
      const server = await serve(behave);
      await using domain = await startWith(await open(), server, policyAsking(server, { more: "timeout: 30s" }), 5);
      const ids = ["a1", "a2", "a3"];
      const slow = domain.decider.submit(ids.map((id) => intakePost(id, `a deal ${id}`)));
      await until(() => server.asked.length === 3);
      expect(domain.decider.waiting).toBe(3);
      // Events of a type, or with a cheap part, for which nothing is asked.
      expect(outcomes(await domain.decider.submit([intakePost("b1", "hello")]))).toEqual(["allow"]);
      const full = domain.decider.submit(["c1", "c2", "c3"].map((id) => intakePost(id, "a deal")));
      await expect(full).rejects.toMatchObject({ code: "EH_INTAKE_FULL" });
      release();
      expect((await slow).map((one) => answer(one).decision.event.id)).toEqual(ids);
      expect(domain.decider.waiting).toBe(0);
      const rows = await domain.store.db.selectFrom("events").select("event_id").orderBy("id").execute();
      expect(rows.map((row) => row.event_id)).toEqual(["first", "b1", ...ids]);
    });

    test("what is sent again is answered from its record, and asks nobody", async () => {
      const server = await serve(say('{"score": 1}'));
      await using domain = await startWith(await open(), server, policyAsking(server));
      const event = intakePost("e1", "a deal");
      const [first] = await domain.decider.submit([event]);
      server.behave = say('{"score": 0}');
      const [again] = await domain.decider.submit([event]);
      expect(answer(again)).toEqual({ ...answer(first), repeated: true });
      expect(server.asked).toHaveLength(1);
    });

    test("a preview counts the events of the request as deciding them will, and leaves nothing behind", async () => {
      const server = await serve(say('{"score": 1}'));
      const when = 'count("posts", actor.id, "1h") == 3 && score("seller", text.body) >= 0.5';
      await using domain = await startWith(await open(), server, policyAsking(server, { when }));
      const start = domain.clock.nowMs - 1_000;
      const posts = [1, 2, 3, 4].map((n) =>
        intakePost(`e${n}`, `post ${n}`, { time: new Date(start + n).toISOString() }),
      );
      expect(outcomes(await domain.decider.submit(posts))).toEqual(["allow", "allow", "act", "allow"]);
      expect(server.asked.map(({ json }) => json["text"])).toEqual(["post 3"]);
      await expectReplay(domain);
    });

    test("an answer may lead to a further question", async () => {
      const server = await serve((asked, response, request) =>
        say(`{"score": ${asked.json["text"] === "t" ? 0.9 : 0.6}}`)(asked, response, request),
      );
      const when = 'score("seller", text.body) > 0.5 ? score("seller", text.title) > 0.8 : false';
      await using domain = await startWith(await open(), server, policyAsking(server, { when }));
      const item = { id: "p1", kind: "post", surface: "post", createdAt: "2026-01-01T00:00:00Z" };
      const data = { item: { ...item, text: { title: "t", body: "b" } } };
      expect(outcomes(await domain.decider.submit([intakePost("e1", "", { data })]))).toEqual(["act"]);
      expect(server.asked.map(({ json }) => json["text"])).toEqual(["hello", "b", "t"]);
      await expectReplay(domain);
    });

    test("a check asks too, and records nothing", async () => {
      const server = await serve(say('{"score": 1}'));
      await using domain = await startWith(await open(), server, policyAsking(server));
      const { deciding } = domain.decider;
      if (deciding === undefined) throw new TypeError("no policy");
      const decision = await checkDraft(domain, deciding, intakePost("e1", "a deal"));
      expect(decision.outcome).toBe("act");
      expect(await domain.store.db.selectFrom("decisions").select("id").execute()).toHaveLength(1);
    });

    test("what is decided again because many see it is asked about again", async () => {
      const server = await serve(say('{"score": 0}'));
      await using domain = await startWith(await open(), server, policyAsking(server));
      await domain.decider.submit([intakePost("e1", "a deal", { item: "p1" })]);
      server.behave = say('{"score": 1}');
      const item = { id: "p1", kind: "post", surface: "post", createdAt: "2026-01-01T00:00:00Z" };
      const data = { item, reach: { views: 1_500 } };
      await domain.decider.submit([intakePost("r1", "", { item: "p1", type: "reach.updated", data })]);
      const measures = await domain.store.db.selectFrom("measures").selectAll().execute();
      expect(measures).toMatchObject([{ kind: "remove", target_id: "p1" }]);
      await expectReplay(domain);
    });

    test("events that wait while another policy comes into force are asked about by that one", async () => {
      const { behave, release } = later(say('{"score": 0}'));
      const server = await serve(behave);
      await using domain = await startWith(await open(), server, policyAsking(server, { more: "timeout: 30s" }));
      const waiting = domain.decider.submit([intakePost("e1", "a deal")]);
      await until(() => server.asked.length === 1);
      server.behave = moderation({ sales: 1 });
      const classifier = "kind: moderation\ncategory: sales";
      const version = await publishFiles(domain, policyAsking(server, { classifier }));
      release();
      const [result] = await waiting;
      expect(answer(result).decision).toMatchObject({ outcome: "act", policy: version });
      await expectReplay(domain);
    });

    test("a stop refuses what still waits: nobody was told that it was accepted", async () => {
      const server = await serve(() => {});
      const store = await open();
      const domain = await startWith(store, server, policyAsking(server, { more: "timeout: 30s" }));
      const waiting = domain.decider.submit([intakePost("e1", "a deal")]);
      const refused = expect(waiting).rejects.toMatchObject({ code: "EH_INTAKE_STOPPING" });
      await until(() => server.asked.length === 1);
      await domain[Symbol.asyncDispose]();
      await refused;
      expect(await store.db.selectFrom("events").select("event_id").execute()).toEqual([{ event_id: "first" }]);
      expect(await store.db.selectFrom("cases").select("id").execute()).toEqual([]);
    });
  });
});
