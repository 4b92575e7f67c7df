import { EvenhandError } from "@evenhand/contract";
import { refuseOtherKinds } from "../banks/refuse-other-kinds.js";
import { type Actor, entry, reserve, writeEntries } from "../journal/append.js";
import { inTransaction, type Service } from "../service/service.js";
import type { Reader, Tx } from "../store/transaction.js";
import type { PolicyBook } from "./policy-book.js";
import { lockInForce, type Publication, readInForce } from "./publications.js";

export interface PolicySwitch {
  readonly version: string;
  readonly kind: Publication["kind"];
  readonly actor: Actor;
  /** The version that the caller believes to be in force, or null: none; undefined: whatever it is. */
  readonly expect?: string | null | undefined;
  /** Refuses, by throwing, what must not be published. */
  readonly permit: (db: Reader, inForce: Publication | undefined) => Promise<void>;
}

/**
 * Puts a version in force: publication, version in force and journal entry are one transaction, and the policy in memory
 * changes right after it. A version that is in force already stays as it is, without another entry.
 *
 * @throws EvenhandError EH_POLICY_CHANGED, EH_POLICY_NOT_FOUND, EH_POLICY_VERSION_DRIFT, EH_BANK_KIND
 */
export async function switchPolicy(service: Service, book: PolicyBook, wanted: PolicySwitch): Promise<Publication> {
  const check = async (db: Reader, inForce: Publication | undefined): Promise<void> => {
    checkExpected(wanted.expect, inForce);
    await wanted.permit(db, inForce);
  };
  // Refused here already, before everything is made ready for it; what counts is the check under the lock.
  await check(service.store.db, await readInForce(service.store.db));
  return book.switchTo(wanted.version, ({ policy }) =>
    inTransaction(service, async (tx) => {
      const inForce = await lockInForce(tx);
      await check(tx, inForce);
      await refuseOtherKinds(
        tx,
        policy.banks.filter((bank) => bank.live === true),
      );
      return inForce?.policy === wanted.version ? inForce : write(tx, service, wanted, inForce);
    }),
  );
}

function checkExpected(expect: string | null | undefined, inForce: Publication | undefined): void {
  if (expect === undefined || expect === (inForce?.policy ?? null)) return;
  throw new EvenhandError(
    "EH_POLICY_CHANGED",
    `${inForce === undefined ? "No policy" : inForce.policy} is in force, not ${expect ?? "none"}: somebody has published in ` +
      "between. Look at what is in force now, then publish again with it in `expect`.",
  );
}

async function write(
  tx: Tx,
  service: Service,
  { version, kind, actor }: PolicySwitch,
  inForce: Publication | undefined,
): Promise<Publication> {
  const reserved = await reserve(tx, 1, service.clock.now());
  const last = await tx
    .selectFrom("policy_publications")
    .select((eb) => eb.fn.max("publication").as("publication"))
    .executeTakeFirst();
  const publication = (last?.publication ?? 0) + 1;
  await tx
    .insertInto("policy_publications")
    .values({
      publication,
      policy_version: version,
      kind,
      published_at: reserved.at,
      published_by_role: actor.role,
      published_by: actor.id,
      journal_seq: reserved.first,
    })
    .execute();
  await tx
    .insertInto("policy_in_force")
    .values({ policy_version: version, publication })
    .onConflict((oc) => oc.column("singleton").doUpdateSet({ policy_version: version, publication }))
    .execute();
  await writeEntries(tx, reserved, [
    entry({
      act: kind === "publish" ? "policy.published" : "policy.rolled_back",
      actor,
      subject: { kind: "policy", id: version },
      account: null,
      data: { policy: version, publication, previous: inForce?.policy ?? null },
    }),
  ]);
  return { publication, policy: version, kind, at: reserved.at, by: { role: actor.role, id: actor.id } };
}
