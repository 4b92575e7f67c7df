import { EvenhandError } from "@evenhand/contract";
import { type BacktestReport, createBacktest } from "@evenhand/policy";
import { type InputOptions, openInput } from "../input/input-options.js";
import { atPlace, malformed } from "../input/malformed.js";
import { EXIT, type Io } from "../io.js";
import { openSoundPolicy } from "../load-policy.js";
import { formatBacktest } from "../output/backtest-text.js";
import { coloursFor } from "../output/colours.js";
import { formatProblem } from "../output/format-problem.js";
import { LineWriter } from "../output/line-writer.js";
import { print } from "../output/print.js";
import { Progress } from "../output/progress.js";

interface BacktestOptions extends InputOptions {
  readonly against: string;
  readonly examples: number;
  readonly now?: number;
  readonly strict?: true;
  readonly json?: true;
}

/** `evenhand policy backtest DIR --against OLD_DIR`: what the new policy would have changed. */
export async function backtestPolicy(folder: string, options: BacktestOptions, io: Io): Promise<number> {
  const after = await openSoundPolicy(folder);
  const before = await openSoundPolicy(options.against);
  const report = await run(before.compiled, after, options, io);
  const colours = coloursFor(io.stdout, io.env);
  await print(io, options.json ? JSON.stringify(report) : formatBacktest(report, io.stdout.columns ?? 120, colours));
  return EXIT.done;
}

async function run(
  before: Parameters<typeof createBacktest>[0],
  { compiled, policy }: Awaited<ReturnType<typeof openSoundPolicy>>,
  options: BacktestOptions,
  io: Io,
): Promise<BacktestReport> {
  const input = await openInput(options, policy, io);
  let inventedNow = 0;
  const now = (): number => options.now ?? (input.inventedTimes ? inventedNow : io.now());
  const backtest = createBacktest(before, compiled, { clock: { now }, examples: options.examples });
  const problems = new LineWriter(io.stderr, "standard error");
  const progress = new Progress(io, input.size);
  progress.shareWith(problems);
  const colours = coloursFor(io.stderr, io.env);
  const count = { events: 0, malformed: 0 };
  try {
    for await (const batch of input.batches()) {
      for (const item of batch) {
        if (!item.ok) {
          if (options.strict) throw malformed(input, item);
          count.malformed += 1;
          for (const problem of item.problems) problems.line(formatProblem(atPlace(problem, input, item), colours));
          continue;
        }
        if (input.inventedTimes) inventedNow = Date.parse(item.event.time);
        backtest.add(item.event);
        count.events += 1;
      }
      await problems.flush();
      progress.update({ bytes: input.bytesRead(), events: count.events });
    }
  } finally {
    progress.stop();
  }
  if (count.malformed > 0) problems.line(`${count.malformed} malformed ${input.unit}s were left out`);
  await problems.flush();
  if (count.events === 0)
    throw new EvenhandError("EH_INPUT_NO_EVENTS", `${input.name} holds no events, so there is nothing to compare.`);
  return backtest.report();
}
