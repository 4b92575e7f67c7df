/** Whether the service can do its work. Each check says why not, in words that a stranger may read. */
import { sql } from "kysely";
import type { Readiness } from "@evenhand/contract";
import type { Service } from "../service/service.js";
import { MIGRATIONS } from "../store/migrations/index.js";

export interface ReadinessCheck {
  readonly name: string;
  /** @returns undefined where all is well, otherwise one sentence; throwing counts as not ready */
  readonly check: () => Promise<string | undefined>;
}

const CHECK_TIMEOUT_MS = 3_000;

export interface ReadinessResult {
  readonly ready: boolean;
  readonly checks: Readiness["checks"];
}

/** Runs every check at the same time. One that does not come to an end has failed. */
export async function readiness(checks: readonly ReadinessCheck[]): Promise<ReadinessResult> {
  const results = await Promise.all(
    checks.map(async ({ name, check }) => {
      const reason = await reasonOf(check);
      return reason === undefined ? { name, ready: true } : { name, ready: false, reason };
    }),
  );
  return { ready: results.every((result) => result.ready), checks: results };
}

async function reasonOf(check: ReadinessCheck["check"]): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve("It did not answer in time."), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([check(), late]);
  } catch {
    return "It failed; the log of the service says more.";
  } finally {
    clearTimeout(timer);
  }
}

/** The database answers, and is of this release. The other checks belong to those whose work they ask about. */
export function storeChecks(service: Pick<Service, "store" | "log">): readonly ReadinessCheck[] {
  const logged = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      service.log.warn({ err: error }, "not ready: the database does not answer");
      throw error;
    });
  return [
    {
      name: "database",
      check: async () => {
        await logged(sql`select 1`.execute(service.store.db));
        return undefined;
      },
    },
    {
      name: "migrations",
      check: async () => {
        const { rows } = await logged(
          sql<{ name: string }>`select name from kysely_migration`.execute(service.store.db),
        );
        const done = new Set(rows.map(({ name }) => name));
        const missing = Object.keys(MIGRATIONS).filter((name) => !done.has(name)).length;
        return missing === 0 ? undefined : `${missing} migrations of this release have not been carried out.`;
      },
    },
  ];
}
