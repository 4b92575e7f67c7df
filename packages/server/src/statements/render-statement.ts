import type { StatementContent } from "@evenhand/contract";
import { messagesFor } from "./text/messages.js";

/** A statement with all that reading it takes. */
export interface StatementView {
  readonly id: string;
  readonly language: string;
  /** Null after erasure. */
  readonly content: StatementContent | null;
  readonly clause: { readonly id: string; readonly title: string; readonly text: string };
  readonly policy: string;
  readonly issuedAt: string;
  readonly appealUntil: string;
  readonly ended: { readonly how: "expired" | "lifted" | "voided"; readonly at: string } | null;
}

/** One part of a statement: a heading and its paragraphs. */
export interface StatementSection {
  readonly heading: string;
  readonly paragraphs: readonly string[];
}

/** A statement in words: plain text, to be escaped by whoever shows it. */
export interface RenderedStatement {
  readonly title: string;
  readonly sections: readonly StatementSection[];
}

/**
 * Puts a statement into words, in its language.
 *
 * @param nowMs decides whether the time to appeal has passed
 */
export function renderStatement(view: StatementView, nowMs: number): RenderedStatement {
  const words = messagesFor(view.language);
  const { colon, stop } = words.marks;
  const reference = { heading: words.reference, paragraphs: [view.id] };
  if (view.content === null) {
    return { title: words.title, sections: [{ heading: words.how, paragraphs: [words.erased] }, reference] };
  }
  const { measure, target, territory, reason, facts, automation, contact } = view.content;
  const date = (time: string): string => formatDate(time, view.language);
  const what =
    measure.kind === "restrict_feature"
      ? `${words.what[measure.kind]}${colon}${measure.scope}${stop}`.trim()
      : words.what[measure.kind];
  const about =
    target.kind === "account" ? words.wholeAccount : words.yourItem(target.itemKind ?? target.surface ?? target.id);
  const why = reason[view.language] ?? reason["en"] ?? Object.values(reason)[0];
  const quotes = facts.flatMap(({ entries }) =>
    (entries ?? []).flatMap(({ text }) => (text === undefined ? [] : [`“${text}”`])),
  );
  const open = Date.parse(view.appealUntil) > nowMs;
  return {
    title: words.title,
    sections: [
      {
        heading: about,
        paragraphs: [
          what,
          `${words.from}${colon}${date(measure.from)}${stop}${words.until}${colon}${measure.until === null ? words.untilLifted : date(measure.until)}${stop}`.trim(),
          `${words.where}${colon}${territory.length === 0 ? words.everywhere : territory.join(", ")}${stop}`.trim(),
          ...(view.ended === null ? [] : [`${words.ended[view.ended.how]} (${date(view.ended.at)})`]),
        ],
      },
      { heading: words.why, paragraphs: why === undefined ? [] : [why] },
      ...(quotes.length === 0 ? [] : [{ heading: words.facts, paragraphs: [...new Set(quotes)] }]),
      {
        heading: `${words.rule}${colon}${view.clause.title} (${view.clause.id})`,
        paragraphs: paragraphsOf(view.clause.text),
      },
      {
        heading: words.how,
        paragraphs: [
          automation.detected ? words.detectedByMachine : words.detectedByPerson,
          words.decidedBy[automation.decided],
        ],
      },
      {
        heading: words.redress,
        paragraphs: [
          open ? words.appeal(date(view.appealUntil), contact) : words.appealClosed(date(view.appealUntil)),
          words.court,
        ],
      },
      reference,
    ],
  };
}

function formatDate(time: string, language: string): string {
  return (
    new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }).format(
      new Date(time),
    ) + " UTC"
  );
}

/** Markdown as the policy has it, without its marks: a statement is read in mails and apps as well as on a page. */
function paragraphsOf(markdown: string): readonly string[] {
  return markdown
    .split(/\n{2,}/)
    .map((paragraph) =>
      paragraph
        .replaceAll(/^#+\s*/gm, "")
        .replaceAll(/\s*\{#[^}]*\}/g, "")
        .replaceAll(/[*_`]{1,2}([^*_`]+)[*_`]{1,2}/g, "$1")
        .replaceAll("\n", " ")
        .trim(),
    )
    .filter((paragraph) => paragraph !== "");
}
