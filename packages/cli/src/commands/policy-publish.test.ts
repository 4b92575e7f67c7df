import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Evenhand, readConfig, startEvenhand } from "@evenhand/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runEvenhand } from "../testing/run-evenhand.js";

const fixture = fileURLToPath(new URL("../../../../tests/cli/fixtures/policy", import.meta.url));

let directory: string;
let service: Evenhand;
let url: string;
let key: string;

async function start(name: string, env: Readonly<Record<string, string>> = {}): Promise<Evenhand> {
  const config = readConfig({
    EVENHAND_SECRET: "22".repeat(32),
    EVENHAND_DATA_DIRECTORY: join(directory, name),
    EVENHAND_LOG_LEVEL: "silent",
    ...env,
  });
  return startEvenhand({ ...config, host: "127.0.0.1", port: 0 });
}

const addressOf = ({ address }: Evenhand): string => `http://127.0.0.1:${address.port}`;

/** Runs the command with the service's address and key, which it never writes. */
async function evenhand(
  args: readonly string[],
  env: Readonly<Record<string, string>> = { EVENHAND_URL: url, EVENHAND_KEY: key },
) {
  const ran = await runEvenhand(args, { env });
  expect(ran.stdout + ran.stderr).not.toContain(key);
  return ran;
}

const ask = async (path: string, body?: object): Promise<unknown> => {
  const headers = {
    authorization: `Bearer ${key}`,
    ...(body === undefined ? {} : { "content-type": "application/cloudevents+json" }),
  };
  const response = await fetch(url + path, {
    headers,
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
  const text = await response.text();
  expect(response.status, text).toBeLessThan(300);
  return JSON.parse(text);
};

/** A copy of the fixture with one text changed in one file. */
async function variant(name: string, file: string, from: string, to: string): Promise<string> {
  const folder = join(directory, name);
  await cp(fixture, folder, { recursive: true });
  const text = await readFile(join(folder, file), "utf8");
  expect(text).toContain(from);
  await writeFile(join(folder, file), text.replaceAll(from, to));
  return folder;
}

const versionOf = async (folder: string): Promise<string> =>
  (await evenhand(["policy", "version", folder])).stdout.trim();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "evenhand-cli-"));
  service = await start("store");
  url = addressOf(service);
  key = service.firstKey?.text ?? "";
  expect(key).not.toBe("");
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

