/** Links: banks of a million domains beside a plain Set and a scan, look-alike hosts, and extraction from running text. */
import { createDomainBank, type DomainBank, type DomainEntry, extractLinks } from "@evenhand/matching";
import { BenchmarkError } from "../benchmark-error.js";
import { createRandom, type Random, zipf } from "../generate/random.js";
import { VOCABULARY } from "../generate/vocabulary.js";
import { bytes, count, milliseconds, table, times } from "../report/table.js";

interface Place {
  readonly host: string;
  readonly path: string;
}

const SUFFIXES = "com net org co.uk de io shop xyz com.br github.io".split(" ");

/** Prints the figures of banks and of extraction. Throws where the engines disagree. */
export async function runLinks(print: (line: string) => void, { quick }: { readonly quick: boolean }): Promise<void> {
  const size = quick ? 50_000 : 1_000_000;
  const asked = quick ? 100_000 : 1_000_000;
  await printBanks(print, size, asked);
  printPathsAndChanges(print, size);
  printLookalikes(print, quick ? 10_000 : 100_000);
  printExtraction(print, quick ? 5_000_000 : 25_000_000);
}

function makeHosts(size: number): string[] {
  const random = createRandom(21);
  return Array.from({ length: size }, (_, k) => {
    const name = `${VOCABULARY[k % VOCABULARY.length] as string}${Math.floor(k / VOCABULARY.length)}`;
    const sub = random.chance(0.2) ? `${random.pick(VOCABULARY)}.` : "";
    return `${sub}${name}.${random.pick(SUFFIXES)}`;
  });
}

/** Half of them lead to a host of the bank or below one. */
function makePlaces(hosts: readonly string[], size: number): Place[] {
  const random = createRandom(22);
  return Array.from({ length: size }, () => {
    const below = random.chance(0.5) ? `${random.pick(["www", "m", "a.b", "shop"])}.` : "";
    const host = random.chance(0.5) ? random.pick(hosts) : `other-${random.pick(hosts)}`;
    return { host: below + host, path: random.chance(0.5) ? "/" : `/${random.pick(VOCABULARY)}/x?y=1` };
  });
}

async function printBanks(print: (line: string) => void, size: number, asked: number): Promise<void> {
  const hosts = makeHosts(size);
  const entries = hosts.map((domain, place): DomainEntry => ({ id: String(place), domain }));
  const places = makePlaces(hosts, asked);
  const before = await heapAndBuffers();
  const began = performance.now();
  const bank = createDomainBank(entries);
  const buildMs = performance.now() - began;
  const ours = {
    ...measure(places, (place) => bank.find(place) !== undefined),
    buildMs,
    memory: (await heapAndBuffers()) - before,
  };

  const beforeSet = await heapAndBuffers();
  const setBegan = performance.now();
  const set = new Set(hosts);
  const setMs = performance.now() - setBegan;
  const plain = {
    ...measure(places, ({ host }) => inSet(set, host)),
    buildMs: setMs,
    memory: (await heapAndBuffers()) - beforeSet,
  };
  if (ours.found !== plain.found) {
    throw new BenchmarkError(`The bank finds ${ours.found} links, a Set of hosts ${plain.found}.`);
  }
  const few = places.slice(0, 20);
  const scan = measure(few, ({ host }) => hosts.some((known) => host === known || host.endsWith(`.${known}`)));
  const expected = measure(few, (place) => bank.find(place) !== undefined).found;
  if (scan.found !== expected) throw new BenchmarkError(`The bank finds ${expected} links, a scan ${scan.found}.`);

  print(
    `  ${size.toLocaleString("en")} domains, ${ours.found.toLocaleString("en")} of ${asked.toLocaleString("en")} links under one\n`,
  );
  const row = (name: string, of: { perSecond: number; buildMs?: number; memory?: number }): string[] => [
    name,
    count(of.perSecond),
    times(ours.perSecond / of.perSecond),
    of.buildMs === undefined ? "–" : milliseconds(of.buildMs),
    of.memory === undefined ? "–" : bytes(of.memory),
  ];
  print(
    table([
      ["bank", "links/s", "ours is", "build", "memory"],
      row("Evenhand", ours),
      row("a Set of hosts (no paths, no entries)", plain),
      row("every entry in turn", scan),
    ]),
  );
  const urls = places.map(({ host, path }) => `http://${host}${path}`);
  print(`  from the URL as text: ${count(measure(urls, (url) => bank.findUrl(url) !== undefined).perSecond)} links/s`);
}

