/** `node benchmarks/dist/main.js [decide] [expression] [options]`, or `service [embedded] [postgres] [--quick] [--soak=MINUTES]`: 0 done, 1 engines disagree, 2 bad arguments. */
import { BenchmarkError } from "./benchmark-error.js";
import { parseOptions, USAGE } from "./run/options.js";
import { runAll } from "./run/run.js";
import { answerTask, TASK_ARGUMENT } from "./run/task.js";

const [first, second, ...rest] = process.argv.slice(2);
if (first === TASK_ARGUMENT && second !== undefined && rest.length === 0) await answerTask(second);
else await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  let parsed = false;
  try {
    if (args[0] === "service") {
      parsed = true;
      const { benchService } = await import("./service/service-bench.js");
      await benchService(args.slice(1));
      return;
    }
    if (args[0] === "matching") {
      parsed = true;
      const { benchMatching } = await import("./matching/matching-bench.js");
      await benchMatching(args.slice(1));
      return;
    }
    const options = parseOptions(args);
    parsed = true;
    if (options.help) console.log(USAGE);
    else await runAll(options);
  } catch (error) {
    if (!(error instanceof BenchmarkError)) throw error;
    console.error(`${error.code}: ${error.message}`);
    process.exit(parsed ? 1 : 2);
  }
}
