/** The policies in memory: the one in force, and those that old decisions are replayed under. */
import type { CompiledPolicy } from "@evenhand/policy";
import type { Service } from "../service/service.js";
import { compileStored, loadHere, loadInThread } from "./compile-stored.js";
import { createCompiledCache } from "./compiled-cache.js";
import { type Publication, readInForce } from "./publications.js";
import { createSerial } from "./serial.js";

/** The policy that decides, and since which publication. */
export interface InForce {
  readonly compiled: CompiledPolicy;
  readonly publication: Publication;
}

/**
 * Makes ready for the next policy, while the old one still decides. What it returns is called in the same turn in which
 * {@link PolicyBook.current} changes: it must not throw or wait. It is not called where publishing fails after all.
 */
export type Preparer = (next: CompiledPolicy) => Promise<() => void>;

export interface PolicyBook {
  /** What decides now, in memory; undefined before anything was published. */
  current(): InForce | undefined;
  /**
   * Any stored version, compiled. Asks the database: not inside a transaction.
   *
   * @throws EvenhandError EH_POLICY_NOT_FOUND, EH_POLICY_VERSION_DRIFT
   */
  load(version: string): Promise<CompiledPolicy>;
  /**
   * Waits for a switch that is under way, then follows the database where another process has published. For the decider whose
   * transaction found another version in `policy_in_force` than the one it decided by: end that transaction first.
   */
  refresh(): Promise<void>;
  /** @returns a function that takes the preparer away again */
  onSwitch(prepare: Preparer): () => void;
  /**
   * Carries out a switch: preparers, then `commit`, then the switch in memory. One at a time.
   *
   * @param version what will be in force
   * @param commit writes it to the database; where it throws, nothing has changed
   */
  switchTo(version: string, commit: (next: CompiledPolicy) => Promise<Publication>): Promise<Publication>;
}

/** Compiled policies kept beside the one in force. */
const KEPT = 4;

/**
 * Opens the book with the version in force, compiled from its stored files.
 *
 * @throws EvenhandError EH_POLICY_VERSION_DRIFT where this release would decide differently from what was published
 */
export async function createPolicyBook(service: Pick<Service, "store" | "log">): Promise<PolicyBook> {
  const serial = createSerial();
  let started = false;
  const cache = createCompiledCache(KEPT, (version) =>
    compileStored(service, version, started ? loadInThread : loadHere),
  );
  const preparers = new Set<Preparer>();
  let inForce: InForce | undefined;

  const load = async (version: string): Promise<CompiledPolicy> =>
    inForce?.compiled.policy.version === version ? inForce.compiled : cache.get(version);

  async function carryOut(
    version: string,
    commit: (next: CompiledPolicy) => Promise<Publication>,
  ): Promise<Publication> {
    const compiled = await load(version);
    // Where another process published the same version again, everything here is ready for it.
    const wanted = compiled === inForce?.compiled ? [] : [...preparers];
    const ready = await Promise.all(wanted.map((prepare) => prepare(compiled)));
    const publication = await commit(compiled);
    if (publication.publication === inForce?.publication.publication) return publication;
    if (inForce !== undefined) cache.put(inForce.compiled);
    inForce = { compiled, publication };
    for (const enter of ready) {
      try {
        enter();
      } catch (error) {
        // The database has switched: there is no way back, and the others must follow.
        service.log.error({ err: error, policy: version }, "a part did not take over the new policy");
      }
    }
    service.log.info({ policy: version, publication: publication.publication }, "policy in force");
    return publication;
  }

  async function follow(): Promise<void> {
    const stored = await readInForce(service.store.db);
    if (stored === undefined || stored.publication === inForce?.publication.publication) return;
    await carryOut(stored.policy, async () => stored);
  }

  await follow();
  started = true;
  return {
    current: () => inForce,
    load,
    refresh: () => serial(follow),
    onSwitch(prepare) {
      preparers.add(prepare);
      return () => preparers.delete(prepare);
    },
    switchTo: (version, commit) => serial(() => carryOut(version, commit)),
  };
}