function inSet(set: ReadonlySet<string>, host: string): boolean {
  for (let rest = host; ;) {
    if (set.has(rest)) return true;
    const dot = rest.indexOf(".");
    if (dot < 0) return false;
    rest = rest.slice(dot + 1);
  }
}

function measure<T>(
  asked: readonly T[],
  ask: (of: T) => boolean,
): { readonly found: number; readonly perSecond: number } {
  let found = 0;
  const began = performance.now();
  for (const one of asked) if (ask(one)) found += 1;
  return { found, perSecond: (asked.length / (performance.now() - began)) * 1_000 };
}

/** Half of the entries with a path, a twentieth exceptions; some are removed and added again. */
function printPathsAndChanges(print: (line: string) => void, size: number): void {
  const random = createRandom(23);
  const hosts = makeHosts(size);
  const entries = hosts.map((domain, place): DomainEntry => ({
    id: String(place),
    domain,
    ...(random.chance(0.5) && { path: `/${random.pick(VOCABULARY)}/${place % 100}` }),
    ...(random.chance(0.05) && { allow: true }),
  }));
  const began = performance.now();
  const bank = createDomainBank(entries);
  const buildMs = performance.now() - began;
  const changed = entries.slice(0, 10_000);
  bank.remove(entries.at(-1)?.id ?? "");
  const removing = performance.now();
  for (const { id } of changed) bank.remove(id);
  const adding = performance.now();
  for (const entry of changed) bank.add(entry);
  const done = performance.now();
  print(
    `\n  half of them with a path: build ${milliseconds(buildMs)}, tables of ${bytes(bank.bytes)}; ` +
      `changes without a rebuild: ${count((changed.length / (adding - removing)) * 1_000)} removed, ` +
      `${count((changed.length / (done - adding)) * 1_000)} added a second`,
  );
}

function printLookalikes(print: (line: string) => void, size: number): void {
  const hosts = makeHosts(size);
  const began = performance.now();
  const bank = createDomainBank(
    hosts.map((domain, place) => ({ id: String(place), domain, allow: true })),
    { lookalikes: true },
  );
  const buildMs = performance.now() - began;
  // o is also written 0, l is also written 1, and a letter may be of another script.
  const fakes = hosts.slice(0, 20_000).map((host) => host.replace("o", "0").replace("l", "1"));
  const isFake = (host: string): boolean => findLookalike(bank, host);
  const changed = fakes.filter((fake, place) => fake !== hosts[place]);
  const { found, perSecond } = measure(changed, isFake);
  print(
    `  look-alikes of ${size.toLocaleString("en")} hosts: build ${milliseconds(buildMs)}, ${count(perSecond)} hosts/s, ` +
      `${found.toLocaleString("en")} of ${changed.length.toLocaleString("en")} with 0 for o or 1 for l found`,
  );
}

function findLookalike(bank: DomainBank, host: string): boolean {
  return bank.findLookalike({ host }) !== undefined;
}

const draw = zipf(VOCABULARY.length, 0.9);

function writeLine(random: Random): string {
  const words = Array.from({ length: random.int(5, 25) }, () => VOCABULARY[draw(random)] as string);
  if (random.chance(0.25)) {
    const host = `${random.pick(VOCABULARY)}.${random.pick(SUFFIXES)}`;
    const link = random.pick([
      `https://${host}/a/b?c=d`,
      `http://www.${host}`,
      host,
      `hxxp://${host.replace(".", "[.]")}/x`,
    ]);
    words.splice(random.int(0, words.length), 0, link);
  }
  return words.join(" ");
}

function printExtraction(print: (line: string) => void, size: number): void {
  const random = createRandom(24);
  const lines: string[] = [];
  for (let written = 0; written < size;) {
    const line = writeLine(random);
    lines.push(line);
    written += line.length + 1;
  }
  let links = 0;
  const speed = (read: (line: string) => number): number => {
    links = 0;
    const began = performance.now();
    for (const line of lines) links += read(line);
    return size / 1_000 / (performance.now() - began);
  };
  const ours = speed((line) => extractLinks(line).length);
  const oursFound = links;
  const plain = speed((line) => line.match(/https?:\/\/[^\s<>"]+/gi)?.length ?? 0);
  print(`\n  extraction from ${count(size / 1e6)} MB of posts, a link in every fourth\n`);
  print(
    table([
      ["by", "MB/s", "links"],
      ["Evenhand", count(ours), oursFound.toLocaleString("en")],
      ["a RegExp for https?://", count(plain), links.toLocaleString("en")],
    ]),
  );
}

async function heapAndBuffers(): Promise<number> {
  for (let turn = 0; turn < 2; turn++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
