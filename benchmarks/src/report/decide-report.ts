/** Tables of the decision benchmark. */
import type { CellResult, EngineResult } from "../decide/cell.js";
import type { MemoryResult } from "../decide/memory.js";
import { bytes, count, milliseconds, percent, table, times } from "./table.js";

export function rateOf(cell: CellResult, engine: string): number {
  return cell.engines.find(({ name }) => name === engine)?.eventsPerSecond ?? Number.NaN;
}

/** The fastest peer, or the fastest of those named. */
export function bestPeer(cell: CellResult, names?: readonly string[]): EngineResult {
  const peers = cell.engines.filter(({ role, name }) => role === "peer" && (names?.includes(name) ?? true));
  return peers.reduce((best, peer) => (peer.eventsPerSecond > best.eventsPerSecond ? peer : best));
}

export function ceiling(cell: CellResult): number {
  return rateOf(cell, "closures");
}

export function cellReport(cell: CellResult): string {
  const peer = bestPeer(cell);
  const rows = cell.engines.map(({ name, eventsPerSecond, compileMs, verifiedEvents, rounds, form }) => [
    name,
    count(eventsPerSecond),
    `${count(Math.min(...rounds))}–${count(Math.max(...rounds))}`,
    times(eventsPerSecond / peer.eventsPerSecond),
    times(eventsPerSecond / ceiling(cell)),
    milliseconds(compileMs),
    count(verifiedEvents),
    form === undefined ? "" : `(${form})`,
  ]);
  const heading = ["engine", "events/s", "rounds", "to best peer", "to closures", "compile", "events compared", ""];
  return `${cell.pack} pack, ${count(cell.size)} detectors: ${count(cell.findingsPerEvent)} findings per event, ${percent(
    cell.eventsWithFindings,
  )} of events have any; ${count(cell.detectorsThatHeld)} detectors held at least once; best peer: ${peer.name}
${table([heading, ...rows])}`;
}

/** How near the bound by facts is, and whether a multiple of the best peer lies within it. */
export function floorReport(cell: CellResult, multiple: number): string {
  const micros = (rate: number): number => 1e6 / rate;
  const facts = micros(rateOf(cell, "facts alone"));
  const findings = micros(rateOf(cell, "evenhand findings"));
  const peer = bestPeer(cell);
  const wanted = micros(peer.eventsPerSecond) / multiple;
  const verdict =
    wanted < facts
      ? `less than the facts alone: out of reach for any engine that derives them`
      : `${count(wanted - facts)} µs for the conditions`;
  return `${cell.pack} pack, ${count(cell.size)} detectors: facts alone take ${count(facts)} µs an event, findings ${count(findings)} µs in all. ${times(multiple)} ${peer.name} would be ${count(wanted)} µs: ${verdict}.`;
}

/** How much dearer an event becomes with a hundred times the detectors. */
export function growthReport(cells: readonly CellResult[]): string | undefined {
  const packs = [...new Set(cells.map(({ pack }) => pack))].flatMap((pack) => {
    const small = cells.find((cell) => cell.pack === pack && cell.size === 100);
    const large = cells.find((cell) => cell.pack === pack && cell.size === 10_000);
    return small === undefined || large === undefined ? [] : [{ pack, small, large }];
  });
  const [first] = packs;
  if (first === undefined) return undefined;
  const rows = first.small.engines.map(({ name }) => [
    name,
    ...packs.map(({ small, large }) => times(rateOf(small, name) / rateOf(large, name))),
  ]);
  return `Growth of the cost of an event from 100 to 10,000 detectors\n${table([["engine", ...packs.map(({ pack }) => pack)], ...rows])}`;
}

export function memoryReport(results: readonly MemoryResult[]): string {
  const rows = results.map(({ engine, pack, size, heap, resident }) => [
    engine,
    pack,
    count(size),
    bytes(heap),
    bytes(resident),
  ]);
  return `Memory of the compiled detectors (process of its own, after garbage collection)\n${table([
    ["engine", "pack", "detectors", "heap", "resident"],
    ...rows,
  ])}`;
}
