/**
 * The ceiling: a bare Fastify route that writes the same rows in the same batches, and does nothing else. No key, no schema, no
 * policy, no counters, no statement text; hashes are random bytes. What is left is HTTP, JSON and the database.
 */
import { randomBytes, randomUUID } from "node:crypto";
import Fastify from "fastify";
import { loadStore } from "@evenhand/server";
import { writeBatch, type CeilingEvent } from "./ceiling-batch.js";

interface Settings {
  readonly databaseUrl: string | undefined;
  readonly directory: string;
}

interface Waiting {
  readonly events: readonly CeilingEvent[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const BATCH = 500;

/** Serves until the process ends; says its port. */
export async function serveCeiling({ databaseUrl, directory }: Settings): Promise<number> {
  const { openStore } = await loadStore();
  const store = await openStore({ databaseUrl, directory });
  const version = await store.db.selectFrom("policy_in_force").select("policy_version").executeTakeFirstOrThrow();
  const waiting: Waiting[] = [];
  let running = false;
  const run = async (): Promise<void> => {
    running = true;
    while (waiting.length > 0) {
      const taken: Waiting[] = [];
      let size = 0;
      while (size < BATCH && waiting.length > 0) {
        const one = waiting.shift() as Waiting;
        taken.push(one);
        size += one.events.length;
      }
      try {
        await store.db.transaction().execute((tx) =>
          writeBatch(
            tx,
            taken.flatMap(({ events }) => events),
            { version: version.policy_version, uuid: sortable, bytes: (n) => randomBytes(n) },
          ),
        );
        for (const { resolve } of taken) resolve();
      } catch (error) {
        for (const { reject } of taken) reject(error);
      }
    }
    running = false;
  };
  const app = Fastify({ bodyLimit: 16_777_216 });
  const answer = async (request: { readonly body: unknown }): Promise<object> => {
    const events = (Array.isArray(request.body) ? request.body : [request.body]) as CeilingEvent[];
    await new Promise<void>((resolve, reject) => {
      waiting.push({ events, resolve, reject });
      if (!running) void run();
    });
    return {
      results: events.map(({ source, id }) => ({
        result: "decided",
        id,
        decision: { event: { source, id }, outcome: "allow" },
      })),
    };
  };
  // oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Fastify waits for it; the rule means Express
  app.post("/v1/events", answer);
  await app.listen({ host: "127.0.0.1", port: 0 });
  return (app.server.address() as { port: number }).port;
}

/** UUIDv7 in shape: sorted by time, as the service's ids are. */
function sortable(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  const rest = randomUUID();
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(15)}`;
}

if (process.send !== undefined) {
  const [databaseUrl = "", directory = ""] = process.argv.slice(2);
  process.send({ port: await serveCeiling({ databaseUrl: databaseUrl === "" ? undefined : databaseUrl, directory }) });
}
