import type pg from "pg";
import type { Store } from "../open-store.js";

/** One connection inside one transaction, whose statements may take any time. */
export interface Session {
  query<T>(sql: string, values?: readonly unknown[]): Promise<T[]>;
  /** Rows as arrays of texts; every column must be cast to text. */
  queryTexts(sql: string): Promise<(string | null)[][]>;
}

/** The longest a timer can wait: no limit in milliseconds. */
const NO_LIMIT = 2 ** 31 - 1;

/** Texts of values mean the same wherever they are written and read. */
const SETTINGS = [
  "set local statement_timeout = 0",
  "set local idle_in_transaction_session_timeout = 0",
  "set local time zone 'UTC'",
  "set local datestyle = 'ISO, YMD'",
  "set local intervalstyle = 'postgres'",
  "set local bytea_output = 'hex'",
  "set local extra_float_digits = 1",
].join("; ");

/** Runs work in one transaction, which is rolled back where it throws. */
export async function inSession<T>(
  store: Store,
  mode: "isolation level repeatable read, read only" | "isolation level read committed",
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return store.patiently(async () => {
    const client = await store.pool.connect();
    let failure: Error | undefined;
    try {
      const session = sessionOn(client);
      await session.query(`begin ${mode}`);
      try {
        await session.query(SETTINGS);
        const result = await work(session);
        await session.query("commit");
        return result;
      } catch (error) {
        await session.query("rollback");
        throw error;
      }
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      // A connection with an open exchange is not for anybody else.
      client.release(failure);
    }
  });
}

function sessionOn(client: pg.PoolClient): Session {
  const limits = { query_timeout: NO_LIMIT };
  return {
    async query<T>(text: string, values?: readonly unknown[]) {
      const query = { text, ...limits, ...(values === undefined ? {} : { values: [...values] }) };
      return (await client.query(query)).rows as T[];
    },
    async queryTexts(text) {
      const query = { text, rowMode: "array" as const, ...limits };
      return (await client.query<(string | null)[]>(query)).rows;
    },
  };
}
