import type { Decision, Event, Evidence, Measure } from "@evenhand/contract";
import type { Clause, Policy } from "@evenhand/policy";
import type { Colours } from "./colours.js";
import { cutTo } from "./fit-cell.js";
import { leadingFinding } from "./findings-table.js";
import { safeLine } from "./safe-text.js";
import { snippetOf } from "./snippet.js";
import { valueText } from "./value-text.js";
import { wrapText } from "./wrap-text.js";

const LABEL_WIDTH = 10;
const EXCERPT = 260;

/** One finding in full, for a person: what was written, why it was found, under which clause, what follows. */
export function findingCard(event: Event, decision: Decision, policy: Policy, width: number, colours: Colours): string {
  const finding = leadingFinding(decision);
  if (finding === undefined) return "";
  const language = policy.languages[0] ?? "en";
  const detector = policy.detectors.find(({ id }) => id === finding.detector);
  const clause = policy.clauses.find(({ id }) => id === finding.clause);
  const room = width - LABEL_WIDTH - 3;
  const lines = [colours.bold(`${event.type} ${safeLine(event.id, 60)} → ${decision.outcome}`)];
  const add = (label: string, texts: readonly string[]): void => {
    texts.forEach((text, i) => lines.push(`  ${(i === 0 ? label : "").padEnd(LABEL_WIDTH)} ${text}`));
  };
  add("Text", [snippetOf(event, finding, room, colours)].filter(Boolean));
  add("Reason", wrapText(safeLine(detector?.reason[language] ?? ""), room));
  add(
    "Clause",
    clause
      ? [
          `${colours.bold(clause.title[language] ?? "")} (${clause.id})`,
          ...wrapText(excerptOf(clause, language), room).map(colours.dim),
        ]
      : [finding.clause],
  );
  add("Measure", measuresText(decision));
  add("Detector", [
    `${finding.detector}${decision.findings.length > 1 ? `, and ${decision.findings.length - 1} more` : ""}`,
  ]);
  if (finding.error) add("Error", wrapText(safeLine(`${finding.error.code}: ${finding.error.message}`), room));
  add(
    "Evidence",
    finding.evidence.flatMap(evidenceLines).map((line) => cutTo(line, room)),
  );
  return lines.join("\n");
}

/** The start of what the clause says, without Markdown's marks, up to the end of a sentence where there is one. */
function excerptOf(clause: Clause, language: string): string {
  const plain = safeLine(
    (clause.text[language] ?? "")
      .replaceAll(/^#+ .*$/gm, "")
      .replaceAll(/\[([^\]]{1,200})\]\([^)]{1,500}\)/g, "$1")
      .replaceAll(/[*_`>]/g, ""),
    4 * EXCERPT,
  );
  if (plain.length <= EXCERPT) return plain;
  const cut = plain.slice(0, EXCERPT);
  const end = Math.max(cut.lastIndexOf(". "), cut.lastIndexOf("。"));
  return end > EXCERPT / 3 ? cut.slice(0, end + 1) : `${cut.slice(0, cut.lastIndexOf(" "))} …`;
}

function measuresText({ measures, outcome }: Decision): string[] {
  if (measures.length === 0) return [outcome === "review" ? "none yet: a person looks first" : "none"];
  return measures.map(measureText);
}

function measureText({ kind, scope, until, clause }: Measure): string {
  const what = scope === undefined ? kind : `${kind} (${scope})`;
  if (kind === "warn") return `${what} for ${clause}`;
  return `${what} for ${clause}, until ${until ?? "lifted"}`;
}

function evidenceLines({ text, value, bank, entries = [] }: Evidence): string[] {
  // Entries tell a list of hits better than its JSON does.
  const told = entries.length > 0 && typeof value === "object";
  const head = told ? safeLine(text) : `${safeLine(text)} = ${valueText(value)}`;
  return [
    head,
    ...entries.slice(0, 5).map(({ entry, text: hit, span, steps, variant, lookalike, source, weight }) => {
      const where = span ? ` at ${span.start}–${span.end}` : "";
      if (weight !== undefined) return `  “${safeLine(hit ?? entry)}”${where} moved it by ${weight.toFixed(2)}`;
      const written = hit === undefined ? "" : `“${safeLine(hit)}”${where} is `;
      const notes = [
        ...(steps === undefined ? [] : [`seen through ${steps.join(", ")}`]),
        ...(variant === true ? ["miswritten"] : []),
        ...(lookalike === true ? ["a host that looks like it"] : []),
        ...(source === undefined ? [] : [`from ${safeLine(source)}`]),
      ];
      const note = notes.length === 0 ? "" : ` (${notes.join("; ")})`;
      return `  ${written}“${safeLine(entry)}”${bank ? ` of bank ${bank}` : ""}${note}`;
    }),
  ];
}
