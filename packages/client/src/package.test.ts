/** What is published stands by itself: nothing of Node's, no dependency, types that need no other package. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const TSC = fileURLToPath(new URL("../../../node_modules/typescript/bin/tsc", import.meta.url));
let folder: string;
let files: string[];

function tsc(...options: string[]): string {
  return spawnSync(process.execPath, [TSC, ...options], { cwd: folder, encoding: "utf8" }).stdout;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "evenhand-client-"));
  const installed = join(folder, "node_modules/@evenhand/client");
  mkdirSync(installed, { recursive: true });
  cpSync(join(PACKAGE, "package.json"), join(installed, "package.json"));
  // Built for this test: never yesterday's.
  const built = tsc(
    "-p",
    join(PACKAGE, "tsconfig.src.json"),
    "--outDir",
    join(installed, "dist"),
    "--tsBuildInfoFile",
    "null",
  );
  expect(built).toBe("");
  files = readdirSync(installed, { recursive: true, encoding: "utf8" }).filter((file) => /\.(js|d\.ts)$/.test(file));
  files = files.map((file) => join(installed, file));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("what is published", () => {
  it("declares no dependency, and has no tests in it", () => {
    const manifest = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")) as Record<string, unknown>;
    for (const kind of ["dependencies", "peerDependencies", "optionalDependencies"])
      expect(manifest).not.toHaveProperty(kind);
    expect(files.filter((file) => /test/.test(file.slice(folder.length)))).toEqual([]);
    expect(files.length).toBeGreaterThan(20);
  });

  it("imports nothing but its own files, neither in code nor in types", () => {
    for (const file of files) {
      const text = withoutComments(readFileSync(file, "utf8"));
      // A word in quotes, such as a field's name, imports nothing.
      const imports = [...text.matchAll(/(?<!["'])(?:\bfrom|\bimport|\brequire\()\s*\(?["']([^"']+)["']/g)].map(
        ([, name]) => name,
      );
      expect(imports.filter((name) => !name!.startsWith("."))).toEqual([]);
      expect(readFileSync(file, "utf8")).not.toMatch(/reference (types|path)=/);
      if (file.endsWith(".js")) expect(text).not.toMatch(/\b(process|Buffer|__dirname|require|global)\b\s*[.([]/);
    }
  });

  it("stays small: what a browser would load", () => {
    const code = files.filter((file) => file.endsWith(".js")).map((file) => readFileSync(file, "utf8"));
    const bytes = withoutComments(code.join("\n")).length;
    expect(bytes).toBeLessThan(36_000);
  });

  it("loads where there is nothing but the web's own globals", () => {
    // All files as one script, in order of need: what a bundler makes of them.
    const done = new Set<string>();
    const bundle = (file: string): string => {
      if (done.has(file)) return "";
      done.add(file);
      const text = readFileSync(file, "utf8");
      const needed = [...text.matchAll(/from "(\.[^"]+)"/g)].map(([, name]) => bundle(join(file, "..", name!)));
      const body = text.replaceAll(/^(import|export) (\{[^}]*\}|\*) from .*$|^import .*$|^export \{\};?$/gm, "");
      return `${needed.join("")}${body.replaceAll(/^export (?=\w)/gm, "")}`;
    };
    const script = bundle(join(folder, "node_modules/@evenhand/client/dist/index.js"));
    const { URL, URLSearchParams, AbortController, Headers, Response, crypto, TextEncoder, TextDecoder, atob } =
      globalThis;
    const globals = {
      URL,
      URLSearchParams,
      AbortController,
      Headers,
      Response,
      crypto,
      TextEncoder,
      TextDecoder,
      atob,
    };
    const made = runInNewContext(
      `${script}; createEvenhand({ url: "https://evenhand.example", key: "k" })`,
      globals,
    ) as object;
    expect(Object.keys(made)).toContain("journal");
  });

  it.each([
    ["a browser's", ["--lib", "es2023,dom", "--types", ""]],
    [
      "Node's",
      [
        "--lib",
        "es2023",
        "--types",
        "node",
        "--typeRoots",
        fileURLToPath(new URL("../../../node_modules/@types", import.meta.url)),
      ],
    ],
  ])("has types that need no other package, under %s own", (_, options) => {
    writeFileSync(join(folder, "platform.mts"), PLATFORM);
    const common = [
      "--strict",
      "--noEmit",
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "--exactOptionalPropertyTypes",
    ];
    expect(tsc(...common, "--skipLibCheck", "false", ...options, "platform.mts")).toBe("");
  });
});

function withoutComments(code: string): string {
  return code.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

/** A consumer, checked strictly, libraries included. */
const PLATFORM = `
import { createEvenhand, event, webhookHandler, EvenhandApiError, type ActData, type Decision } from "@evenhand/client";
const evenhand = createEvenhand({ url: "https://evenhand.example", key: "eh_test" });
const actor = { id: "a1", handle: "ann", kind: "person", createdAt: "2026-03-01T09:00:00Z" } as const;
const decision: Decision = await evenhand.check(event({ source: "forum", type: "account.registered", data: { actor } }));
if (decision.outcome === "hold") for (const measure of decision.measures) measure.clause.toUpperCase();
try {
  await using batcher = evenhand.events.batcher({ maxBatch: 10 });
  (await batcher.send(event({ source: "forum", type: "account.deleted", data: { actor } }))).statements[0]?.url.length;
} catch (error) {
  if (error instanceof EvenhandApiError) error.problem.errors?.[0]?.pointer?.length;
}
for await (const entry of evenhand.journal.entries({ acts: ["measure.applied", "standing.changed"] })) {
  if (entry.erased) entry.data satisfies null;
  else if (entry.act === "standing.changed") entry.data.to.toUpperCase();
  else entry.data.effective.strongest satisfies string | null;
}
export const POST = webhookHandler("whsec_", { "measure.voided": ({ data }) => data.strikes.forEach((id) => id.length) });
export type Applied = ActData["measure.applied"];
`;
