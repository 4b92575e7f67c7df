/** What documents say of operations, settings, metrics and acts is what the service has. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ACTS, JOURNAL_ACTS } from "@evenhand/contract";
import { configTable, type Evenhand, readConfig, startEvenhand } from "@evenhand/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OpenApi, operationTables } from "./api-table.js";
import { generatedPart, updatePart } from "./generated.js";
import { ROOT } from "./run-document.js";

let directory: string;
let service: Evenhand;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "evenhand-docs-"));
  service = await startEvenhand(
    readConfig({ EVENHAND_PORT: "0", EVENHAND_DATA_DIRECTORY: directory, EVENHAND_LOG_LEVEL: "silent" }),
  );
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const read = (path: string): Promise<string> => readFile(join(ROOT, path), "utf8");
const get = async (path: string): Promise<string> => {
  const headers = { authorization: `Bearer ${service.firstKey?.text}` };
  return (await fetch(`http://127.0.0.1:${service.address.port}${path}`, { headers })).text();
};

describe("docs/api.md", () => {
  it("has every operation as it is (UPDATE_DOCS=1 writes it anew)", async () => {
    const tables = operationTables(JSON.parse(await get("/openapi.json")) as OpenApi);
    updatePart("docs/api.md", "operations", tables);
    expect(generatedPart("docs/api.md", "operations")).toBe(tables);
  });

  it("has every act of the journal with every field", async () => {
    const text = await read("docs/api.md");
    for (const act of ACTS) {
      const row = new RegExp(`^\\| \`${act.replace(".", "\\.")}\` \\|.*$`, "m").exec(text)?.[0];
      expect(row, `docs/api.md has no row for ${act}`).toBeDefined();
      for (const field of Object.keys(JOURNAL_ACTS[act].properties)) expect(row).toContain(`\`${field}\``);
    }
  });
});

describe("docs/operating.md", () => {
  it("has every setting as it is (UPDATE_DOCS=1 writes it anew)", () => {
    updatePart("docs/operating.md", "settings", configTable());
    expect(generatedPart("docs/operating.md", "settings")).toBe(configTable().trim());
  });

  it("has every metric, and no other", async () => {
    const told = [...(await get("/metrics")).matchAll(/^# TYPE (evenhand_\w+)/gm)].map(([, name]) => name as string);
    const documented = [...(await read("docs/operating.md")).matchAll(/^\| `(evenhand_\w+)`/gm)].map(
      ([, name]) => name as string,
    );
    expect(told.length).toBeGreaterThan(10);
    expect(documented.toSorted()).toEqual(told.toSorted());
  });
});

describe("README.md", () => {
  it("shows examples/platform.mjs as it is", async () => {
    expect(await read("README.md")).toContain("```js\n" + (await read("examples/platform.mjs")) + "```");
  });
});
