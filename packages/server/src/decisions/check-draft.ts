import type { Decision } from "@evenhand/contract";
import type { ExternalClassifiers } from "../classifiers/external-classifiers.js";
import type { IntakeEvent } from "../intake/intake-event.js";
import type { Service } from "../service/service.js";
import { loadStrikes } from "../standing/load-strikes.js";
import { askAhead, asksClassifiers } from "./ask-ahead.js";
import type { Deciding } from "./decider.js";

/**
 * What would become of an event if it were sent now: same engine, same facts. Nothing is recorded, counted or carried out.
 */
export async function checkDraft(
  service: Pick<Service, "store" | "clock" | "config"> & { readonly classifiers: ExternalClassifiers },
  deciding: Deciding,
  intake: IntakeEvent,
): Promise<Decision> {
  const { slot, counters } = deciding;
  const { event } = intake;
  const { engine, standing, scores } = slot.drafts;
  const answers = asksClassifiers(slot, [intake])
    ? await askAhead(service, service.classifiers, deciding, [intake])
    : undefined;
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
    scores.answers = answers;
    try {
      return engine.decide(event).decision;
    } finally {
      scores.answers = undefined;
      standing.takeGiven();
    }
  });
}
