/** A whole run: measures cell by cell, prints each table when it is there, and the goals at the end. */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { type CellResult, FULL, QUICK } from "../decide/cell.js";
import type { MemoryResult } from "../decide/memory.js";
import { ENGINES } from "../engines/index.js";
import { EXPRESSION, type ExpressionResult } from "../expression/expression.js";
import { cellReport, floorReport, growthReport, memoryReport } from "../report/decide-report.js";
import { type Goal, goals, goalsReport, MULTIPLES } from "../report/goals.js";
import { count, table, times } from "../report/table.js";
import type { Options } from "./options.js";
import { inProcess } from "./task.js";

interface Results {
  readonly node: string;
  readonly processor: string;
  readonly cells: readonly CellResult[];
  readonly memory: readonly MemoryResult[];
  readonly expression: readonly ExpressionResult[] | undefined;
  readonly goals: readonly Goal[];
}

/** @throws BenchmarkError where engines disagree or a part fails */
export async function runAll(options: Options): Promise<void> {
  const processor = `${cpus()[0]?.model.trim()} × ${cpus().length}`;
  print(
    `Node ${process.versions.node}, ${processor}. Medians of interleaved rounds${
      options.clock === "cpu" ? ", per second of processor time (all threads)" : ""
    }; higher is better.`,
  );
  if (options.decide) print(LEGEND);
  const cells = options.decide ? await measureCells(options) : [];
  const growth = growthReport(cells);
  if (growth !== undefined) print(growth);
  for (const cell of cells) {
    const multiple = MULTIPLES.get(cell.size);
    if (cell.pack === "mixed" && multiple !== undefined) print(floorReport(cell, multiple));
  }
  const memory = options.decide && options.memory ? await measureAllMemory(options) : [];
  if (memory.length > 0) print(memoryReport(memory));
  const expression = options.expression ? await measureOneExpression(options) : undefined;
  const reached = goals(cells, expression);
  print(goalsReport(reached));
  if (options.json === undefined) return;
  const results: Results = { node: process.versions.node, processor, cells, memory, expression, goals: reached };
  writeFileSync(options.json, `${JSON.stringify(results, undefined, 2)}\n`);
  say(`Results written to ${options.json}`);
}

const LEGEND = `
  evenhand decide    the whole way: counters, standing, findings with evidence, measures, strikes, the record
  …, with banks      the same, and five shadow detectors that ask 10,000 terms, 20,000 domains, 2,000 samples and 10,000 images
  evenhand findings  this engine's plan up to where the others stop: which detectors held
  facts alone        no conditions: the counting of events and every fact that the detectors read, which all engines need
  closures           hand-written JavaScript, one function per detector, evaluated one by one
Every engine gets the same events as fresh objects, counts them with the same counters, and takes text facts (links,
words) and counts as inputs where its language cannot derive them. Peers run in the fastest form found.

  selective          each detector has an equality of high cardinality (group, account, network, locale with kind)
  mixed              equality 40 %, thresholds 20 %, terms 20 %, counters 10 %, facts compared with each other 10 %
  hostile            only facts compared with each other: no value to look up (evenhand goes through many comparisons of the same two at a time)
Detectors are as rare as they are in life: detector i is meant to hold for a share of about 0.7 / (30 + i) of the events.`;

async function measureCells(options: Options): Promise<CellResult[]> {
  const cells: CellResult[] = [];
  const effort = { ...(options.quick ? QUICK : FULL), clock: options.clock };
  for (const pack of options.packs) {
    for (const size of options.sizes) {
      say(`Measuring the ${pack} pack with ${count(size)} detectors …`);
      const cell = await inProcess({ kind: "cell", pack, size, effort });
      cells.push(cell);
      print(cellReport(cell));
    }
  }
  return cells;
}

async function measureAllMemory(options: Options): Promise<MemoryResult[]> {
  const results: MemoryResult[] = [];
  say("Measuring memory …");
  for (const pack of options.packs.filter((name) => name === "mixed")) {
    for (const size of options.sizes.filter((one) => one === 100 || one === 10_000)) {
      for (const { name } of ENGINES) results.push(await inProcess({ kind: "memory", engine: name, pack, size }));
    }
  }
  return results;
}

async function measureOneExpression({ quick, clock }: Options): Promise<readonly ExpressionResult[]> {
  say("Measuring one expression …");
  const effort = quick ? { clock, rounds: 3, roundMs: 200 } : { clock, rounds: 7, roundMs: 500 };
  const results = await inProcess({ kind: "expression", effort });
  const closure = results.find(({ name }) => name === "closure")?.evaluationsPerSecond ?? Number.NaN;
  const peer = results.find(({ name }) => name === "@bufbuild/cel")?.evaluationsPerSecond ?? Number.NaN;
  const rows = results.map(({ name, evaluationsPerSecond }) => [
    name,
    count(evaluationsPerSecond),
    times(evaluationsPerSecond / peer),
    times(evaluationsPerSecond / closure),
  ]);
  print(
    `One expression: ${EXPRESSION}\n${table([["engine", "evaluations/s", "to @bufbuild/cel", "to closure"], ...rows])}`,
  );
  return results;
}

function print(text: string): void {
  console.log(`${text}\n`);
}

/** What is going on; not part of the results. */
function say(text: string): void {
  console.error(text);
}
