/** Who manages keys, and what they may hand on. */
import { EvenhandError, type KeyRole } from "@evenhand/contract";
import { sql } from "kysely";
import type { Caller } from "../http/route.js";
import { isScope, type Scope, SCOPE_NAMES } from "../http/scopes.js";
import type { Tx } from "../store/transaction.js";

/** A caller of the API, or the operator at the command line. */
export type KeyHolder = Pick<Caller, "actor" | "scopes">;

/** Whoever has a shell on the machine: may do everything, and is named as such in the journal. */
export const OPERATOR: KeyHolder = { actor: { role: "operator", id: null }, scopes: new Set<Scope>(["admin"]) };

/**
 * Checks that a holder may give, or take away, a key with these scopes and role.
 *
 * @throws EvenhandError EH_KEY_BEYOND, EH_REQUEST_INVALID where a scope does not exist
 */
export function checkGrant(by: KeyHolder, role: KeyRole, scopes: readonly string[]): void {
  const unknown = scopes.filter((scope) => !isScope(scope));
  if (unknown.length > 0) {
    throw new EvenhandError(
      "EH_REQUEST_INVALID",
      `There is no scope "${unknown[0]}". There are: ${SCOPE_NAMES.join(", ")}.`,
      unknown.map((scope) => ({
        code: "EH_REQUEST_INVALID",
        where: `/scopes/${scopes.indexOf(scope)}`,
        message: `There is no scope "${scope}".`,
      })),
    );
  }
  if (by.scopes.has("admin")) return;
  const beyond = scopes.filter((scope) => !by.scopes.has(scope as Scope));
  if (beyond.length > 0) {
    throw new EvenhandError(
      "EH_KEY_BEYOND",
      `The key that asks does not have ${beyond.join(", ")} itself. Use one that has.`,
    );
  }
  if (role !== by.actor.role && by.actor.role !== "operator") {
    throw new EvenhandError(
      "EH_KEY_BEYOND",
      `A key of role ${by.actor.role} manages keys of its own role, not of ${role}.`,
    );
  }
}

/** Until the transaction ends, nobody else changes which keys there are. */
export async function lockKeys(tx: Tx): Promise<void> {
  // A number of ours: "EHKEYS" in ASCII, cut to 31 bits.
  await sql`select pg_advisory_xact_lock(1162365779)`.execute(tx);
}
