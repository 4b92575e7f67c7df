import type { Origin, TermEntry } from "../model.js";
import { meantFor } from "./did-you-mean.js";
import { parseCategory, parseSeverity, parseTerm } from "./bank-entry.js";
import type { ProblemSink } from "./problem-sink.js";
import { charactersIn, type SourceFile } from "./source-file.js";
import { quote } from "./values.js";

const SEPARATOR = " | ";

/**
 * Terms, one a line: `=word`, `~part`, `!allowed`, and ` | severity:3 category:slur` after the term. Without a mark a term is
 * a whole word; an allow-list entry may carry a second mark (`!~part`). A term that begins with a mark or a hash sign takes
 * an `=` before it.
 */
export function readTermLines(source: SourceFile, sink: ProblemSink): readonly TermEntry[] {
  return source.text.split("\n").flatMap((line, index) => {
    const text = line.trim();
    if (text === "" || text.startsWith("#")) return [];
    const column = charactersIn(line.slice(0, line.length - line.trimStart().length)) + 1;
    return readLine(text, { file: source.path, line: index + 1, column }, sink) ?? [];
  });
}

function readLine(line: string, origin: Origin, sink: ProblemSink): TermEntry | undefined {
  const cut = line.lastIndexOf(SEPARATOR);
  const notes = cut === -1 ? {} : readNotes(line.slice(cut + SEPARATOR.length), origin, sink);
  const { text, match, allow } = readMarks(cut === -1 ? line : line.slice(0, cut));
  const term = parseTerm(text, origin, sink);
  if (term === undefined || notes === undefined) return undefined;
  return { text: term, match, allow, category: notes.category, severity: notes.severity };
}

function readMarks(text: string): Pick<TermEntry, "text" | "match" | "allow"> {
  const allow = text.startsWith("!");
  const rest = allow ? text.slice(1) : text;
  if (rest.startsWith("~")) return { text: rest.slice(1), match: "substring", allow };
  return { text: rest.startsWith("=") ? rest.slice(1) : rest, match: "word", allow };
}

interface Notes {
  readonly severity?: number;
  readonly category?: string;
}

function readNotes(text: string, origin: Origin, sink: ProblemSink): Notes | undefined {
  let notes: Notes | undefined = {};
  for (const note of text.trim().split(/\s+/)) {
    const [, key = note, value = ""] = /^([^:]*):(.*)$/.exec(note) ?? [];
    if (key === "severity") {
      const severity = parseSeverity(value, origin, sink);
      notes = severity === undefined || notes === undefined ? undefined : { ...notes, severity };
    } else if (key === "category") {
      const category = parseCategory(value, origin, sink);
      notes = category === undefined || notes === undefined ? undefined : { ...notes, category };
    } else {
      const meant = meantFor(key, ["severity", "category"]);
      const hint = meant === undefined ? "" : ` Did you mean ${meant}?`;
      const advice =
        "After the bar stand severity:1…5 and category:word. A term with a bar in it goes into a .yaml bank.";
      notes = sink.error("EH_POLICY_BANK", origin, `${quote(note)} is not read here.${hint} ${advice}`);
    }
  }
  return notes;
}
