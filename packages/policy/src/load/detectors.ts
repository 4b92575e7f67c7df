import { isMeasureKind, MEASURE_KINDS } from "@evenhand/contract";
import { isScalar } from "yaml";
import type { Detector, Then } from "../model.js";
import { meantFor } from "./did-you-mean.js";
import { readEventTypes } from "./event-patterns.js";
import { readExpression } from "./expressions.js";
import { Fields } from "./fields.js";
import { unknownLanguage } from "./languages.js";
import { readMeasure } from "./measures.js";
import type { ProblemSink } from "./problem-sink.js";
import type { Settings } from "./settings.js";
import type { SourceFile } from "./source-file.js";
import { describe, quote, readEach, readId, readText, readWord } from "./values.js";
import { originOf, readYaml, type Value } from "./yaml-file.js";

/** All that `detectors/` says. */
export interface Detectors {
  readonly detectors: readonly Detector[];
  /** Ids, also of detectors with problems; undefined where a file was unreadable. */
  readonly ids: ReadonlySet<string> | undefined;
}

interface Known {
  readonly settings: Settings;
  /** Undefined where not all clauses are known. */
  readonly clauseIds: ReadonlySet<string> | undefined;
}

/** Reads every file of `detectors/`. */
export function readDetectors(files: readonly SourceFile[], known: Known, sink: ProblemSink): Detectors {
  const detectors: Detector[] = [];
  const places = new Map<string, string>();
  let complete = true;
  for (const file of files) {
    const yaml = readYaml(file, file.text, 0, sink);
    if (yaml === undefined) complete = false;
    if (yaml?.root === undefined) continue;
    readEach({ ...yaml.root, label: "A file of detectors" }, sink, (item) => {
      const fields = Fields.read(item, "a detector", sink);
      const id = fields && readDetectorId(fields, places, sink);
      const detector = fields && readDetector(fields, id, known, sink);
      if (detector !== undefined) detectors.push(detector);
      return undefined;
    });
  }
  return {
    detectors: detectors.sort((a, b) => (a.id < b.id ? -1 : 1)),
    ids: complete ? new Set(places.keys()) : undefined,
  };
}

function readDetectorId(fields: Fields, places: Map<string, string>, sink: ProblemSink): string | undefined {
  const value = fields.required("id");
  const id = value && readId(value, sink);
  if (value === undefined || id === undefined) return undefined;
  const place = places.get(id);
  const { file, line } = originOf(value);
  if (place === undefined) places.set(id, `${file}:${line}`);
  else
    sink.error(
      "EH_POLICY_DUPLICATE_ID",
      originOf(value),
      `The detector "${id}" is at ${place} too. Give each its own id.`,
    );
  return id;
}

function readDetector(fields: Fields, id: string | undefined, known: Known, sink: ProblemSink): Detector | undefined {
  const values = {
    clause: fields.required("clause"),
    on: fields.required("on"),
    when: fields.required("when"),
    answer: fields.required("then"),
    mode: fields.optional("mode"),
    reason: fields.required("reason"),
    doc: fields.optional("doc"),
  };
  fields.close();
  const clause = values.clause && readClauseRef(values.clause, known.clauseIds, sink);
  const on = values.on && readEventTypes(values.on, sink);
  const when = values.when && readExpression(values.when, sink);
  const then = values.answer && readThen(values.answer, sink);
  const mode = values.mode === undefined ? "live" : readWord(values.mode, sink, ["live", "shadow"] as const);
  const reason = values.reason && readReason(values.reason, known.settings, sink);
  const doc = values.doc && readText(values.doc, sink);
  if (id === undefined || clause === undefined || on === undefined || when === undefined) return undefined;
  if (then === undefined || mode === undefined || reason === undefined) return undefined;
  // oxlint-disable-next-line unicorn/no-thenable -- the policy's own word
  return { id, clause, on, when: when.source, then, mode, reason, doc, origin: fields.origin, whenOrigin: when.origin };
}

/** A clause that must exist. */
export function readClauseRef(
  value: Value,
  clauseIds: ReadonlySet<string> | undefined,
  sink: ProblemSink,
): string | undefined {
  const id = readText(value, sink, 200);
  if (id === undefined || clauseIds === undefined || clauseIds.has(id)) return id;
  const ids = [...clauseIds].sort();
  const meant = meantFor(id, ids);
  const rule = id.split(".")[0] as string;
  const siblings = ids.filter((other) => other.startsWith(`${rule}.`));
  const among =
    siblings.length > 0
      ? ` The rule "${rule}" has ${siblings.join(", ")}.`
      : " Clauses stand in the front matter of rules/*.md.";
  sink.error(
    "EH_POLICY_CLAUSE_UNKNOWN",
    originOf(value),
    `There is no clause ${quote(id)}.${meant === undefined ? among : ` Did you mean ${meant}?`}`,
  );
  return undefined;
}

function readThen(value: Value, sink: ProblemSink): Then | undefined {
  const { node } = value;
  if (isScalar(node) && (node.value === "review" || node.value === "ladder")) return { kind: node.value };
  if (isScalar(node) && (typeof node.value !== "string" || !isMeasureKind(node.value))) {
    const words = ["review", "ladder", ...MEASURE_KINDS];
    const meant = typeof node.value === "string" ? meantFor(node.value, words) : undefined;
    const hint =
      meant === undefined
        ? ` It takes a measure (${MEASURE_KINDS.join(", ")}), review or ladder.`
        : ` Did you mean \`${meant}\`?`;
    sink.error("EH_POLICY_MEASURE", originOf(value), `${value.label} cannot be ${describe(value)}.${hint}`);
    return undefined;
  }
  const measure = readMeasure(value, sink);
  return measure === undefined ? undefined : { kind: "measure", measure };
}

/** A reason by language, or one text where it is in the default language. */
function readReason(value: Value, settings: Settings, sink: ProblemSink): Readonly<Record<string, string>> | undefined {
  const languages = settings.languages;
  if (isScalar(value.node)) {
    const text = readText(value, sink, 2_000);
    return text === undefined ? undefined : { [languages?.[0] ?? ""]: text };
  }
  const fields = Fields.read(value, "a reason", sink);
  if (fields === undefined) return undefined;
  const reason: Record<string, string> = {};
  for (const [language, entry, origin] of fields.all()) {
    if (languages !== undefined && !languages.includes(language)) {
      sink.error("EH_POLICY_LANGUAGE", origin, unknownLanguage(language, languages));
      continue;
    }
    const text = readText({ ...entry, label: `The reason in ${language}` }, sink, 2_000);
    if (text !== undefined) reason[language] = text;
  }
  const first = languages?.[0];
  if (first !== undefined && !Object.hasOwn(reason, first)) {
    sink.error(
      "EH_POLICY_MISSING_KEY",
      fields.origin,
      `A reason needs a text in the default language. Add \`${first}\`.`,
    );
    return undefined;
  }
  return Object.fromEntries(Object.entries(reason).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
