/**
 * This repository's engine, twice: `decide` is the whole way from event to decision record (counters, standing, findings with
 * evidence, measures, strikes); `findings` stops where the peers stop, at the detectors that held.
 */
import type { Event } from "@evenhand/contract";
import {
  type CompiledPolicy,
  compilePolicy,
  createEngine,
  createMemoryStanding,
  type Policy,
  type StandingBook,
} from "@evenhand/policy";
import { BenchmarkError } from "../benchmark-error.js";
import { ResettableCounters } from "../facts/counters.js";
import type { Conditions } from "../generate/condition.js";
import { isBankDetector, withBanks } from "./bank-pack.js";
import type { Competitor } from "./engine.js";
import { createFindings } from "./evenhand-findings.js";
import { positionOf, toPolicy } from "./policy.js";

export function createEvenhandDecide(detectors: readonly Conditions[]): Competitor {
  return createDecide(toPolicy(detectors));
}

/** The same with banks in the policy, which detectors of every event's types ask: see `bank-pack.ts`. */
export function createEvenhandWithBanks(detectors: readonly Conditions[]): Competitor {
  return createDecide(withBanks(toPolicy(detectors)));
}

function createDecide(policy: Policy): Competitor {
  const compiled = compile(policy);
  const counters = new ResettableCounters();
  let book = createMemoryStanding(policy.standing);
  const standing: StandingBook = { at: (account, time) => book.at(account, time), add: (strike) => book.add(strike) };
  const engine = createEngine(compiled, { counters, standing });
  return {
    run: (events) =>
      events.map((event: Event) =>
        engine.decide(event).decision.findings.flatMap((finding) => {
          if (isBankDetector(finding.detector)) return [];
          if (finding.kind === "match") return [positionOf(finding.detector)];
          throw new BenchmarkError(`${finding.detector} ended in an error: ${JSON.stringify(finding.error)}`);
        }),
      ),
    reset() {
      counters.reset();
      book = createMemoryStanding(policy.standing);
    },
  };
}

export function createEvenhandFindings(detectors: readonly Conditions[]): Competitor {
  const policy = toPolicy(detectors);
  return createFindings(compile(policy), policy);
}

function compile(policy: Policy): CompiledPolicy {
  const { compiled, problems } = compilePolicy(policy);
  if (compiled === undefined) throw new BenchmarkError(`The pack does not compile: ${JSON.stringify(problems[0])}`);
  return compiled;
}
