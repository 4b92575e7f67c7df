/** What has to be known before events are decided, and takes time to find out: what external classifiers say. */
import { EvenhandError } from "@evenhand/contract";
import type { ExternalClassifiers } from "../classifiers/external-classifiers.js";
import { KnownAnswers } from "../classifiers/known-answers.js";
import type { IntakeEvent } from "../intake/intake-event.js";
import type { Service } from "../service/service.js";
import { askAhead, asksClassifiers } from "./ask-ahead.js";
import type { Deciding } from "./decider.js";

/** What classifiers were asked before events are decided. */
export interface Prepared {
  /** The policy that they were asked for; undefined where it is not one. */
  readonly version: string | undefined;
  /** Undefined where nothing had to be asked. */
  readonly answers: KnownAnswers | undefined;
}

/** Of events that are sent before there is a policy. */
export const UNPREPARED: Prepared = { version: undefined, answers: undefined };

/** What was prepared for the requests of a batch. */
export function together(all: readonly Prepared[]): Prepared {
  const version = all[0]?.version;
  const isOne = all.every((prepared) => prepared.version === version);
  let answers: KnownAnswers | undefined;
  for (const prepared of all) {
    if (prepared.answers === undefined) continue;
    answers ??= new KnownAnswers();
    answers.add(prepared.answers);
  }
  return { version: isOne ? version : undefined, answers };
}

/** Refuses what is sent while the service stops. */
export function stopping(): EvenhandError {
  return new EvenhandError("EH_INTAKE_STOPPING", "The service is stopping. Send the request again in a moment.");
}

/** Prepares events, until it is ended. */
export class Preparation {
  readonly #service: Service;
  readonly #classifiers: ExternalClassifiers;
  readonly #underWay = new Set<Promise<KnownAnswers>>();
  #ended = false;

  constructor(service: Service, classifiers: ExternalClassifiers) {
    this.#service = service;
    this.#classifiers = classifiers;
  }

  /** What is known without asking anybody; undefined where somebody has to be asked. */
  ready({ slot }: Deciding, events: readonly IntakeEvent[]): Prepared | undefined {
    return asksClassifiers(slot, events) ? undefined : { version: slot.version, answers: undefined };
  }

  /** @throws EvenhandError EH_INTAKE_STOPPING where it was ended before all was answered */
  async ask(deciding: Deciding, events: readonly IntakeEvent[]): Promise<Prepared> {
    if (this.#ended) throw stopping();
    const asking = askAhead(this.#service, this.#classifiers, deciding, events);
    this.#underWay.add(asking);
    try {
      const answers = await asking;
      // What was still to be answered was cut short, and must not end up with a person for that.
      if (this.#ended) throw stopping();
      return { version: deciding.slot.version, answers };
    } finally {
      this.#underWay.delete(asking);
    }
  }

  /** The same, again where another policy has come into force since: it may ask other classifiers, or otherwise. */
  async renew(prepared: Prepared, deciding: Deciding, events: readonly IntakeEvent[]): Promise<Prepared> {
    if (prepared.version === deciding.slot.version) return prepared;
    return this.ready(deciding, events) ?? (await this.ask(deciding, events));
  }

  /** Asks nobody any more, and ends what is under way. */
  end(): void {
    this.#ended = true;
    this.#classifiers[Symbol.dispose]();
  }

  /** Waits for what was under way when it was ended. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }
}
