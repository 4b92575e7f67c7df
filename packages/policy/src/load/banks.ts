import type { Bank } from "../model.js";
import { MAX_ENTRIES, sortEntries } from "./bank-entry.js";
import { readTermRows } from "./bank-csv.js";
import { readTermLines } from "./bank-txt.js";
import { readYamlBank } from "./bank-yaml.js";
import type { ProblemSink } from "./problem-sink.js";
import type { SourceFile } from "./source-file.js";
import { ID_FORM, isId, quote } from "./values.js";

/** Reads every file of `banks/`. A bank's name is its file's name without the ending. */
export function readBanks(
  files: readonly SourceFile[],
  clauseIds: ReadonlySet<string> | undefined,
  sink: ProblemSink,
): readonly Bank[] {
  const places = new Map<string, string>();
  const banks = files.flatMap((file) => {
    const name = file.path.slice("banks/".length, file.path.lastIndexOf("."));
    const start = file.originAt(0);
    if (!isId(name))
      sink.error("EH_POLICY_ID", start, `The bank's name ${quote(name)} must be ${ID_FORM}. Rename the file.`);
    const place = places.get(name);
    if (place !== undefined) {
      sink.error("EH_POLICY_DUPLICATE_ID", start, `The bank "${name}" is in ${place} too. Rename one of the files.`);
    }
    places.set(name, file.path);
    return readBank(file, name, clauseIds, sink) ?? [];
  });
  return banks.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readBank(
  file: SourceFile,
  name: string,
  clauseIds: ReadonlySet<string> | undefined,
  sink: ProblemSink,
): Bank | undefined {
  const origin = file.originAt(0);
  if (!file.path.endsWith(".yaml")) {
    const entries = file.path.endsWith(".csv") ? readTermRows(file, sink) : readTermLines(file, sink);
    if (entries.length > MAX_ENTRIES) {
      return sink.error("EH_POLICY_TOO_BIG", origin, `A bank holds at most ${MAX_ENTRIES} entries. Split it.`);
    }
    return { name, doc: undefined, origin, kind: "terms", entries: sortEntries(entries) };
  }
  const bank = readYamlBank(file, clauseIds, sink);
  return bank === undefined ? undefined : { name, origin, ...bank };
}
