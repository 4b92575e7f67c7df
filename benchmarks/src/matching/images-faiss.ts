/** faiss's multi-index hashing, as Meta's Hasher-Matcher-Actioner uses it for PDQ (Debian: python3-faiss). */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { BenchmarkError } from "../benchmark-error.js";
import type { HashBank, SearchOptions } from "./images-banks.js";

export interface FaissResult {
  readonly buildMs: number;
  /** Queries a second, one after the other. */
  readonly speed: number;
  /** Queries a second, all in one call. */
  readonly batchSpeed: number;
  /** Hashes found for each query. */
  readonly found: readonly number[];
  /** What the index took, by the process's memory. */
  readonly bytes: number;
}

/** 16 slots of 16 bits, looked up to one changed bit: what radius 31 needs. faiss's radius is the first that is too far. */
const SCRIPT = `
import json, sys, time
import numpy, faiss
faiss.omp_set_num_threads(1)
bank = numpy.fromfile(sys.argv[1], dtype="uint8").reshape(-1, 32)
queries = numpy.fromfile(sys.argv[2], dtype="uint8").reshape(-1, 32)
radius, seconds = int(sys.argv[3]), float(sys.argv[4])
def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))
before = resident()
started = time.perf_counter()
index = faiss.IndexBinaryMultiHash(256, 16, 16)
index.nflip = radius // 16
index.add(bank)
build = time.perf_counter() - started
size = resident() - before
speed = batch = 0
for _ in range(int(sys.argv[5])):
    done, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        at = done % len(queries)
        index.range_search(queries[at:at + 1], radius + 1)
        done += 1
    speed = max(speed, done / (time.perf_counter() - started))
    started = time.perf_counter()
    limits, distances, labels = index.range_search(queries, radius + 1)
    batch = max(batch, len(queries) / (time.perf_counter() - started))
print(json.dumps({"buildMs": build * 1000, "speed": speed, "batchSpeed": batch, "bytes": size,
                  "found": [int(limits[i + 1] - limits[i]) for i in range(len(queries))]}))
`;

const PYTHONS = ["python3", "/usr/bin/python3"];

/** A Python that has faiss. */
export function findFaiss(): string | undefined {
  return PYTHONS.find((python) => spawnSync(python, ["-c", "import faiss"], { stdio: "ignore" }).status === 0);
}

export function measureFaiss(python: string, bank: HashBank, folder: string, options: SearchOptions): FaissResult {
  const files = [join(folder, "bank"), join(folder, "queries")] as const;
  writeFileSync(files[0], Buffer.from(bank.words.buffer));
  writeFileSync(files[1], Buffer.from(bank.queries.buffer));
  const { status, stdout, stderr } = spawnSync(
    python,
    ["-c", SCRIPT, ...files, ...[options.radius, options.seconds, options.rounds].map(String)],
    { encoding: "utf8", maxBuffer: 1 << 26 },
  );
  if (status !== 0) throw new BenchmarkError(`faiss failed: ${stderr.slice(-500)}`);
  return JSON.parse(stdout) as FaissResult;
}
