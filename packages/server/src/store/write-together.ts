import { type RawBuilder, sql } from "kysely";
import { PREPARED } from "./preparing-client.js";
import type { Tx } from "./transaction.js";

/** An insert that is not sent by itself. */
export type Write = RawBuilder<unknown>;

/**
 * Sends inserts as one statement: a batch of events writes a dozen tables, and asking the database a dozen times would take longer
 * than the rows. None of them sees what the others write.
 */
export async function writeTogether(tx: Tx, writes: readonly Write[]): Promise<void> {
  if (writes.length === 0) return;
  const parts = writes.map((write, i) => sql`${sql.raw(`w${i}`)} as (${write})`);
  await sql`${sql.raw(PREPARED)} with ${sql.join(parts)} select 1`.execute(tx);
}
