import { parseArgs } from "node:util";
import { BenchmarkError } from "../benchmark-error.js";
import type { ClockName } from "../decide/clock.js";
import { PACK_NAMES, type PackName, SIZES } from "../generate/condition.js";

export const USAGE = `Usage: npm run bench -- [decide] [expression] [options]

Compares this engine with its peers, all in one run, on the same events, and checks that all find the same.
Without a name, everything runs (about six minutes).

  decide           detectors on events: packs of 10 to 10,000 detectors
  expression       one expression, evaluated as often as possible
  service          the service beside a ceiling with the same inserts: [embedded] [postgres] [--quick] [--soak=MINUTES]
  matching         texts, links and images beside the real peers: [PART…] [--quick]

  --quick          10 and 100 detectors, short rounds: a smoke test of less than a minute
  --pack NAME      only this pack: ${PACK_NAMES.join(", ")}
  --size NUMBER    only this many detectors: ${SIZES.join(", ")}
  --no-memory      leave out the memory table
  --cpu-time       measure processor time, not time: for a machine that is busy with other things
  --json FILE      also write all results to FILE
  --help`;

export interface Options {
  readonly help: boolean;
  readonly decide: boolean;
  readonly expression: boolean;
  readonly quick: boolean;
  readonly clock: ClockName;
  readonly memory: boolean;
  readonly packs: readonly PackName[];
  readonly sizes: readonly number[];
  readonly json: string | undefined;
}

/** @throws BenchmarkError that says what is wrong with the arguments */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  const unknown = positionals.find((name) => name !== "decide" && name !== "expression");
  if (unknown !== undefined) throw new BenchmarkError(`There is no benchmark "${unknown}".\n\n${USAGE}`);
  const pack = PACK_NAMES.filter((name) => values.pack === undefined || name === values.pack);
  if (pack.length === 0) throw new BenchmarkError(`There is no pack "${values.pack}".\n\n${USAGE}`);
  const size = values.size === undefined ? undefined : Number(values.size);
  if (size !== undefined && !SIZES.includes(size))
    throw new BenchmarkError(`No packs of "${values.size}".\n\n${USAGE}`);
  const quick = values.quick === true;
  const all = positionals.length === 0;
  return {
    help: values.help === true,
    decide: all || positionals.includes("decide"),
    expression: all || positionals.includes("expression"),
    quick,
    clock: values["cpu-time"] === true ? "cpu" : "wall",
    memory: values["no-memory"] !== true && !quick,
    packs: pack,
    sizes: size === undefined ? SIZES.filter((one) => !quick || one <= 100) : [size],
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: "boolean" },
        quick: { type: "boolean" },
        "no-memory": { type: "boolean" },
        pack: { type: "string" },
        size: { type: "string" },
        "cpu-time": { type: "boolean" },
        json: { type: "string" },
      },
    });
  } catch (error) {
    throw new BenchmarkError(`${(error as Error).message}\n\n${USAGE}`);
  }
}
