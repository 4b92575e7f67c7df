import pg from "pg";

/**
 * Drops the databases that PostgreSQL would make others from. Ours is the only one, and nothing could ever vacuum those:
 * their age would bring everything to a stop when transaction numbers run out (2^31), maintained or not.
 */
export async function dropTemplateDatabases(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(connection);
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("update pg_database set datistemplate = false where datname in ('template0', 'template1')");
    await client.query("drop database if exists template0");
    await client.query("drop database if exists template1");
  } finally {
    await client.end();
  }
}
