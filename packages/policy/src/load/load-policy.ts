import type { Problem } from "@evenhand/contract";
import type { Policy } from "../model.js";
import { readBanks } from "./banks.js";
import { classifierName, readClassifiers } from "./classifiers.js";
import { policyVersion } from "./canonical.js";
import type { CaseDoc } from "./case-doc.js";
import { readCases } from "./cases.js";
import { type Detectors, readDetectors } from "./detectors.js";
import { sortFolder } from "./folder.js";
import { ProblemSink } from "./problem-sink.js";
import { type Rules, readRules } from "./rules.js";
import { readSettings, type Settings, UNKNOWN_SETTINGS } from "./settings.js";
import type { SourceFile } from "./source-file.js";
import { readYaml } from "./yaml-file.js";

export interface LoadResult {
  /** Undefined where a problem is an error. */
  readonly policy: Policy | undefined;
  /** The cases that could be read. */
  readonly cases: readonly CaseDoc[];
  /** Errors and warnings of all files, by file, line and column. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a policy folder. Everything wrong in any file is collected; nothing is thrown, and no file hides another.
 *
 * Conditions are parsed here; their types are checked by `compilePolicy`.
 *
 * @param files contents by path, relative to the folder and with slashes. Files that do not belong to a policy are ignored
 */
export function loadPolicy(files: ReadonlyMap<string, string>): LoadResult {
  const sink = new ProblemSink();
  const folder = sortFolder(files, sink);
  const settings = loadSettings(folder.settings, sink);
  const rules = readRules(folder.rules, settings, sink);
  const detectors = readDetectors(folder.detectors, { settings, clauseIds: rules.clauseIds }, sink);
  const banks = readBanks(folder.banks, rules.clauseIds, sink);
  const classifiers = readClassifiers(folder.classifiers, rules.clauseIds, sink);
  const known = {
    settings,
    clauseIds: rules.clauseIds,
    detectorIds: detectors.ids,
    classifiers: new Map([
      ...folder.classifiers.filter(isYaml).map((file) => [classifierName(file), undefined] as const),
      ...classifiers.map(({ name, kind }) => [name, kind] as const),
    ]),
  };
  const cases = readCases(folder.cases, known, sink);
  const policy = sink.hasErrors ? undefined : assemble(settings, rules, detectors, { banks, classifiers });
  return { policy, cases, problems: sink.problems() };
}

function isYaml({ path }: SourceFile): boolean {
  return path.endsWith(".yaml");
}

function loadSettings(source: SourceFile | undefined, sink: ProblemSink): Settings {
  const nowhere = { file: "evenhand.yaml", line: 1, column: 1 };
  if (source === undefined) {
    sink.error(
      "EH_POLICY_SETTINGS_MISSING",
      nowhere,
      "The folder has no evenhand.yaml. Add it, with name, languages and contact.",
    );
    return UNKNOWN_SETTINGS;
  }
  const yaml = readYaml(source, source.text, 0, sink);
  if (yaml === undefined) return UNKNOWN_SETTINGS;
  if (yaml.root === undefined) {
    sink.error("EH_POLICY_MISSING_KEY", nowhere, "evenhand.yaml is empty. Write name, languages and contact into it.");
    return UNKNOWN_SETTINGS;
  }
  return readSettings(yaml.root, sink);
}

/** Every part has been read without an error, so every part is there. */
function assemble(
  settings: Settings,
  rules: Rules,
  detectors: Detectors,
  { banks, classifiers }: Pick<Policy, "banks" | "classifiers">,
): Policy {
  const policy: Omit<Policy, "version"> = {
    name: settings.name ?? "",
    languages: settings.languages ?? [],
    contact: settings.contact ?? "",
    standing: settings.standing ?? [],
    latenessMs: settings.latenessMs,
    queues: settings.queues ?? [],
    rules: rules.rules,
    clauses: rules.clauses,
    detectors: detectors.detectors,
    counters: settings.counters,
    banks,
    classifiers,
  };
  return { ...policy, version: policyVersion(policy) };
}
