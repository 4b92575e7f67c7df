import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type AddedBankEntries, type BankSummary, EvenhandError } from "@evenhand/contract";
import { type EntryFields, withEntry } from "@evenhand/policy";
import { EXIT, type Io } from "../../io.js";
import { openSoundPolicy } from "../../load-policy.js";
import { print } from "../../output/print.js";
import { safeLine } from "../../output/safe-text.js";
import { openRemote } from "../remote.js";
import { type BankOptions, bankPath, hashOf, openBank } from "./bank-options.js";

interface AddOptions extends BankOptions {
  readonly match?: string;
  readonly allow?: true;
  readonly category?: string;
  readonly severity?: number;
  readonly clause?: string;
  readonly lang?: string;
  readonly id?: string;
  readonly source?: string;
  readonly note?: string;
  readonly expires?: string;
}

/** `evenhand bank add BANK ENTRIES…` */
export async function addEntries(name: string, texts: readonly string[], options: AddOptions, io: Io): Promise<number> {
  return options.policy === undefined
    ? addAtService(name, texts, options, io)
    : addInFolder(name, options.policy, texts, options, io);
}

async function addAtService(name: string, texts: readonly string[], options: AddOptions, io: Io): Promise<number> {
  const remote = openRemote(options, io);
  const { kind } = await remote.ask<BankSummary>(bankPath(name));
  const entries = texts.map((text) => fieldsFor(kind, text, options));
  const added = await remote.ask<AddedBankEntries>(bankPath(name, "entries"), { method: "POST", body: { entries } });
  const refused = added.results.some(({ result }) => result === "refused");
  if (options.json) await print(io, JSON.stringify(added));
  else {
    const lines = added.results.map((one, i) => {
      const text = safeLine(texts[i] ?? "");
      if (one.result === "added") return `added ${one.id}: ${text}`;
      if (one.result === "present")
        return `there already${one.id === null ? ", by the policy" : ` as ${one.id}`}: ${text}`;
      return `refused: ${text}. ${safeLine(one.problems.map(({ detail }) => detail).join(" "))}`;
    });
    await print(io, ...lines);
  }
  return refused ? EXIT.differences : EXIT.done;
}

async function addInFolder(
  name: string,
  folder: string,
  texts: readonly string[],
  options: AddOptions,
  io: Io,
): Promise<number> {
  const { bank } = await openBank(folder, name);
  const entries = texts.map((text) => fieldsFor(bank.kind, text, options));
  const lines = await editBankFile(folder, bank.origin.file, (path, before) =>
    entries.reduce((text, fields) => withEntry(path, text, fields), before),
  );
  await print(
    io,
    options.json ? JSON.stringify({ file: lines, added: entries.length }) : `${lines}: ${entries.length} added`,
  );
  return EXIT.done;
}

/**
 * Changes a bank's file; where the policy would have errors afterwards, the file stays as it was.
 *
 * @returns the file's path
 */
export async function editBankFile(
  folder: string,
  file: string,
  edit: (path: string, text: string) => string,
): Promise<string> {
  const path = join(folder, file);
  const before = await readFile(path, "utf8");
  const after = edit(file, before);
  await replace(path, after);
  try {
    await openSoundPolicy(folder);
  } catch (error) {
    await replace(path, before);
    throw error;
  }
  return path;
}

/** Nobody ever reads half a file. */
async function replace(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.tmp`;
  await writeFile(beside, text);
  await rename(beside, path);
}

/** The fields of one entry, out of what the command line gives. */
function fieldsFor(kind: BankSummary["kind"], text: string, options: AddOptions): EntryFields {
  const { match, allow, category, severity, clause, lang, id, source, note, expires } = options;
  const said = { category, severity, source, note, expires };
  const fields = {
    terms: () => ({ text, match, allow, ...said }),
    domains: () => ({ ...placeOf(text), allow, ...said }),
    images: () => ({ id, ...imageOf(text), ...said }),
    samples: () => ({ id, text, clause, lang, ...said }),
  }[kind]();
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function placeOf(text: string): { readonly domain: string; readonly path?: string } {
  const slash = text.indexOf("/");
  return slash <= 0 || text.includes("://")
    ? { domain: text }
    : { domain: text.slice(0, slash), path: text.slice(slash) };
}

function imageOf(text: string): object {
  const hash = hashOf(text);
  if (hash !== undefined) return hash;
  throw new EvenhandError(
    "EH_USAGE",
    `${JSON.stringify(text)} is no hash. Write pdq:… or sha256:… with 64 hexadecimal digits, or md5:… with 32.`,
  );
}
