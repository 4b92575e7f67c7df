import type { Frame } from "@evenhand/cel";
import type { Decision, Event, Finding } from "@evenhand/contract";
import type { CompiledPolicy } from "../compile-policy.js";
import { decideOutcome, type LiveFinding } from "../decision/decide-outcome.js";
import type { Facts } from "../facts/facts.js";
import type { Clause, Detector } from "../model.js";
import type { EventHost } from "./event-host.js";

/** What a finding of a detector says whenever it holds. Small and in one place: most detectors are seldom in the cache. */
interface Template {
  readonly mode: Finding["mode"];
  readonly match: LiveFinding;
}

/** Makes decisions with one policy. */
export class DecisionMaker {
  readonly compiled: CompiledPolicy;
  /** By the detectors' positions in the plan. */
  readonly #templates: readonly Template[];

  constructor(compiled: CompiledPolicy) {
    this.compiled = compiled;
    const clauses = new Map(compiled.policy.clauses.map((clause) => [clause.id, clause]));
    this.#templates = compiled.detectors.map(({ detector }) => toTemplate(detector, clauses));
  }

  /**
   * Decides the event that `frame` is loaded with: a pure function of the event, the facts and the policy version.
   *
   * @param level the standing level that the facts hold
   */
  decide(event: Event, facts: Facts, frame: Frame, host: EventHost, level: string): Decision {
    const { plan, policy } = this.compiled;
    const findings: Finding[] = [];
    const live: LiveFinding[] = [];
    for (const { position, error } of plan.evaluate(event.type, frame)) {
      const { mode, match } = this.#templates[position] as Template;
      const { detector, clause } = match;
      const evidence = plan.evidence(position, frame, facts, host);
      if (error === undefined) {
        findings.push({ detector, clause: clause.id, mode, kind: "match", evidence });
        if (mode === "live") live.push(match);
      } else {
        const { code, message } = error;
        findings.push({ detector, clause: clause.id, mode, kind: "error", evidence, error: { code, message } });
        if (mode === "live") live.push({ ...match, kind: "error" });
      }
    }
    const { outcome, measures } = decideOutcome(live, level, facts.timeMs);
    return {
      event: { source: event.source, id: event.id },
      outcome,
      measures,
      findings,
      policy: policy.version,
    };
  }
}

// oxlint-disable-next-line unicorn/no-thenable
function toTemplate({ id, mode, then, clause: cited }: Detector, clauses: ReadonlyMap<string, Clause>): Template {
  const clause = clauses.get(cited);
  // The loader refuses a detector whose clause does not exist; a policy built by hand must keep to that.
  if (clause === undefined) throw new TypeError(`Detector cites the clause "${cited}", which the policy does not have`);
  return { mode, match: { detector: id, clause, then, kind: "match" } };
}
