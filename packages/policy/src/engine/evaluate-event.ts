import type { Frame } from "@evenhand/cel";
import type { Decision, Event, Finding } from "@evenhand/contract";
import type { CompiledPolicy } from "../compile-policy.js";
import { decideOutcome, type LiveFinding } from "../decision/decide-outcome.js";
import type { Facts } from "../facts/facts.js";
import type { Clause } from "../model.js";
import type { Hit } from "../plan/detector-plan.js";
import type { EventHost } from "./event-host.js";

/** What making decisions with one policy needs beside the frame: its clauses by id. */
export class DecisionMaker {
  readonly compiled: CompiledPolicy;
  readonly #clauses: ReadonlyMap<string, Clause>;

  constructor(compiled: CompiledPolicy) {
    this.compiled = compiled;
    this.#clauses = new Map(compiled.policy.clauses.map((clause) => [clause.id, clause]));
  }

  /**
   * Decides the event that `frame` is loaded with: a pure function of the event, the facts and the policy version.
   *
   * @param level the standing level that the facts hold
   */
  decide(event: Event, facts: Facts, frame: Frame, host: EventHost, level: string): Decision {
    const hits = this.compiled.plan.evaluate(event.type, frame);
    const findings: Finding[] = [];
    const live: LiveFinding[] = [];
    for (const hit of hits) {
      findings.push(this.#finding(hit, facts, frame, host));
      if (hit.plan.detector.mode === "live") live.push(this.#live(hit));
    }
    const { outcome, measures } = decideOutcome(live, level, facts.timeMs);
    return {
      event: { source: event.source, id: event.id },
      outcome,
      measures,
      findings,
      policy: this.compiled.policy.version,
    };
  }

  #live({ plan, error }: Hit): LiveFinding {
    const { id, clause, then } = plan.detector;
    return { detector: id, clause: this.#clause(clause), then, kind: error === undefined ? "match" : "error" };
  }

  #clause(id: string): Clause {
    const clause = this.#clauses.get(id);
    // The loader refuses a detector whose clause does not exist; a policy built by hand must keep to that.
    if (clause === undefined) throw new TypeError(`Detector cites the clause "${id}", which the policy does not have`);
    return clause;
  }

  #finding({ plan, error }: Hit, facts: Facts, frame: Frame, host: EventHost): Finding {
    const { id, clause, mode } = plan.detector;
    const evidence = this.compiled.plan.evidence(plan.position).collect(frame, facts, host);
    if (error === undefined) return { detector: id, clause, mode, kind: "match", evidence };
    return { detector: id, clause, mode, kind: "error", evidence, error: { code: error.code, message: error.message } };
  }
}
