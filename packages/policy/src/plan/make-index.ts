/** From the paths of a group of detectors to the index that they share. */
import { type Expr, format, type Frame } from "@evenhand/cel";
import type { AccessPath } from "./access-paths.js";
import type { Candidate, CandidateTable } from "./candidates.js";
import { boundIndex, elementIndex, equalIndex, type Index, literalIndex, trueIndex } from "./indexes.js";
import { linearIndex } from "./linear-index.js";
import { linearTable } from "./linear.js";

const INDEX_NAMES: Readonly<Record<AccessPath["kind"], string>> = {
  equal: "equality",
  element: "list element",
  literal: "text literal",
  bound: "threshold",
  linear: "comparison",
  true: "shared condition",
};

/** The same for paths that go through one index. */
export function indexKey(path: AccessPath): string {
  const values =
    path.kind === "linear"
      ? linearTable(path)
      : subjectsOf(path)
          .map((subject) => format(subject))
          .join("\n");
  return `${path.kind}\n${values}`;
}

/** What an index over the path evaluates for each event. */
export function subjectsOf(path: AccessPath): readonly Expr[] {
  if (path.kind === "linear") return [path.subject, path.other];
  return path.kind === "literal" ? [path.subject, ...path.others] : [path.subject];
}

/** The path in words, for explanations. */
export function describePath(path: AccessPath): string {
  const subjects = path.kind === "linear" ? [path.subject, path.other] : [path.subject];
  return `${INDEX_NAMES[path.kind]} on ${subjects.map((subject) => format(subject)).join(" and ")}`;
}

type Run = (frame: Frame) => unknown;
type Entry<P extends AccessPath> = { readonly path: P; readonly candidate: Candidate };

/**
 * Makes the index of a group.
 *
 * @param entries at least one, all with the same {@link indexKey}
 * @param runs the subjects, as {@link subjectsOf} lists them
 * @param table where the candidates go
 */
export function makeIndex(entries: readonly Entry<AccessPath>[], runs: readonly Run[], table: CandidateTable): Index {
  const [first] = entries;
  const [run, ...others] = runs;
  if (first === undefined || run === undefined) throw new RangeError("An index has at least one path and one subject");
  const description = describePath(first.path);
  switch (first.path.kind) {
    case "equal":
      return equalIndex(
        description,
        run,
        ofKind(entries, "equal").map(({ path: { values }, candidate }) => ({ values, candidate })),
        table,
      );
    case "element":
      return elementIndex(
        description,
        run,
        ofKind(entries, "element").map(({ path: { values }, candidate }) => ({ values, candidate })),
        table,
      );
    case "literal":
      return literalIndex(
        description,
        run,
        others,
        ofKind(entries, "literal").map(({ path: { literal }, candidate }) => ({ literal, candidate })),
        table,
      );
    case "bound":
      return boundIndex(
        description,
        run,
        ofKind(entries, "bound").map(({ path: { side, bound }, candidate }) => ({ side, bound, candidate })),
        table,
      );
    case "linear":
      return linearIndex(description, run, others[0] ?? run, ofKind(entries, "linear"), table);
    case "true":
      return trueIndex(
        description,
        run,
        entries.map(({ candidate }) => candidate),
        table,
      );
  }
}

function ofKind<K extends AccessPath["kind"]>(
  entries: readonly Entry<AccessPath>[],
  kind: K,
): readonly Entry<Extract<AccessPath, { kind: K }>>[] {
  return entries.filter((entry): entry is Entry<Extract<AccessPath, { kind: K }>> => entry.path.kind === kind);
}
