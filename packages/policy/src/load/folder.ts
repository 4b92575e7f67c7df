import { meantFor } from "./did-you-mean.js";
import type { ProblemSink } from "./problem-sink.js";
import { SourceFile } from "./source-file.js";

/** Largest file that is read, in UTF-16 units. */
const MAX_FILE = 16_000_000;

/** A rule's file and its translations; `file` is undefined where only translations are there. */
export interface RuleSource {
  readonly name: string;
  readonly file: SourceFile | undefined;
  readonly translations: readonly { readonly source: SourceFile; readonly language: string }[];
}

/** The files of a policy folder by what they are. */
export interface Folder {
  readonly settings: SourceFile | undefined;
  readonly rules: readonly RuleSource[];
  readonly detectors: readonly SourceFile[];
  readonly banks: readonly SourceFile[];
  /** Declarations and, beside them, models. */
  readonly classifiers: readonly SourceFile[];
  readonly cases: readonly SourceFile[];
}

const SETTINGS = "evenhand.yaml";
const DIRECTORIES = ["rules", "detectors", "banks", "classifiers", "cases"] as const;
type Directory = (typeof DIRECTORIES)[number];

const ENDINGS: Readonly<Record<Directory, readonly string[]>> = {
  rules: [".md"],
  detectors: [".yaml"],
  banks: [".txt", ".csv", ".yaml"],
  classifiers: [".yaml", ".json"],
  cases: [".yaml"],
};

/** Sorts files into the places of a policy folder; warns of files that look as if they belonged and do not. */
export function sortFolder(files: ReadonlyMap<string, string>, sink: ProblemSink): Folder {
  const found: Record<Directory, SourceFile[]> = {
    rules: [],
    detectors: [],
    banks: [],
    classifiers: [],
    cases: [],
  };
  let settings: SourceFile | undefined;
  for (const path of [...files.keys()].sort()) {
    const content = files.get(path) as string;
    const directory = path === SETTINGS ? undefined : directoryOf(path);
    if (path !== SETTINGS && directory === undefined) {
      warnMisplaced(path, sink);
      continue;
    }
    if (content.length > MAX_FILE) {
      sink.error(
        "EH_POLICY_TOO_BIG",
        { file: path, line: 1, column: 1 },
        `The file has more than ${MAX_FILE} characters. Split it.`,
      );
      continue;
    }
    const source = new SourceFile(path, content);
    if (directory === undefined) settings = source;
    else found[directory].push(source);
  }
  return { ...found, settings, rules: rulesOf(found.rules) };
}

function directoryOf(path: string): Directory | undefined {
  const [first = "", name = "", ...deeper] = path.split("/");
  const directory = DIRECTORIES.find((candidate) => candidate === first);
  if (directory === undefined || deeper.length > 0 || isIgnored(path)) return undefined;
  return ENDINGS[directory].some((ending) => name.endsWith(ending) && name.length > ending.length)
    ? directory
    : undefined;
}

/** Documentation, dot files and editors' back-ups. */
function isIgnored(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const isHidden = path.split("/").some((part) => part.startsWith("."));
  // A model's card is written for people.
  const isCard = /^classifiers\/[^/]+\.md$/.test(path);
  return isHidden || isCard || /^readme\b/i.test(name) || name.endsWith("~");
}

function warnMisplaced(path: string, sink: ProblemSink): void {
  if (isIgnored(path)) return;
  const advice = adviceFor(path);
  if (advice === undefined) return;
  sink.warning("EH_POLICY_MISPLACED", { file: path, line: 1, column: 1 }, `Nothing reads this file. ${advice}`);
}

function adviceFor(path: string): string | undefined {
  const parts = path.split("/");
  const name = parts.at(-1) as string;
  const [first = ""] = parts;
  if (parts.length === 1) {
    const stem = /^(.*)\.(ya?ml|json)$/i.exec(name)?.[1];
    if (stem === undefined) return undefined;
    const word = stem.toLowerCase();
    if (likely(word, ["evenhand"]) !== undefined) return `Rename it to ${SETTINGS}.`;
    const meant = likely(word, DIRECTORIES);
    return meant === undefined
      ? `Only ${SETTINGS} is read here; detectors, banks, classifiers and cases have folders of their own.`
      : `Move it into ${meant}/.`;
  }
  const directory = DIRECTORIES.find((candidate) => candidate === first);
  if (directory === undefined) {
    const meant = likely(first.toLowerCase(), DIRECTORIES);
    return meant === undefined ? undefined : `Did you mean ${meant}/?`;
  }
  if (parts.length > 2) return `Files in folders below ${directory}/ are not read. Move it up.`;
  return `${directory}/ takes files that end in ${ENDINGS[directory].join(", ")}. Rename it, or take it out.`;
}

function likely(word: string, names: readonly string[]): string | undefined {
  return names.find((name) => name === word) ?? meantFor(word, names);
}

/** `NAME.md` and `NAME.LANG.md` belong together. */
function rulesOf(files: readonly SourceFile[]): readonly RuleSource[] {
  const byName = new Map<
    string,
    { file: SourceFile | undefined; translations: { source: SourceFile; language: string }[] }
  >();
  for (const source of files) {
    const stem = source.path.slice("rules/".length, -".md".length);
    const dot = stem.indexOf(".");
    const name = dot === -1 ? stem : stem.slice(0, dot);
    const entry = byName.get(name) ?? { file: undefined, translations: [] };
    byName.set(name, entry);
    if (dot === -1) entry.file = source;
    else entry.translations.push({ source, language: stem.slice(dot + 1) });
  }
  return [...byName].map(([name, entry]) => ({ name, ...entry }));
}
