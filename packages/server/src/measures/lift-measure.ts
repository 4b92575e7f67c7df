import { EvenhandError } from "@evenhand/contract";
import type { Actor } from "../journal/append.js";
import type { Domain } from "../service/domain.js";
import { inTransaction } from "../service/service.js";
import { endMeasures } from "./end-measures.js";
import { findMeasure, lockMeasure, type ShownMeasure, showMeasure } from "./measure-row.js";

export interface EndMeasureInput {
  readonly measure: string;
  readonly reason: string;
  readonly actor: Actor;
}

/**
 * Lifts a measure: it is no longer needed, and the decision was right. Its strikes stay, and statistics count it as upheld.
 *
 * @throws EvenhandError EH_MEASURE_NOT_FOUND, EH_MEASURE_ENDED
 */
export function liftMeasure(domain: Domain, input: EndMeasureInput): Promise<ShownMeasure> {
  return endOne(domain, input, "lifted");
}

/**
 * Voids a measure: the decision was wrong. The strikes that it gave are voided by name; also after it has ended.
 *
 * @throws EvenhandError EH_MEASURE_NOT_FOUND, EH_MEASURE_VOIDED
 */
export function voidMeasure(domain: Domain, input: EndMeasureInput): Promise<ShownMeasure> {
  return endOne(domain, input, "voided");
}

async function endOne(
  domain: Domain,
  { measure: id, reason, actor }: EndMeasureInput,
  how: "lifted" | "voided",
): Promise<ShownMeasure> {
  await inTransaction(domain, async (tx) => {
    const measure = await lockMeasure(tx, id);
    if (measure === undefined) throw new EvenhandError("EH_MEASURE_NOT_FOUND", `There is no measure ${id}.`);
    if (measure.voided_at !== null) {
      throw new EvenhandError("EH_MEASURE_VOIDED", `Measure ${id} was voided ${measure.voided_at.toISOString()}.`);
    }
    if (how === "lifted" && measure.ended_at !== null) {
      throw new EvenhandError(
        "EH_MEASURE_ENDED",
        `Measure ${id} was ${measure.ended_how} ${measure.ended_at.toISOString()}. To take back its strikes, void it.`,
      );
    }
    const levels = domain.policies.current()?.compiled.policy.standing ?? [];
    await endMeasures(tx, { nowMs: domain.clock.now(), sealer: domain.sealer, levels }, [
      { measure, how, actor, reason },
    ]);
  });
  // Samples may have left their banks: drafts see it too.
  if (how === "voided") await domain.banks.follow();
  const row = await findMeasure(domain.store.db, id);
  if (row === undefined) throw new EvenhandError("EH_MEASURE_NOT_FOUND", `There is no measure ${id}.`);
  return showMeasure(row);
}
