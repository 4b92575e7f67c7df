import { userInfo } from "node:os";
import pg from "pg";
import { migrate } from "../store/migrate.js";
import { openStore } from "../store/open-store.js";
import { schemaHash } from "./schema-hash.js";

const USER = process.env["PGUSER"] ?? userInfo().username;
/** Any number: whoever makes the template holds this lock. */
const TEMPLATE_LOCK = 7_317_902;

/** Why there is no PostgreSQL to test on, or undefined where there is one. */
export const postgresProblem: string | undefined = await withServer(async () => undefined).catch(
  (error: unknown) => `127.0.0.1:5432 as ${USER}: ${String(error)}`,
);

/** Makes a migrated, empty database and gives its URL. */
export async function createPostgresDatabase(name: string): Promise<string> {
  const template = `evenhand_template_${schemaHash()}`;
  await withServer(async (client) => {
    await client.query("select pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    if (!(await isTemplate(client, template))) await makeTemplate(client, template);
    await client.query("select pg_advisory_unlock($1)", [TEMPLATE_LOCK]);
    await client.query(`create database ${name} template ${template}`);
  });
  return urlOf(name);
}

export async function dropPostgresDatabase(name: string): Promise<void> {
  await withServer((client) => client.query(`drop database if exists ${name} with (force)`));
}

async function isTemplate(client: pg.Client, name: string): Promise<boolean> {
  const { rows } = await client.query("select 1 from pg_database where datname = $1 and datistemplate", [name]);
  return rows.length > 0;
}

async function makeTemplate(client: pg.Client, name: string): Promise<void> {
  // One that is there without being marked was left half made.
  await client.query(`drop database if exists ${name} with (force)`);
  await client.query(`create database ${name}`);
  const store = await openStore({ databaseUrl: urlOf(name), directory: "" });
  try {
    await migrate(store.db);
  } finally {
    await store[Symbol.asyncDispose]();
  }
  await client.query(`alter database ${name} with is_template true`);
}

function urlOf(database: string): string {
  return `postgresql://${encodeURIComponent(USER)}@127.0.0.1:5432/${database}`;
}

async function withServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: urlOf("postgres"), connectionTimeoutMillis: 2_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
