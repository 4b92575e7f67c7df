import { createWriteStream } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { EvenhandError } from "@evenhand/contract";
import { createDecider } from "../decider.js";
import { type InputOptions, openInput } from "../input/input-options.js";
import type { EventInput, InputRecord } from "../input/input-record.js";
import { atPlace, malformed } from "../input/malformed.js";
import { EXIT, type Io } from "../io.js";
import { openSoundPolicy, type SoundPolicy } from "../load-policy.js";
import { coloursFor } from "../output/colours.js";
import { DecisionView } from "../output/decision-view.js";
import { Examples } from "../output/examples.js";
import { findingCard } from "../output/finding-card.js";
import { formatProblem } from "../output/format-problem.js";
import { LineWriter, outputError } from "../output/line-writer.js";
import { Progress } from "../output/progress.js";
import { Tally } from "../output/tally.js";
import { formatSummary } from "../output/summary.js";
import { LabelScore } from "../score/label-score.js";
import { replayRecords } from "./replay.js";

/** Options of `evenhand decide`. */
export interface DecideOptions extends InputOptions {
  readonly policy: string;
  readonly json?: true;
  readonly strict?: true;
  readonly rows: boolean;
  /** How many findings to show in full. */
  readonly examples: number;
  readonly record?: string;
  readonly replay?: string;
  /** Milliseconds since the epoch. */
  readonly now?: number;
}

/** `evenhand decide`: decides every event of the input, in order. */
export async function decide(options: DecideOptions, io: Io): Promise<number> {
  const opened = await openSoundPolicy(options.policy);
  if (options.replay !== undefined) return replayRecords(options.replay, opened, options, io);
  const input = await openInput(options, opened.policy, io);
  return new DecideRun(options, opened, input, io).run();
}

class DecideRun {
  readonly #options: DecideOptions;
  readonly #input: EventInput;
  readonly #io: Io;
  readonly #tally = new Tally();
  readonly #score = new LabelScore();
  readonly #examples: Examples;
  readonly #out: LineWriter;
  readonly #problems: LineWriter;
  readonly #progress: Progress;
  readonly #view: DecisionView;
  readonly #opened: SoundPolicy;
  /** The present of an invented timeline. */
  #inventedNow = 0;
  readonly #decider;

  constructor(options: DecideOptions, opened: SoundPolicy, input: EventInput, io: Io) {
    this.#options = options;
    this.#opened = opened;
    this.#input = input;
    this.#io = io;
    const { policy } = opened;
    this.#examples = new Examples(options.json ? 0 : options.examples);
    this.#out = new LineWriter(io.stdout, "standard output");
    this.#problems = new LineWriter(io.stderr, "standard error");
    this.#progress = new Progress(io, input.size);
    this.#progress.shareWith(this.#out, this.#problems);
    this.#view = new DecisionView(policy, options, io);
    this.#decider = createDecider(opened, () => this.#now());
  }

  async run(): Promise<number> {
    const record = await openRecord(this.#options, this.#input);
    const startedAt = this.#io.now();
    try {
      for await (const batch of this.#input.batches()) {
        for (const item of batch) {
          this.#take(item, record);
          if (this.#out.full || record?.full) await this.#flush(record);
        }
        await this.#flush(record);
        this.#progress.update({ bytes: this.#input.bytesRead(), events: this.#tally.events });
        if (this.#out.closed) break;
      }
    } finally {
      this.#progress.stop();
      // What was decided before an error ended the run is still told.
      await this.#flush(undefined);
    }
    await record?.end();
    await this.#finish(this.#io.now() - startedAt);
    return this.#exitCode();
  }

  #take(item: InputRecord, record: LineWriter | undefined): void {
    if (!item.ok) {
      this.#refuse(item);
      return;
    }
    if (this.#input.inventedTimes) this.#inventedNow = Date.parse(item.event.time);
    const decided = this.#decider.engine.decide(item.event);
    this.#tally.add(decided.decision);
    this.#score.add(item.labels, decided.decision);
    this.#examples.add(item.event, decided.decision);
    this.#view.add(this.#out, item.event, decided.decision);
    record?.line(JSON.stringify(decided));
  }

  #refuse(item: Extract<InputRecord, { ok: false }>): void {
    if (this.#options.strict) throw malformed(this.#input, item);
    this.#tally.malformed += 1;
    const colours = coloursFor(this.#io.stderr, this.#io.env);
    for (const problem of item.problems)
      this.#problems.line(formatProblem(atPlace(problem, this.#input, item), colours));
  }

  async #flush(record: LineWriter | undefined): Promise<void> {
    await Promise.all([this.#problems.flush(), this.#out.flush(), record?.flush()]);
  }

  async #finish(tookMs: number): Promise<void> {
    const { policy } = this.#opened;
    const summary = { policy, tally: this.#tally, score: this.#score, unit: this.#input.unit, tookMs };
    const counters = { ...this.#decider.counters.stats(), errors: this.#decider.engine.stats().counterErrors };
    // With --json stdout is for decisions alone: what else a person must know goes to stderr.
    const target = this.#options.json ? this.#problems : this.#out;
    const { stdout, stderr, env } = this.#io;
    const colours = coloursFor(this.#options.json ? stderr : stdout, env);
    const wanted = !this.#options.json || this.#tally.malformed > 0 || this.#options.label !== undefined;
    if (wanted) target.line(formatSummary({ ...summary, counters }, colours));
    const width = Math.min(stdout.columns ?? 100, 110);
    for (const { event, decision } of this.#examples.pick())
      target.line(`\n${findingCard(event, decision, policy, width, colours)}`);
    await this.#flush(undefined);
  }

  #exitCode(): number {
    const { events, malformed } = this.#tally;
    if (events > 0 || malformed === 0) return EXIT.done;
    throw new EvenhandError(
      "EH_INPUT_NO_EVENTS",
      `Not one ${this.#input.unit} of ${this.#input.name} could be read. Is it the right file? ` +
        "Events are JSON objects, one per line; tables are read with --csv FILE --text COLUMN.",
    );
  }

  #now(): number {
    return this.#options.now ?? (this.#input.inventedTimes ? this.#inventedNow : this.#io.now());
  }
}

/** The file for --record, created anew; refused where it is the input itself. */
async function openRecord({ record: path }: DecideOptions, input: EventInput): Promise<LineWriter | undefined> {
  if (path === undefined) return undefined;
  const [target, source] = await Promise.all([path, input.name].map((name) => realpath(name).catch(() => undefined)));
  if (target !== undefined && target === source) {
    throw new EvenhandError("EH_USAGE", `--record ${path} would overwrite the input. Name another file.`);
  }
  try {
    const handle = await open(path, "w");
    return new LineWriter(createWriteStream(path, { fd: handle }), path);
  } catch (error) {
    throw outputError(path, error);
  }
}
