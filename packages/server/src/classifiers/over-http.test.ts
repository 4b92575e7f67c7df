/** The whole service with a classifier beside it: over HTTP, with everything it logs. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, test } from "vitest";
import { readConfig } from "../config/read-config.js";
import { startEvenhand } from "../evenhand.js";
import { publishFiles } from "../testing/test-domain.js";
import { testPost } from "../testing/test-event.js";
import { testPolicy } from "../testing/test-policy.js";
import { ClassifierServer, say } from "./testing/classifier-server.js";

const KEY = "sk-verysecret-0123456789";

test("an event is scored; ending does not wait for a classifier that hangs; secrets and texts are in no log", async () => {
  const directory = await mkdtemp(join(tmpdir(), "evenhand-classifier-"));
  const server = await ClassifierServer.start(say('{"score": 0.9}'));
  const log: string[] = [];
  const service = await startEvenhand(
    readConfig({
      EVENHAND_DATA_DIRECTORY: directory,
      EVENHAND_PORT: "0",
      EVENHAND_CLASSIFIER_HOSTS: server.host,
      EVENHAND_CLASSIFIER_ALLOW_PRIVATE: "true",
      EVENHAND_CLASSIFIER_KEY_T: KEY,
    }),
    { log: pino({ level: "trace" }, { write: (line: string) => void log.push(line) }) },
  );
  const key = `url: ${server.url}\nkey: EVENHAND_CLASSIFIER_KEY_`;
  const asks = `- { id: asks, clause: spam.words, on: [post.*], when: 'score("seller", text.body) >= 0.5', then: remove, reason: { en: It sells., zh-Hans: 推销。 } }`;
  await publishFiles(
    service.domain,
    testPolicy({
      "classifiers/seller.yaml": `kind: http\n${key}T\ntimeout: 30s\n`,
      "classifiers/unset.yaml": `kind: http\n${key}UNSET\n`,
      "detectors/asks.yaml": asks,
    }),
  );
  const base = `http://127.0.0.1:${service.address.port}`;
  const headers = { authorization: `Bearer ${service.firstKey?.text}`, "content-type": "application/json" };
  const send = (id: string, body: string): Promise<Response> =>
    fetch(`${base}/v1/events`, { method: "POST", headers, body: JSON.stringify(testPost(id, body)) });
  const first = await send("e1", "a private deal");
  expect(await first.json()).toMatchObject({
    decision: { outcome: "act", findings: [{ evidence: [{ classifier: "seller", value: 0.9 }] }] },
  });
  expect(server.asked[0]?.headers["authorization"]).toBe(`Bearer ${KEY}`);
  const metrics = await (await fetch(`${base}/metrics`, { headers })).text();
  expect(metrics).toContain('evenhand_classifier_answers_total{classifier="seller",result="answered"} 1');
  server.behave = () => {};
  const waiting = send("e2", "another private deal");
  while (server.asked.length < 2) await new Promise((done) => setTimeout(done, 5));
  await service[Symbol.asyncDispose]();
  const refused = await waiting;
  expect([refused.status, await refused.json()]).toMatchObject([503, { code: "EH_INTAKE_STOPPING" }]);
  const told = [...log, metrics].join("\n");
  expect(told).toContain("EVENHAND_CLASSIFIER_KEY_UNSET is not set");
  for (const secret of [KEY, "private deal"]) expect(told).not.toContain(secret);
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});
