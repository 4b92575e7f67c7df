import { EvenhandError } from "@evenhand/contract";
import { type DecisionRecord, type Engine, type Explanation, suggestDetector } from "@evenhand/policy";
import { createDecider } from "../decider.js";
import { openSource } from "../input/byte-source.js";
import { atPlace } from "../input/malformed.js";
import { readJsonl } from "../input/read-jsonl.js";
import { EXIT, type Io } from "../io.js";
import { openSoundPolicy, type SoundPolicy } from "../load-policy.js";
import { coloursFor } from "../output/colours.js";
import { formatExplanation } from "../output/explanation-tree.js";
import { print } from "../output/print.js";
import { decideNamedCase } from "./decide-case.js";

interface ExplainOptions {
  readonly detector?: string;
  readonly event?: string;
  readonly case?: string;
  readonly now?: number;
  readonly json?: true;
}

/** An event that has just been decided, by the engine that did it. */
export interface Decided {
  readonly engine: Pick<Engine, "explain">;
  readonly record: DecisionRecord;
}

/** `evenhand policy explain DIR`: each part of a condition with its value. */
export async function explainPolicy(folder: string, options: ExplainOptions, io: Io): Promise<number> {
  const opened = await openSoundPolicy(folder);
  checkDetector(opened, options.detector);
  const { engine, record } = await decideOne(opened, options, io);
  const detectors =
    options.detector === undefined ? record.decision.findings.map((finding) => finding.detector) : [options.detector];
  const explanations = detectors.flatMap((id) => engine.explain(record, id) ?? []);
  if (options.json) await print(io, ...explanations.map((one) => JSON.stringify(one)));
  else await print(io, describe(record, explanations, io));
  return EXIT.done;
}

function checkDetector({ compiled, policy, folder }: SoundPolicy, id: string | undefined): void {
  if (id === undefined || policy.detectors.some((detector) => detector.id === id)) return;
  const near = suggestDetector(compiled, id);
  throw new EvenhandError(
    "EH_DETECTOR_UNKNOWN",
    `The policy in ${folder} has no detector "${id}".${near === undefined ? "" : ` Did you mean "${near}"?`}`,
  );
}

async function decideOne(opened: SoundPolicy, options: ExplainOptions, io: Io): Promise<Decided> {
  if (options.case !== undefined) return decideNamedCase(opened, options.case);
  if (options.event === undefined) {
    throw new EvenhandError("EH_USAGE", "Say which event: --event FILE#LINE, or --case NAME for a case of the policy.");
  }
  return decideUpTo(opened, options.event, options.now, io);
}

/** Decides the events of a file up to the line after `#`, so that counters and standing are what they were then. */
async function decideUpTo(opened: SoundPolicy, place: string, now: number | undefined, io: Io): Promise<Decided> {
  const [, path = place, line] = /^(.*)#(\d+)$/.exec(place) ?? [];
  const { engine } = createDecider(opened, () => now ?? io.now());
  const input = readJsonl(await openSource(path, io));
  for await (const batch of input.batches()) {
    for (const item of batch) {
      const reached = line === undefined || item.number === Number(line);
      if (item.ok) {
        const record = engine.decide(item.event);
        if (reached) return { engine, record };
      } else if (reached) {
        throw new EvenhandError(
          "EH_INPUT_MALFORMED",
          `${input.name}, line ${item.number} holds no event.`,
          item.problems.map((problem) => atPlace(problem, input, item)),
        );
      }
      if (line !== undefined && item.number > Number(line)) throw noSuchLine(input.name, line);
    }
  }
  throw noSuchLine(input.name, line ?? "1");
}

function noSuchLine(name: string, line: string): EvenhandError {
  return new EvenhandError("EH_INPUT_NO_EVENTS", `${name} has no event on line ${line}.`);
}

function describe({ event, decision }: DecisionRecord, explanations: readonly Explanation[], io: Io): string {
  const colours = coloursFor(io.stdout, io.env);
  const measures = decision.measures.map((measure) => `${measure.kind} for ${measure.clause}`);
  const head = `${event.type} ${event.id}: ${[decision.outcome, ...measures].join(", ")}`;
  if (explanations.length === 0)
    return `${head}\nNo detector has a finding. Name one with --detector ID to see why it did not hold.`;
  return [head, ...explanations.map((one) => `\n${formatExplanation(one, colours)}`)].join("\n");
}
