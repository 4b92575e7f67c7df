/** The evaluation plan alone, over facts that are derived with the same code as for the closures. */
import { CelDuration, type CelError } from "@evenhand/cel";
import type { CompiledPolicy, Policy } from "@evenhand/policy";
import { BenchmarkError } from "../benchmark-error.js";
import { countEvent, ResettableCounters } from "../facts/counters.js";
import { EventFacts } from "../facts/event-facts.js";
import { parseWindow } from "../facts/window.js";
import type { Competitor, Found } from "./engine.js";

export function createFindings(compiled: CompiledPolicy, policy: Policy): Competitor {
  const { plan, signals } = compiled;
  const counters = new ResettableCounters();
  const frame = plan.frame();
  let timeMs = 0;
  const read = (
    fn: "count" | "distinct",
    counter: number | undefined,
    key: unknown,
    window: string,
  ): number | CelError => {
    if (counter === undefined || policy.counters[counter] === undefined || typeof key !== "string")
      throw new BenchmarkError(`The benchmark reads only its own counters, by texts; not ${String(counter)}`);
    return counters[fn](counter, key, parseWindow(window), timeMs);
  };
  const host = {
    signals,
    count: (counter: number | undefined, key: unknown, window: string) => read("count", counter, key, window),
    distinct: (counter: number | undefined, key: unknown, window: string) => read("distinct", counter, key, window),
  };
  return {
    run: (events) =>
      events.map((event): Found => {
        const facts = new EventFacts(event, counters);
        countEvent(counters, facts);
        timeMs = facts.timeMs;
        frame.load(new PlanFacts(facts) as unknown as Record<string, unknown>, host);
        return plan.evaluate(event.type, frame).map(({ position, error }) => {
          if (error === undefined) return position;
          throw new BenchmarkError(`Detector ${position} ended in an error: ${error.message}`);
        });
      }),
    reset: () => counters.reset(),
  };
}

/** The variables of a condition that the packs use. */
class PlanFacts {
  readonly item: object;
  readonly context: object;
  readonly actor: PlanActor;
  readonly text: PlanText;

  constructor(facts: EventFacts) {
    this.item = facts.item;
    this.context = facts.event.data.context as object;
    this.actor = new PlanActor(facts);
    this.text = new PlanText(facts);
  }
}

class PlanActor {
  readonly id: string;
  readonly handle: string;
  readonly locale: string;
  readonly kind: string;
  readonly verified: boolean;
  readonly followers: number;
  readonly following: number;
  readonly posts: number;
  private readonly facts: EventFacts;

  constructor(facts: EventFacts) {
    const { actor } = facts;
    this.id = actor.id;
    this.handle = actor.handle;
    this.locale = actor.locale;
    this.kind = actor.kind;
    this.verified = actor.verified;
    this.followers = actor.followers;
    this.following = actor.following;
    this.posts = actor.posts;
    this.facts = facts;
  }

  get age(): CelDuration {
    return new CelDuration(this.facts.ageSeconds, 0);
  }
}

class PlanText {
  readonly title: string;
  readonly body: string;
  readonly lang: string;
  private readonly facts: EventFacts;

  constructor(facts: EventFacts) {
    this.title = facts.title;
    this.body = facts.body;
    this.lang = facts.lang;
    this.facts = facts;
  }

  get urls(): readonly string[] {
    return this.facts.urls;
  }
  get words(): number {
    return this.facts.words;
  }
  get length(): number {
    return this.facts.length;
  }
}
