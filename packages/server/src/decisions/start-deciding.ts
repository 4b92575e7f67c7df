/** Brings the policy in force and its counters into memory, and follows every policy that is published. */
import { createBankBook } from "../banks/bank-book.js";
import { ExternalClassifiers } from "../classifiers/external-classifiers.js";
import { backfillCounters } from "../counters/backfill-counters.js";
import { startCounters } from "../counters/start-counters.js";
import { createPolicyBook } from "../policies/policy-book.js";
import { createSealer } from "../quarantine/seal.js";
import type { Domain } from "../service/domain.js";
import type { Service } from "../service/service.js";
import { createStatementLinks } from "../statements/statement-link.js";
import { Decider } from "./decider.js";
import { createEngineSlot, type EngineSlot } from "./engine-slot.js";

/**
 * Makes a service decide.
 *
 * @param epoch see `claim-deciding.ts`
 * @param say told of what takes a while
 */
export async function startDeciding(
  service: Service,
  epoch: number,
  say: (text: string) => void = () => {},
): Promise<Domain & AsyncDisposable> {
  const sealer = createSealer(service.config);
  const policies = await createPolicyBook(service);
  const classifiers = new ExternalClassifiers(service);
  const decider = new Decider({ service, epoch, onSwitched: () => policies.refresh(), classifiers });
  const slotOf = (...args: Parameters<typeof createEngineSlot>): EngineSlot => {
    const slot = createEngineSlot(...args);
    classifiers.tellMissing(slot.external.definitions.values());
    return slot;
  };
  const inForce = policies.current();
  const banks = createBankBook(service);
  if (inForce !== undefined) {
    const stored = await banks.prepare(inForce.compiled);
    banks.use(stored);
    const { counters } = await startCounters(service, inForce.compiled, {
      sealer,
      onLoad: ({ entries, of }) => say(`counters: ${entries.toLocaleString("en")} of ${of.toLocaleString("en")}`),
    });
    decider.use({ slot: slotOf(inForce.compiled, counters, stored), counters });
  }
  const forget = policies.onSwitch(async (next) => {
    const backfill = await backfillCounters(service, next, () => decider.deciding?.counters, { sealer });
    const stored = await banks.prepare(next);
    return () => {
      banks.use(stored);
      decider.switchTo(async () => {
        const counters = await backfill.finish();
        return { slot: slotOf(next, counters, stored), counters };
      });
    };
  });
  return {
    ...service,
    policies,
    decider,
    banks,
    classifiers,
    sealer,
    links: createStatementLinks(service.config),
    async [Symbol.asyncDispose]() {
      forget();
      await decider[Symbol.asyncDispose]();
    },
  };
}
