/** One expression, evaluated as often as possible: ours, @bufbuild/cel, and the same by hand. */
import { celEnv, type CelInput, parse, plan } from "@bufbuild/cel";
import { check, createLinker, type Env, INT, listOf, parse as parseOurs, STRING, struct } from "@evenhand/cel";
import { BenchmarkError } from "../benchmark-error.js";
import { type Clock, type ClockName, clockOf } from "../decide/clock.js";
import { median } from "../decide/runner.js";
import { createRandom } from "../generate/random.js";

export const EXPRESSION = 'actor.age_hours < 24 && size(text.urls) > 0 && text.body.contains("x")';

export interface ExpressionEffort {
  readonly clock: ClockName;
  readonly rounds: number;
  readonly roundMs: number;
}

export interface ExpressionResult {
  readonly name: string;
  /** Median of the rounds. */
  readonly evaluationsPerSecond: number;
}

interface Facts extends Readonly<Record<string, CelInput>> {
  readonly actor: { readonly age_hours: number };
  readonly text: { readonly urls: readonly string[]; readonly body: string };
}
/** Evaluates all facts once and gives how many held. */
type Pass = () => number;

const ENV: Env = {
  variables: {
    actor: {
      type: struct("actor", { age_hours: { type: INT, doc: "Hours since it was opened.", absent: "never" } }),
      doc: "Who acts.",
    },
    text: {
      type: struct("text", {
        urls: { type: listOf(STRING), doc: "Links.", absent: "never" },
        body: { type: STRING, doc: "Body.", absent: "never" },
      }),
      doc: "The words.",
    },
  },
  functions: [],
};

/** Facts that differ in every part, so that no engine can know the answer beforehand. */
function makeFacts(): Facts[] {
  const random = createRandom(5);
  const words = "boat sail box rope mixer anchor keel harbour tide".split(" ");
  const made = Array.from({ length: 1_024 }, () => ({
    actor: { age_hours: random.int(0, 60) },
    text: {
      urls: Array.from({ length: random.chance(0.4) ? 0 : random.int(1, 3) }, (_, i) => `https://forum.example/${i}`),
      body: Array.from({ length: random.int(3, 12) }, () => random.pick(words)).join(" "),
    },
  }));
  return JSON.parse(JSON.stringify(made)) as Facts[];
}

function ours(facts: readonly Facts[]): Pass {
  const checked = check(parseOurs(EXPRESSION), ENV);
  const [problem] = checked.problems;
  if (problem !== undefined) throw new BenchmarkError(`The expression does not compile: ${problem.message}`);
  const linker = createLinker(ENV);
  const handle = linker.add(checked);
  const linked = linker.link();
  const frame = linked.frame();
  const run = linked.closure(handle);
  return () => {
    let held = 0;
    for (let i = 0; i < facts.length; i++) {
      frame.load(facts[i] as Facts);
      if (run(frame) === true) held++;
    }
    return held;
  };
}

function bufbuild(facts: readonly Facts[]): Pass {
  const evaluate = plan(celEnv(), parse(EXPRESSION));
  return () => {
    let held = 0;
    for (let i = 0; i < facts.length; i++) if (evaluate(facts[i]) === true) held++;
    return held;
  };
}

function byHand(facts: readonly Facts[]): Pass {
  const holds = ({ actor, text }: Facts): boolean =>
    actor.age_hours < 24 && text.urls.length > 0 && text.body.includes("x");
  return () => {
    let held = 0;
    for (let i = 0; i < facts.length; i++) if (holds(facts[i] as Facts)) held++;
    return held;
  };
}

/**
 * Measures all three, rounds interleaved.
 *
 * @throws BenchmarkError where they do not agree on how many facts hold
 */
export function measureExpression({ rounds, roundMs, clock }: ExpressionEffort): ExpressionResult[] {
  const now = clockOf(clock);
  const facts = makeFacts();
  const entries = [
    { name: "evenhand", pass: ours(facts), rates: [] as number[] },
    { name: "@bufbuild/cel", pass: bufbuild(facts), rates: [] as number[] },
    { name: "closure", pass: byHand(facts), rates: [] as number[] },
  ];
  const counts = entries.map(({ pass }) => pass());
  if (new Set(counts).size > 1) {
    throw new BenchmarkError(
      `They disagree on "${EXPRESSION}": of ${facts.length} facts, ` +
        entries.map(({ name }, i) => `${counts[i]} hold in ${name}`).join(", "),
    );
  }
  for (const { pass } of entries) rate(pass, facts.length, roundMs, now);
  for (let round = 0; round < rounds; round++) {
    for (const { pass, rates } of entries) rates.push(rate(pass, facts.length, roundMs, now));
  }
  return entries.map(({ name, rates }) => ({ name, evaluationsPerSecond: median(rates) }));
}

function rate(pass: Pass, perPass: number, boxMs: number, now: Clock): number {
  let passes = 0;
  let held = 0;
  const started = now();
  while (now() - started < boxMs) {
    held += pass();
    passes++;
  }
  const elapsed = now() - started;
  if (held === 0) throw new BenchmarkError(`"${EXPRESSION}" held for nothing`);
  return ((passes * perPass) / elapsed) * 1_000;
}
