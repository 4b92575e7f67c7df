import { EvenhandError } from "@evenhand/contract";
import {
  applySwap,
  type CaseDoc,
  createEngine,
  createMemoryCounters,
  createMemoryStanding,
  expandCase,
  type StandingBook,
} from "@evenhand/policy";
import type { SoundPolicy } from "../load-policy.js";
import type { Decided } from "./policy-explain.js";

/** Decides the event of one of the policy's cases, with the first value of each swap, after its earlier events. */
export function decideCase({ compiled, policy, cases, folder }: SoundPolicy, name: string): Decided {
  const doc = findCase(cases, name, folder);
  const filled = doc.swap.reduce((done, swap) => {
    const [first] = swap.values;
    return first === undefined ? done : applySwap(done, swap, first);
  }, doc);
  const { given, event } = expandCase(filled);
  const now = Date.parse(event.time);
  const counters = createMemoryCounters(policy.counters, { clock: { now: () => now }, latenessMs: policy.latenessMs });
  const engine = createEngine(compiled, { counters, standing: standingOf(doc, policy.standing) });
  for (const earlier of given) engine.decide(earlier);
  return { engine, record: engine.decide(event) };
}

function findCase(cases: readonly CaseDoc[], name: string, folder: string): CaseDoc {
  const exact = cases.find((doc) => doc.name === name);
  const near = cases.filter((doc) => doc.name.toLowerCase().includes(name.toLowerCase()));
  const [only] = near;
  if (exact !== undefined) return exact;
  if (only !== undefined && near.length === 1) return only;
  const which = near
    .slice(0, 5)
    .map((doc) => `"${doc.name}"`)
    .join(", ");
  throw new EvenhandError(
    "EH_CASE_UNKNOWN",
    near.length === 0
      ? `The policy in ${folder} has no case named "${name}"; \`evenhand policy test ${folder}\` lists them.`
      : `"${name}" is in the name of ${near.length} cases: ${which}${near.length > 5 ? " …" : ""}. Write more of it.`,
  );
}

/** The level that the case gives to the account, or one that follows from the earlier events. */
function standingOf(doc: CaseDoc, levels: SoundPolicy["policy"]["standing"]): StandingBook {
  const { standing: level } = doc.given;
  if (level === undefined) return createMemoryStanding(levels);
  const strikes = levels.find((candidate) => candidate.level === level)?.strikes ?? 0;
  return { at: () => ({ level, strikes }), add: () => undefined };
}
