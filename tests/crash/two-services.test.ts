/** One service decides on a PostgreSQL database; a second is refused, and one that was overtaken cannot commit any more. */
import pg from "pg";
import { describe, expect, test } from "vitest";
import {
  createPostgresDatabase,
  dropPostgresDatabase,
  postgresProblem,
} from "../../packages/server/src/testing/postgres-database.js";
import { prepareService } from "./prepare-service.js";
import { Receiver } from "./receiver.js";
import { freePort, ServiceProcess } from "./service-process.js";
import { eventOf } from "./writer.js";

if (postgresProblem !== undefined) console.warn(`SKIPPED: two services on PostgreSQL: ${postgresProblem}`);

describe.skipIf(postgresProblem !== undefined)("two services on one PostgreSQL database", () => {
  test("the second is refused; the first goes on, and stops when it was overtaken", { timeout: 120_000 }, async () => {
    const name = `evenhand_two_${process.pid}`;
    const databaseUrl = await createPostgresDatabase(name);
    const env = { DATABASE_URL: databaseUrl, EVENHAND_SECRET: Buffer.alloc(32, 4).toString("base64") };
    await using receiver = new Receiver();
    const first = new ServiceProcess({ port: await freePort(), env });
    const second = new ServiceProcess({ port: await freePort(), env });
    try {
      await first.start();
      await prepareService(first, await receiver.listen());
      await expect(second.start()).rejects.toThrowError(/EH_SERVICE_ALREADY_RUNNING/);
      const send = (n: number): Promise<{ status: number; body: unknown }> =>
        first.ask("/v1/events", { method: "POST", body: eventOf(n) });
      expect((await send(1)).status).toBe(200);
      // Somebody takes over in spite of everything, as after a network partition.
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      await client.query("update decider set epoch = epoch + 1");
      await client.end();
      expect(await send(2)).toMatchObject({ status: 503, body: { code: "EH_SERVICE_SUPERSEDED" } });
    } finally {
      await first.kill();
      await second.kill();
      await dropPostgresDatabase(name);
    }
  });
});
