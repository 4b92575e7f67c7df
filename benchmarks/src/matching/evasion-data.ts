/** What the evasion benchmark reads, and the bank that it derives from it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { foldText } from "@evenhand/matching";
import { FOLDER, readTable } from "./classifier-data.js";

export interface Comment {
  readonly text: string;
  readonly toxic: boolean;
}

/** A HateCheck case in a disguise, and the case that it was made of. */
export interface Respelling {
  readonly functionality: string;
  readonly plain: string;
  readonly respelt: string;
}

/** Which of the files are not there. */
export function missingEvasionFiles(): readonly string[] {
  return ["wikipedia-toxicity.csv", "wikipedia-toxicity-fuzzed.csv", "hatecheck-cases.csv"].filter(
    (name) => !existsSync(join(FOLDER, name)),
  );
}

export function readComments(name: "wikipedia-toxicity.csv" | "wikipedia-toxicity-fuzzed.csv"): readonly Comment[] {
  return readTable(name).map((row) => ({ text: row["comment"] ?? "", toxic: row["toxic"] === "True" }));
}

/** The spelling cases of HateCheck, those beside it of which are there. */
export function readRespellings(): readonly Respelling[] {
  const rows = readTable("hatecheck-cases.csv");
  const byId = new Map(rows.map((row) => [row["case_id"], row]));
  return rows.flatMap((row) => {
    const plain = byId.get(row["ref_case_id"]?.replace(/\.0$/, ""));
    if (!row["functionality"]?.startsWith("spell_") || plain === undefined) return [];
    return [{ functionality: row["functionality"], plain: plain["test_case"] ?? "", respelt: row["test_case"] ?? "" }];
  });
}

/** The words of a text, folded by the plain steps. */
export function wordsOf(text: string): readonly string[] {
  return foldText(text).folded.match(/[\p{L}\p{M}]+/gu) ?? [];
}

const MIN_TOXIC = 3;
const MIN_LENGTH = 3;
/** A word of the bank is at least e² times as frequent in toxic comments. */
const MIN_LOG_RATIO = 2;

/**
 * A bank derived from labelled comments and nothing else: the words that are in at least three toxic comments and, by the ratio
 * of smoothed shares, much more frequent there.
 */
export function deriveBank(comments: readonly Comment[]): readonly string[] {
  const toxic = new Map<string, number>();
  const others = new Map<string, number>();
  for (const comment of comments) {
    const counts = comment.toxic ? toxic : others;
    for (const word of new Set(wordsOf(comment.text))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const toxicTotal = comments.filter((comment) => comment.toxic).length;
  const otherTotal = comments.length - toxicTotal;
  return [...toxic]
    .filter(([word, count]) => {
      const share = (count + 0.5) / (toxicTotal + 1);
      const otherShare = ((others.get(word) ?? 0) + 0.5) / (otherTotal + 1);
      return count >= MIN_TOXIC && word.length >= MIN_LENGTH && Math.log(share / otherShare) >= MIN_LOG_RATIO;
    })
    .map(([word]) => word)
    .sort();
}
