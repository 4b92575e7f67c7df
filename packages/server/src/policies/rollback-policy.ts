import { EvenhandError } from "@evenhand/contract";
import type { Actor } from "../journal/append.js";
import type { Service } from "../service/service.js";
import { policyNotFound } from "./compile-stored.js";
import type { PolicyBook } from "./policy-book.js";
import { type Publication, readPublications } from "./publications.js";
import { switchPolicy } from "./switch-policy.js";

export interface RollbackRequest {
  readonly actor: Actor;
  /** A version that was published before; the one before the present unless said. */
  readonly to?: string | undefined;
  /** The version that the caller has seen in force; undefined: whatever it is. */
  readonly expect?: string | undefined;
}

/**
 * Puts a version in force again that was before. It was approved then and needs no approval now. Rolling back once more
 * goes one publication further back, not forth again.
 *
 * @throws EvenhandError EH_POLICY_NO_PREVIOUS, EH_POLICY_NEVER_PUBLISHED, EH_POLICY_NOT_FOUND, EH_POLICY_CHANGED
 */
export async function rollbackPolicy(
  service: Service,
  book: PolicyBook,
  { actor, to, expect }: RollbackRequest,
): Promise<Publication> {
  const history = await readPublications(service.store.db);
  const version = to ?? previousOf(history);
  if (version === undefined) {
    throw new EvenhandError(
      "EH_POLICY_NO_PREVIOUS",
      "There is no earlier publication to go back to. GET /v1/policies lists what was published; publish another version instead.",
    );
  }
  const seen = to === undefined ? history.at(-1)?.policy : undefined;
  if (!history.some(({ policy }) => policy === version)) throw await neverPublished(service, version);
  return switchPolicy(service, book, {
    version,
    kind: "rollback",
    actor,
    // What was chosen above is right only while nobody publishes in between.
    expect: expect ?? seen,
    permit: async () => undefined,
  });
}

/**
 * The version that was in force before the present one: publishing adds to a pile, rolling back takes away what lies on top
 * of the version gone back to.
 */
export function previousOf(history: readonly Pick<Publication, "policy" | "kind">[]): string | undefined {
  const pile: string[] = [];
  for (const { policy, kind } of history) {
    const at = kind === "rollback" ? pile.lastIndexOf(policy) : -1;
    if (at === -1) pile.push(policy);
    else pile.length = at + 1;
  }
  return pile.at(-2);
}

async function neverPublished({ store }: Service, version: string): Promise<EvenhandError> {
  const stored = await store.db
    .selectFrom("policies")
    .select("version")
    .where("version", "=", version)
    .executeTakeFirst();
  if (stored === undefined) return policyNotFound(version);
  return new EvenhandError(
    "EH_POLICY_NEVER_PUBLISHED",
    `Policy ${version} was uploaded and never published. Publish it: POST /v1/policies/${version}/publish.`,
  );
}
