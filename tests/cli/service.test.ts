/** The command and the service together, on the embedded database, as built. */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createPostgresDatabase,
  dropPostgresDatabase,
  postgresProblem,
} from "../../packages/server/src/testing/postgres-database.js";
import build from "./build.js";
import { evenhand as command, post, root } from "./command.js";
import { endServices, environment, runService, type RunningService } from "./run-service.js";

const HARBOUR = join(root, "examples/harbour/policy");
const SCAM =
  "The berth is free from next week and many people are asking. To reserve it for you I need the deposit of three months " +
  "today. I am the owner but I live on another island, the key comes by post as soon as the money has arrived. You get the " +
  "deposit back if you do not like it.";

let folder: string;
let directory: string;
let service: RunningService;
let key: string;

/** Runs a command that speaks to the service. */
const evenhand = (...args: string[]) =>
  command(args, "", environment(directory, { EVENHAND_URL: service.url, EVENHAND_KEY: key }));
/** Runs a command that opens the database itself. */
const here = (args: string[], more: NodeJS.ProcessEnv = {}) => command(args, "", environment(directory, more));

async function send(...events: object[]) {
  const response = await fetch(`${service.url}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/cloudevents-batch+json" },
    body: JSON.stringify(events),
  });
  const { results } = (await response.json()) as { results: { id: string; decision: { outcome: string } }[] };
  return results;
}

beforeAll(async () => {
  build();
  folder = await mkdtemp(join(tmpdir(), "evenhand-service-"));
  directory = join(folder, "data");
  service = await runService(directory);
  ({ key } = service);
}, 240_000);
afterAll(async () => {
  endServices();
  await rm(folder, { recursive: true, force: true });
});

describe("the service and its command", { timeout: 240_000 }, () => {
  let decision: string;

  it("shows a first key, and is without a policy", () => {
    expect(key).toMatch(/^eh_/);
    expect(service.said()).toContain("evenhand policy publish DIR");
  });

  it("refuses a second service on its directory, and on its port", async () => {
    const second = await here(["serve"], { EVENHAND_PORT: "0" });
    expect([second.code, second.stderr]).toEqual([2, expect.stringContaining("EH_STORE_IN_USE")]);
    const { port } = new URL(service.url);
    const other = await command(["serve"], "", environment(join(folder, "other"), { EVENHAND_PORT: port }));
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining("EH_PORT_IN_USE")]);
    expect(other.stderr).toContain("EVENHAND_PORT=");
  });

  it("publishes a policy", async () => {
    const { code, stdout, stderr } = await evenhand("policy", "publish", HARBOUR);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("In force since");
  });

  it("explains a decision, and makes it again to the byte under the policy that it gives out", async () => {
    const [decided] = await send(post("scam", SCAM, { time: new Date().toISOString() }));
    expect(decided?.decision.outcome).toBe("act");
    decision = decided!.id;
    const explained = await evenhand("decisions", "explain", decision);
    expect(explained).toMatchObject({ code: 0, stdout: expect.stringContaining("known-scam-text") });
    expect(explained.stdout).toContain("held");
    const other = await evenhand("decisions", "explain", decision, "--detector", "phishing-link");
    expect(other.stdout).toContain("did not hold");

    const record = await evenhand("decisions", "record", decision);
    const file = join(folder, "record.jsonl");
    await writeFile(file, record.stdout);
    const pulled = join(folder, "pulled");
    expect(await evenhand("policy", "pull", pulled)).toMatchObject({ code: 0 });
    const replayed = await evenhand("decide", "--policy", pulled, "--replay", file);
    expect(replayed).toMatchObject({ code: 0, stdout: expect.stringContaining("1 the same to the byte") });
    // A decision that was changed afterwards shows.
    await writeFile(file, record.stdout.replace('"outcome":"act"', '"outcome":"hold"'));
    expect((await evenhand("decide", "--policy", pulled, "--replay", file)).code).toBe(1);
  });

  it("prints the journal, once and as it grows", async () => {
    const all = await evenhand("journal", "tail", "--after", "0", "--until-now");
    expect(all.code).toBe(0);
    for (const act of ["key.created", "policy.published", "measure.applied", "statement.issued"]) {
      expect(all.stdout).toContain(act);
    }
    const [first] = all.stdout.split("\n");
    expect(first).toMatch(/^ +1 {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}key\.created +key \S+ .* by operator$/);
    const json = await evenhand("journal", "tail", "--after", "0", "--until-now", "--acts", "measure.*", "--json");
    const entries = json.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { act: string });
    expect(entries.map(({ act }) => act)).toEqual(["measure.applied"]);
    expect(await evenhand("journal", "verify")).toMatchObject({ code: 0, stdout: expect.stringContaining("Whole") });
  });

  it("manages keys, and shows no secret but a new key's", async () => {
    const made = await evenhand(
      "keys",
      "create",
      "--name",
      "forum",
      "--scopes",
      "events:write",
      "--role",
      "platform",
      "--json",
    );
    const { key: forum, text } = JSON.parse(made.stdout) as { key: { id: string }; text: string };
    const listed = await evenhand("keys", "list");
    expect(listed.stdout).toContain(forum.id);
    expect(listed.stdout).not.toContain(text.slice(16));
    const weak = await command(
      ["keys", "list"],
      "",
      environment(directory, { EVENHAND_URL: service.url, EVENHAND_KEY: text }),
    );
    expect([weak.code, weak.stderr]).toEqual([2, expect.stringContaining("EH_SCOPE_MISSING")]);
    expect(weak.stderr).not.toContain(text);
    const rotated = await evenhand("keys", "rotate", forum.id, "--overlap", "0");
    expect(rotated.stdout).toMatch(/eh_[A-Za-z0-9]{12}_/);
    const successor = /Key (\S+) "forum"/.exec(rotated.stdout)?.[1] ?? "";
    expect(await evenhand("keys", "revoke", successor)).toMatchObject({ code: 0 });
    expect((await evenhand("keys", "list")).stdout).not.toContain("forum");
    expect((await evenhand("keys", "create", "--scopes", "events:rite")).stderr).toContain("There is no scope");
    expect((await evenhand("keys", "revoke", key.split("_")[1]!)).stderr).toContain("EH_KEY_LAST");
  });

  it("manages webhooks, and folds standings", async () => {
    const made = await evenhand(
      "webhooks",
      "create",
      "http://127.0.0.1:65000/x",
      "--acts",
      "measure.*",
      "--allow-private",
      "--json",
    );
    expect(made).toMatchObject({ code: 0, stderr: "" });
    const { webhook, secret } = JSON.parse(made.stdout) as { webhook: { id: string }; secret: string };
    const listed = await evenhand("webhooks", "list");
    expect(listed.stdout).toContain(webhook.id);
    expect(listed.stdout).not.toContain(secret);
    expect(await evenhand("webhooks", "test", webhook.id)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("Not accepted"),
    });
    expect((await evenhand("webhooks", "messages", webhook.id)).code).toBe(0);
    expect((await evenhand("webhooks", "redeliver", webhook.id)).stdout).toContain("0 messages");
    expect((await evenhand("webhooks", "rotate", webhook.id)).stdout).toContain("whsec_");
    expect((await evenhand("webhooks", "delete", webhook.id)).code).toBe(0);
    expect((await evenhand("standing", "show", "author-scam")).stdout).toContain("2 strikes at");
    expect(await evenhand("standing", "rebuild")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("All agree"),
    });
  });

  it("says that the database is the service's while it runs", async () => {
    for (const args of [
      ["keys", "create", "--local"],
      ["data", "check"],
      ["data", "export", join(folder, "no")],
    ]) {
      const { code, stderr } = await here(args);
      expect(code).toBe(2);
      expect(stderr).toMatch(/EH_STORE_IN_USE.*only while the service is stopped/s);
    }
    expect(existsSync(join(folder, "no"))).toBe(false);
  });

  it("ends in order at SIGTERM, and loses nothing that was acknowledged", async () => {
    const acknowledged: string[] = [];
    const writers = [1, 2, 3].map(async (writer) => {
      for (let i = 0; ; i++) {
        const results = await send(post(`w${writer}-${i}`, "Fair winds.")).catch(() => undefined);
        // The service is gone: what it had not acknowledged it never promised.
        if (results === undefined) return;
        acknowledged.push(...results.map(({ id }) => id));
      }
    });
    await expect.poll(() => acknowledged.length, { timeout: 60_000 }).toBeGreaterThan(20);
    const asked = performance.now();
    const code = await service.end("SIGTERM");
    // Not as long as connections are kept alive.
    expect(performance.now() - asked).toBeLessThan(30_000);
    await Promise.all(writers);
    expect(code).toBe(0);
    expect(service.said()).toContain("Ended.");

    service = await runService(directory);
    expect(service.key).toBe("");
    const tail = await evenhand(
      "journal",
      "tail",
      "--after",
      "0",
      "--until-now",
      "--acts",
      "decision.recorded",
      "--json",
    );
    const kept = new Set(
      tail.stdout
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as { data: { decision: string } }).data.decision),
    );
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    expect(await service.end("SIGINT")).toBe(0);
  });

  it("checks the data, and makes a key for who lost theirs", async () => {
    expect(await here(["data", "check"])).toMatchObject({ code: 0, stdout: expect.stringContaining("Journal whole") });
    const { code, stdout } = await here(["keys", "create", "--local", "--json"]);
    expect(code).toBe(0);
    service = await runService(directory);
    key = (JSON.parse(stdout) as { text: string }).text;
    expect((await evenhand("keys", "list")).code).toBe(0);
    await service.end("SIGTERM");
    const none = await here(["keys", "create", "--local"], { EVENHAND_DATA_DIRECTORY: join(folder, "nowhere") });
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("EH_DATA_NONE")]);
    expect(existsSync(join(folder, "nowhere"))).toBe(false);
  });

  it("exports the data, and imports it elsewhere", async () => {
    const file = join(folder, "backup.evenhand");
    expect(await here(["data", "export", file])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Exported"),
    });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await here(["data", "export", file])).toMatchObject({ code: 2, stderr: expect.stringContaining("--force") });
    const to = join(folder, "moved");
    expect(await here(["data", "import", file, "--to", to])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("secret.key"),
    });
    expect(await here(["data", "import", file, "--to", to])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("EH_DATA_NOT_EMPTY"),
    });
    // The secret has to come along; a service without it does not start.
    const without = await command(["serve"], "", environment(to, { EVENHAND_PORT: "0" }));
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining("secret.key is missing")]);
    await mkdir(to, { recursive: true });
    await writeFile(join(to, "secret.key"), await readFile(join(directory, "secret.key")), { mode: 0o600 });
    service = await runService(to);
    expect(await evenhand("decisions", "explain", decision)).toMatchObject({ code: 0 });
    expect(await evenhand("journal", "verify")).toMatchObject({ code: 0 });
    await service.end("SIGTERM");
    const broken = join(folder, "broken");
    await writeFile(broken, (await readFile(file)).subarray(0, -200));
    const cut = await here(["data", "import", broken, "--to", join(folder, "cut")]);
    expect([cut.code, cut.stderr]).toEqual([2, expect.stringContaining("EH_DATA_FILE")]);
  });

  if (postgresProblem !== undefined) console.warn(`SKIPPED: import into PostgreSQL: ${postgresProblem}`);
  it.skipIf(postgresProblem !== undefined)("moves the data to PostgreSQL and back", async () => {
    const name = `evenhand_cli_${process.pid}`;
    const url = await createPostgresDatabase(name);
    try {
      const file = join(folder, "backup.evenhand");
      expect(await here(["data", "import", file, "--to", url])).toMatchObject({ code: 0, stderr: "" });
      const EVENHAND_SECRET = (await readFile(join(directory, "secret.key"), "utf8")).trim();
      service = await runService(directory, { DATABASE_URL: url, EVENHAND_SECRET });
      expect((await evenhand("standing", "show", "author-scam")).stdout).toContain("2 strikes at");
      // Here export and check may run beside the service.
      expect(await here(["data", "check", "--from", url])).toMatchObject({ code: 0 });
      const back = join(folder, "back.evenhand");
      expect(await here(["data", "export", back], { DATABASE_URL: url })).toMatchObject({ code: 0 });
      await service.end("SIGTERM");
      const to = join(folder, "back");
      expect(await here(["data", "import", back, "--to", to])).toMatchObject({ code: 0 });
      expect(await here(["data", "check", "--from", to])).toMatchObject({ code: 0 });
    } finally {
      endServices();
      await dropPostgresDatabase(name);
    }
  });
});

describe("without a service", () => {
  it("says so, and where it looked", async () => {
    const env = environment(join(folder, "x"), { EVENHAND_URL: "http://127.0.0.1:9", EVENHAND_KEY: "eh_x" });
    const { code, stderr } = await command(["keys", "list"], "", env);
    expect([code, stderr]).toEqual([2, expect.stringContaining("EH_SERVICE_UNREACHABLE")]);
    expect(stderr).toContain("http://127.0.0.1:9");
    expect(stderr).not.toContain("eh_x");
  });

  it("lists its settings, and refuses one that it does not know", async () => {
    for (const option of ["--settings", "--help"]) {
      expect((await command(["serve", option])).stdout).toContain("EVENHAND_DATA_DIRECTORY");
    }
    const { code, stderr } = await command(["serve"], "", environment(join(folder, "x"), { EVENHAND_PROT: "1" }));
    expect([code, stderr]).toEqual([2, expect.stringContaining("Did you mean EVENHAND_PORT?")]);
    expect(existsSync(join(folder, "x"))).toBe(false);
  });

  it("shows help for every group and command", async () => {
    for (const group of ["keys", "decisions", "journal", "webhooks", "standing", "data"]) {
      const { code, stdout } = await command([group]);
      expect(code).toBe(0);
      expect(stdout).toContain("$ evenhand");
    }
  });
});
