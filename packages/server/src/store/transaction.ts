import type { Kysely, Transaction } from "kysely";
import type { Database } from "./database.js";

/** A transaction. Whatever writes takes one of these, never the database itself. */
export type Tx = Transaction<Database>;
/** Where reading is enough. */
export type Reader = Kysely<Database>;
