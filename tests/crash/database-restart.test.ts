/** The database crashes under load, several times: the service answers 503 meanwhile, goes on by itself, and has lost nothing. */
import { describe, expect, test } from "vitest";
import { openStore } from "../../packages/server/src/store/open-store.js";
import { checkStore } from "./check-store.js";
import { OwnPostgres, ownPostgresProblem } from "./own-postgres.js";
import { deliveredAll, prepareService } from "./prepare-service.js";
import { Receiver } from "./receiver.js";
import { freePort, ServiceProcess } from "./service-process.js";
import { Writer } from "./writer.js";

const CRASHES = 4;

if (ownPostgresProblem !== undefined) console.warn(`SKIPPED: database restarted under load: ${ownPostgresProblem}`);

describe.skipIf(ownPostgresProblem !== undefined)("a database that crashes under load", () => {
  test(`${CRASHES} times`, { timeout: 600_000 }, async () => {
    using database = new OwnPostgres(await freePort());
    await using receiver = new Receiver();
    const hook = await receiver.listen();
    const service = new ServiceProcess({
      port: await freePort(),
      env: { DATABASE_URL: database.url, EVENHAND_SECRET: Buffer.alloc(32, 4).toString("base64") },
    });
    await service.start();
    try {
      await prepareService(service, hook);
      const writer = new Writer(service);
      writer.start();
      for (let crash = 0; crash < CRASHES; crash++) {
        const before = writer.acknowledged.size;
        while (writer.acknowledged.size < before + 50) await new Promise((resolve) => setTimeout(resolve, 10));
        database.crash();
      }
      await writer.stop();
      expect((await service.ask("/readyz")).status).toBe(200);
      await deliveredAll(service, receiver);
      await service.stop();
      expect(writer.contradictions).toEqual([]);
      await using store = await openStore({ databaseUrl: database.url, directory: "" });
      console.log(`${CRASHES} crashes of the database, ${await checkStore(store, writer, receiver)}`);
    } finally {
      await service.kill();
    }
  });
});
