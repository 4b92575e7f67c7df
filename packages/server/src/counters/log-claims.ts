import type { Store } from "../store/open-store.js";

/** Thrown where a definition is computed, or in force already, for somebody else: what was prepared is of no use. */
export class Superseded extends Error {
  override readonly name = "Superseded";
}

/**
 * Who writes computed entries of a definition to the log. Two policies that are published at nearly the same time may both
 * need a counter that is new: then the rows of the one that began last would void those of the other, which may decide
 * already. So a definition belongs to whoever claimed it last, and to the policy that comes into force for good.
 */
class LogClaims {
  #inForce: ReadonlySet<string> = new Set();
  readonly #claims = new Map<string, object>();

  /** From now on these definitions are those of the policy that decides, or is about to. */
  enter(definitions: Iterable<string>): void {
    this.#inForce = new Set(definitions);
  }

  /** @param entering whether it is for the policy that is about to decide @throws Superseded */
  claim(owner: object, definitions: readonly string[], entering: boolean): void {
    if (!entering && definitions.some((definition) => this.#inForce.has(definition))) throw new Superseded();
    for (const definition of definitions) this.#claims.set(definition, owner);
  }

  /** @throws Superseded where one of them has been claimed by somebody else since */
  check(owner: object, definitions: readonly string[]): void {
    if (definitions.some((definition) => this.#claims.get(definition) !== owner)) throw new Superseded();
  }
}

const claims = new WeakMap<Store, LogClaims>();

/** The claims on the log of a database; one process decides on it. */
export function claimsOn(store: Store): LogClaims {
  let found = claims.get(store);
  if (found === undefined) {
    found = new LogClaims();
    claims.set(store, found);
  }
  return found;
}