describe("a policy's way", () => {
  test("from a folder into force, and back", async () => {
    const first = await versionOf(fixture);
    const keyless = await evenhand(["policy", "publish", fixture], { EVENHAND_URL: url });
    expect(keyless).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/EH_KEY_MISSING.*EVENHAND_KEY/s),
    });
    const dry = await evenhand(["policy", "publish", fixture, "--dry-run"]);
    expect(dry).toMatchObject({ code: 0, stderr: "" });
    expect(dry.stdout).toContain("nothing was stored");
    expect((await evenhand(["policy", "pull", join(directory, "none")])).stderr).toContain("EH_POLICY_NONE");

    const published = await evenhand(["policy", "publish", fixture, "--url", `${url}/`, "--key", key]);
    expect(published).toMatchObject({ code: 0, stderr: "" });
    expect(published.stdout).toContain(`Reading circle  ${first}`);
    expect(published.stdout).toMatch(/In force since .* \(publication 1\)/);
    expect((await evenhand(["policy", "publish", fixture])).stdout).toContain("In force already");

    // A decision under the first policy, kept as a record.
    const event = {
      specversion: "1.0",
      id: "e1",
      source: "circle",
      type: "post.created",
      time: new Date().toISOString(),
      data: {
        actor: { id: "u1", handle: "reader", kind: "person", createdAt: "2024-01-01T00:00:00Z" },
        item: {
          id: "p1",
          kind: "post",
          surface: "post",
          createdAt: "2026-01-01T00:00:00Z",
          text: { body: "cheap https://shop.example.test/a" },
        },
      },
    };
    const { decision } = (await ask("/v1/events", event)) as {
      decision: { policy: string; outcome: string } & Record<string, unknown>;
    };
    expect(decision).toMatchObject({ outcome: "act" });
    const { rows } = await service.domain.store.pool.query<{ id: string }>("select id from decisions");
    // What was removed is sealed, and not read again for a comparison; this one is.
    const harmless = { ...event.data.item, id: "p2", text: { body: "a harmless book" } };
    await ask("/v1/events", { ...event, id: "e2", data: { ...event.data, item: harmless } });
    const record = join(directory, "record.jsonl");
    await writeFile(record, `${JSON.stringify(await ask(`/v1/decisions/${rows[0]?.id}/record`))}\n`);

    // Another policy that no longer minds the link; the comparison has nobody's words.
    const milder = await variant("milder", "detectors/spam.yaml", "then: remove", "then: hold");
    const cases = join(milder, "cases/spam.yaml");
    await writeFile(
      cases,
      (await readFile(cases, "utf8"))
        .replaceAll("measures: [remove]", "measures: [hold]")
        .replace("outcome: act", "outcome: hold"),
    );
    const second = await versionOf(milder);
    const compared = await evenhand(["policy", "publish", milder, "--json"]);
    expect(compared, compared.stderr).toMatchObject({ code: 0 });
    expect(compared.stdout).not.toContain("harmless");
    expect(JSON.parse(compared.stdout)).toMatchObject({
      uploaded: {
        version: second,
        inForce: first,
        backtest: { events: 1, outcomes: { before: { allow: 1 }, after: { allow: 1 } } },
      },
      published: { publication: 2, policy: second },
    });

    // The old one can still be had, and its decision be made again to the byte.
    const old = join(directory, "old");
    const pulled = await evenhand(["policy", "pull", first.slice(0, 20), old]);
    expect(pulled, pulled.stderr).toMatchObject({ code: 0 });
    expect(await versionOf(old)).toBe(first);
    const paths = (await readdir(old, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    for (const entry of paths) {
      const path = join(entry.parentPath, entry.name);
      expect(await readFile(path)).toEqual(await readFile(path.replace(old, fixture)));
    }
    expect(paths.length).toBeGreaterThan(4);
    const replayed = await evenhand(["decide", "--policy", old, "--replay", record]);
    expect(replayed, replayed.stdout + replayed.stderr).toMatchObject({ code: 0 });
    expect((await evenhand(["decide", "--policy", milder, "--replay", record])).code).toBe(1);
    expect(await evenhand(["policy", "pull", old])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("EH_OUTPUT_EXISTS"),
    });
    expect(await evenhand(["policy", "pull", "sha256:000000", join(directory, "x")])).toMatchObject({ code: 2 });

    const back = await evenhand(["policy", "rollback"]);
    expect(back).toMatchObject({ code: 0, stdout: expect.stringContaining(first) });
    const again = await evenhand(["policy", "rollback"]);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("EH_POLICY_NO_PREVIOUS") });
    expect((await evenhand(["policy", "rollback", "--to", second.slice(7, 20), "--json"])).stdout).toContain(second);
    expect(await ask("/v1/policies/current")).toMatchObject({ version: second });
  });

  test("ends at a service that finds a mistake, with the place of it", async () => {
    const before = await ask("/v1/policies/current");
    const bad = await variant("bad", "detectors/spam.yaml", "spam.links", "spam.lnks");
    const refused = await evenhand(["policy", "publish", bad]);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain(`${join(bad, "detectors/spam.yaml")}:2:11: error EH_POLICY_CLAUSE_UNKNOWN`);
    expect(refused.stderr).toContain("EH_POLICY_REFUSED");
    expect(await ask("/v1/policies/current")).toEqual(before);
    const nowhere = await evenhand(["policy", "publish", bad], {
      EVENHAND_URL: "http://127.0.0.1:1",
      EVENHAND_KEY: key,
    });
    expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining("EH_SERVICE_UNREACHABLE") });
  });

  test("waits for somebody's approval, and says so", async () => {
    await using careful = await start("careful", { EVENHAND_POLICY_APPROVALS: "1" });
    const env = { EVENHAND_URL: addressOf(careful), EVENHAND_KEY: careful.firstKey?.text ?? "" };
    const waiting = await evenhand(["policy", "publish", fixture], env);
    expect(waiting.code).toBe(2);
    expect(waiting.stdout).toContain("Reading circle");
    expect(waiting.stderr).toContain("EH_POLICY_APPROVAL_MISSING");
    expect(waiting.stderr).toContain("The policy is stored.");
  });
});
