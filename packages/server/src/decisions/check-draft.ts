import type { Decision } from "@evenhand/contract";
import type { IntakeEvent } from "../intake/intake-event.js";
import type { Service } from "../service/service.js";
import { loadStrikes } from "../standing/load-strikes.js";
import type { Deciding } from "./decider.js";

/**
 * What would become of an event if it were sent now: same engine, same facts. Nothing is recorded, counted or carried out.
 */
export async function checkDraft(
  service: Pick<Service, "store" | "clock">,
  { slot, counters }: Deciding,
  { event }: IntakeEvent,
): Promise<Decision> {
  const { engine, standing } = slot.drafts;
  const oldest = Math.min(service.clock.now(), Date.parse(event.time));
  const { actor } = event.data;
  const strikes = await loadStrikes(
    service.store.db,
    actor === undefined ? [] : [actor.id],
    slot.compiled.policy.standing,
    oldest,
  );
  // From here to the decision nothing waits: no other draft comes between.
  return counters.attempt(() => {
    standing.load(strikes);
    const { decision } = engine.decide(event);
    standing.takeGiven();
    return decision;
  });
}
