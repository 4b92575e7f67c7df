import { EvenhandError } from "@evenhand/contract";
import type { Service } from "../service/service.js";
import { deriveKey } from "./secrets.js";

/**
 * Makes sure that the master secret is the one that the database was written with: with another, sealed content, webhook secrets and
 * links would be lost one by one, and much later.
 *
 * @throws EvenhandError EH_SECRET_CHANGED
 */
export async function checkSecret({ store, config }: Pick<Service, "store" | "config">): Promise<void> {
  const mark = deriveKey(config.secret, "mark").id;
  await store.db
    .insertInto("secret_mark")
    .values({ mark })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const stored = await store.db.selectFrom("secret_mark").select("mark").executeTakeFirstOrThrow();
  if (stored.mark === mark) return;
  throw new EvenhandError(
    "EH_SECRET_CHANGED",
    config.databaseUrl === undefined
      ? "This data was written with another master secret. Put its secret.key back into the data directory, or set EVENHAND_SECRET as it was."
      : "This database was written with another master secret. Set EVENHAND_SECRET as it was; the service that wrote it has it, and so should your backup of secrets.",
  );
}
