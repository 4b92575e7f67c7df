import { isMeasureKind, MEASURE_KINDS, OUTCOMES } from "@evenhand/contract";
import { isScalar } from "yaml";
import { meantFor } from "./did-you-mean.js";
import type { CaseDoc, CaseExpectation, EventShorthand, Swap } from "./case-doc.js";
import { checkCaseEvents } from "./check-case.js";
import { readClauseRef } from "./detectors.js";
import { hasPlaceholder } from "./expand-case.js";
import { Fields } from "./fields.js";
import { readGiven } from "./given.js";
import type { KnownClassifiers } from "./given-scores.js";
import { toJson } from "./json.js";
import type { ProblemSink } from "./problem-sink.js";
import { readEvent } from "./read-event.js";
import type { Settings } from "./settings.js";
import type { SourceFile } from "./source-file.js";
import { quote, readEach, readList, readText, readWord } from "./values.js";
import { originOf, readYaml, type Value } from "./yaml-file.js";

/** What cases refer to; undefined where not all of it could be read. */
interface Known {
  readonly settings: Settings;
  readonly clauseIds: ReadonlySet<string> | undefined;
  readonly detectorIds: ReadonlySet<string> | undefined;
  readonly classifiers: KnownClassifiers;
}

/** Most values of one swap. */
const MAX_SWAP = 200;

/** Reads every file of `cases/`, in the order of files and entries. */
export function readCases(files: readonly SourceFile[], known: Known, sink: ProblemSink): readonly CaseDoc[] {
  const names = new Set<string>();
  return files.flatMap((file) => {
    const yaml = readYaml(file, file.text, 0, sink);
    if (yaml?.root === undefined) return [];
    return (
      readEach({ ...yaml.root, label: "A file of cases" }, sink, (item) => readCase(item, known, names, sink)) ?? []
    );
  });
}

function readCase(value: Value, known: Known, names: Set<string>, sink: ProblemSink): CaseDoc | undefined {
  const fields = Fields.read(value, "a case", sink);
  if (fields === undefined) return undefined;
  const values = {
    name: fields.required("name"),
    given: fields.optional("given"),
    event: fields.required("event"),
    expect: fields.required("expect"),
    swap: fields.optional("swap"),
  };
  fields.close();
  const name = values.name && readText(values.name, sink, 300);
  if (name !== undefined && names.has(name)) {
    sink.error(
      "EH_POLICY_DUPLICATE_ID",
      originOf(values.name as Value),
      `Another case is called ${quote(name)}. Give each its own name.`,
    );
  }
  if (name !== undefined) names.add(name);
  const event = values.event && readEvent(values.event, sink);
  const given = values.given === undefined ? { events: [] } : readGiven(values.given, event, known, sink);
  const expect = values.expect && readExpectation(values.expect, known, sink);
  const swap = values.swap === undefined ? [] : readSwaps(values.swap, event, sink);
  if (name === undefined || event === undefined || given === undefined || expect === undefined || swap === undefined)
    return undefined;
  const doc: CaseDoc = { name, given, event, expect, swap, origin: fields.origin };
  checkCaseEvents(doc, { event: values.event as Value, given: values.given, swap: values.swap }, sink);
  return doc;
}

function readExpectation(value: Value, known: Known, sink: ProblemSink): CaseExpectation | undefined {
  const fields = Fields.read(value, "an expectation", sink);
  if (fields === undefined) return undefined;
  const values = {
    outcome: fields.optional("outcome"),
    clause: fields.optional("clause"),
    clauses: fields.optional("clauses"),
    measures: fields.optional("measures"),
    detectors: fields.optional("detectors"),
    includes: fields.optional("includes"),
  };
  fields.close();
  if (Object.values(values).every((entry) => entry === undefined)) {
    return sink.error(
      "EH_POLICY_CASE",
      fields.origin,
      "The case expects nothing. Add outcome, clause, measures or detectors.",
    );
  }
  if (values.clause !== undefined && values.clauses !== undefined) {
    sink.error("EH_POLICY_CASE", originOf(values.clauses), "Write clause or clauses, not both.");
  }
  const outcome = values.outcome && readWord(values.outcome, sink, OUTCOMES);
  const clauses = readClauses(values.clause, values.clauses, known, sink);
  const measures = values.measures && readEach(values.measures, sink, (item) => readKind(item, sink));
  const ids = (list: Value | undefined): readonly string[] | undefined =>
    list && readEach(list, sink, (item) => readDetectorRef(item, known.detectorIds, sink));
  const detectors = ids(values.detectors);
  const includes = ids(values.includes);
  return {
    ...(outcome === undefined ? {} : { outcome }),
    ...(clauses === undefined ? {} : { clauses: [...clauses].sort() }),
    ...(measures === undefined ? {} : { measures }),
    ...(detectors === undefined ? {} : { detectors: [...detectors].sort() }),
    ...(includes === undefined ? {} : { includes: [...includes].sort() }),
  };
}

function readClauses(
  one: Value | undefined,
  many: Value | undefined,
  known: Known,
  sink: ProblemSink,
): readonly string[] | undefined {
  if (one !== undefined) {
    if (isScalar(one.node) && one.node.value === null) return [];
    const id = readClauseRef(one, known.clauseIds, sink);
    return id === undefined ? [] : [id];
  }
  return many && readEach(many, sink, (item) => readClauseRef(item, known.clauseIds, sink));
}

function readKind(item: Value, sink: ProblemSink): (typeof MEASURE_KINDS)[number] | undefined {
  const word = isScalar(item.node) && typeof item.node.value === "string" ? item.node.value : "";
  return isMeasureKind(word) ? word : readWord(item, sink, MEASURE_KINDS, "EH_POLICY_MEASURE");
}

function readDetectorRef(item: Value, ids: ReadonlySet<string> | undefined, sink: ProblemSink): string | undefined {
  const id = readText(item, sink, 200);
  if (id === undefined || ids === undefined || ids.has(id)) return id;
  const meant = meantFor(id, [...ids].sort());
  const hint = meant === undefined ? " Detectors stand in detectors/*.yaml." : ` Did you mean ${meant}?`;
  return sink.error("EH_POLICY_DETECTOR_UNKNOWN", originOf(item), `There is no detector ${quote(id)}.${hint}`);
}

const PLACEHOLDER = /^[A-Z][A-Z0-9_]*$/;
const PATH = /^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9_-]+)+$/;

function readSwaps(value: Value, event: EventShorthand | undefined, sink: ProblemSink): readonly Swap[] | undefined {
  const fields = Fields.read(value, "swap", sink);
  return fields?.all().flatMap(([key, list, origin]) => {
    const items = readList(list, sink, MAX_SWAP);
    const values = items?.flatMap((item) => toJson({ ...item, label: `A value of ${key}` }, sink) ?? []) ?? [];
    if (items !== undefined && items.length < 2) {
      sink.error("EH_POLICY_CASE", origin, `A swap needs at least two values to compare. Add some to ${quote(key)}.`);
    }
    if (PATH.test(key)) return { kind: "path" as const, key, values };
    if (!PLACEHOLDER.test(key)) {
      sink.error(
        "EH_POLICY_CASE",
        origin,
        `${quote(key)} must be a placeholder in capitals (NAME) or a fact (actor.locale).`,
      );
    } else if (event !== undefined && !hasPlaceholder(event, key)) {
      sink.error(
        "EH_POLICY_CASE",
        origin,
        `{${key}} does not occur in the event, so swapping it tests nothing. Write it into a text.`,
      );
    }
    return { kind: "placeholder" as const, key, values };
  });
}
