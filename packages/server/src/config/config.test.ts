import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EvenhandError } from "@evenhand/contract";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { closestName } from "./closest-name.js";
import { configHelp, configTable } from "./config-document.js";
import { type Environment, readConfig } from "./read-config.js";
import { parseSecret } from "./secret-file.js";
import { VARIABLE_NAMES } from "./variables.js";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "evenhand-config-"));
});
afterEach(async () => rm(directory, { recursive: true }));

const refusal = (env: Environment): EvenhandError => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof EvenhandError) return error;
    throw error;
  }
  throw new TypeError("nothing was refused");
};

describe("reading the environment", () => {
  test("an empty environment gives the defaults; other programs' variables are left alone", () => {
    const config = readConfig({
      EVENHAND_DATA_DIRECTORY: directory,
      PATH: "/bin",
      PORT: "nonsense",
      EVENHAND_TERRITORY: "",
    });
    expect(config).toMatchObject({
      host: "127.0.0.1",
      port: 8480,
      publicUrl: "http://127.0.0.1:8480",
      databaseUrl: undefined,
      dataDirectory: directory,
      reachCheckpoints: [1_000, 10_000, 100_000],
      statements: { appealDays: 184, territory: [] },
    });
    expect(config.secret).toHaveLength(32);
  });

  test("every value is read as its kind", () => {
    const config = readConfig({
      EVENHAND_HOST: "::",
      EVENHAND_PORT: "9000",
      EVENHAND_PUBLIC_URL: "https://evenhand.example/base/",
      DATABASE_URL: "postgresql://u:p@db:5432/evenhand",
      EVENHAND_SECRET: "ab".repeat(32),
      EVENHAND_TERRITORY: "DE, AT",
      EVENHAND_REACH_CHECKPOINTS: "5,50",
      EVENHAND_WEBHOOK_ALLOW_PRIVATE: "true",
      EVENHAND_POLICY_APPROVALS: "1",
    });
    expect(config).toMatchObject({
      port: 9000,
      publicUrl: "https://evenhand.example/base",
      statements: { territory: ["DE", "AT"] },
      reachCheckpoints: [5, 50],
      webhooks: { allowPrivate: true },
      policies: { approvals: 1 },
    });
    expect(config.secret.toString("hex")).toBe("ab".repeat(32));
  });

  test("everything that is wrong is told at once, with its name and what would be right", () => {
    const error = refusal({
      EVENHAND_PORT: "80a",
      EVENHAND_PROT: "80",
      EVENHAND_LOG_LEVEL: "loud",
      EVENHAND_PUBLIC_URL: "ftp://x",
      EVENHAND_REACH_CHECKPOINTS: "10,5",
      EVENHAND_TERRITORY: "de",
      EVENHAND_WEBHOOK_ALLOW_PRIVATE: "yes",
      DATABASE_URL: "mysql://x",
    });
    expect(error.code).toBe("EH_CONFIG_INVALID");
    expect(error.problems.map((problem) => problem.where ?? "").toSorted()).toEqual([
      "DATABASE_URL",
      "EVENHAND_LOG_LEVEL",
      "EVENHAND_PORT",
      "EVENHAND_PROT",
      "EVENHAND_PUBLIC_URL",
      "EVENHAND_REACH_CHECKPOINTS",
      "EVENHAND_SECRET",
      "EVENHAND_TERRITORY",
      "EVENHAND_WEBHOOK_ALLOW_PRIVATE",
    ]);
    expect(error.message).toContain("EVENHAND_PROT is no setting of Evenhand. Did you mean EVENHAND_PORT?");
    expect(error.message).toContain('EVENHAND_PORT is "80a", and should be a whole number, 0 to 65535.');
    expect(readdirSync(directory)).toEqual([]);
  });

  test("secrets of classifiers have names of the operator's own, and hosts are compared as URLs have them", () => {
    const config = readConfig({
      EVENHAND_DATA_DIRECTORY: directory,
      EVENHAND_CLASSIFIER_HOSTS: "API.openai.com, localhost:11434,[::1]:8000",
      EVENHAND_CLASSIFIER_ALLOW_PRIVATE: "true",
      EVENHAND_CLASSIFIER_KEY_OPENAI: " sk-1 ",
      EVENHAND_CLASSIFIER_KEY_EMPTY: "",
    });
    expect(config.classifiers).toEqual({
      hosts: ["api.openai.com", "localhost:11434", "[::1]:8000"],
      allowPrivate: true,
      keys: new Map([["EVENHAND_CLASSIFIER_KEY_OPENAI", "sk-1"]]),
    });
    const error = refusal({
      EVENHAND_DATA_DIRECTORY: directory,
      EVENHAND_CLASSIFIER_HOSTS: "https://api.openai.com",
      EVENHAND_CLASSIFIER_KEY_ODD: "sk-hunter2\r\nx: y",
    });
    expect(error.problems.map(({ where }) => where)).toEqual([
      "EVENHAND_CLASSIFIER_HOSTS",
      "EVENHAND_CLASSIFIER_KEY_ODD",
    ]);
    expect(error.message).not.toContain("hunter2");
  });

  test("secrets and passwords are not in messages", () => {
    const secret = "c2VjcmV0IHRoYXQgaXMgdG9vIHNob3J0";
    const error = refusal({ EVENHAND_SECRET: secret, DATABASE_URL: "hunter2@db" });
    expect(JSON.stringify([error.message, error.problems])).not.toMatch(/c2VjcmV0|hunter2/);
  });

  test("with a database of one's own, the secret has to be given", () => {
    expect(refusal({ DATABASE_URL: "postgres://db/evenhand" }).message).toContain("EVENHAND_SECRET is required");
  });
});

describe("the secret of a data directory", () => {
  const read = () => readConfig({ EVENHAND_DATA_DIRECTORY: join(directory, "data") }).secret;
  const path = () => join(directory, "data", "secret.key");

  test("is made once, for its owner alone, and read afterwards", () => {
    const secret = read();
    expect(read().equals(secret)).toBe(true);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(directory, "data"))).toEqual(["secret.key"]);
    expect(parseSecret(readFileSync(path(), "utf8").trim())?.equals(secret)).toBe(true);
  });

  test("is refused where others could read it, or where it is broken", () => {
    read();
    chmodSync(path(), 0o640);
    expect(() => read()).toThrow("chmod 600");
    chmodSync(path(), 0o600);
    writeFileSync(path(), "");
    expect(() => read()).toThrow("does not hold 32 bytes");
  });

  test("is not made anew beside a database that another one sealed", () => {
    mkdirSync(join(directory, "data", "postgres"), { recursive: true });
    writeFileSync(join(directory, "data", "postgres", "PG_VERSION"), "18");
    expect(() => read()).toThrow("is missing, yet there is a database beside it");
  });
});

describe("in words", () => {
  test("the table and the help have every variable, and the help fits a terminal", () => {
    const [table, help] = [configTable(), configHelp()];
    for (const name of VARIABLE_NAMES) {
      expect(table).toContain(`| \`${name}\` |`);
      expect(help).toContain(`  ${name}\n`);
    }
    expect(Math.max(...help.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    for (const line of table.trim().split("\n")) expect(line.replaceAll("\\|", "").match(/\|/g)).toHaveLength(5);
  });

  test("the nearest name, and none where nothing is near", () => {
    expect(closestName("EVENHAND_LOGLEVEL", VARIABLE_NAMES)).toBe("EVENHAND_LOG_LEVEL");
    expect(closestName("EVENHAND_SOMETHING_ELSE_ENTIRELY", VARIABLE_NAMES)).toBeUndefined();
  });
});

const OPERATING = new URL("../../../../docs/operating.md", import.meta.url);
test.skipIf(!existsSync(OPERATING))("docs/operating.md has the table as the code has it", () => {
  expect(readFileSync(OPERATING, "utf8")).toContain(configTable());
});
