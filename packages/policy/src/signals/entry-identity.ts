/** What makes two entries of a bank the same entry. */
import { createHash } from "node:crypto";
import { folderOf, type FoldStep, foldText } from "@evenhand/matching";
import type { Bank, DomainEntry, ImageEntry, NearSpec, SampleEntry, TermEntry } from "../model.js";

/**
 * A text that two entries of a bank share where they find the same: terms as the bank folds them, with how they match; host and path;
 * hashes; samples by the digest of their folded text. Grades, ends and notes make no other entry of it.
 */
export function entryIdentity(bank: Bank, entry: Bank["entries"][number]): string {
  if (bank.kind === "terms") return termIdentity(entry as TermEntry, bank.fold);
  if (bank.kind === "domains") return domainIdentity(entry as DomainEntry);
  if (bank.kind === "images") return imageIdentity(entry as ImageEntry);
  const { text, tlsh } = entry as SampleEntry;
  if (tlsh !== undefined) return `tlsh ${tlsh}`;
  return `text ${createHash("sha256").update(foldText(text).folded.trim(), "utf8").digest("hex")}`;
}

function termIdentity({ text, match, allow, near, notNear }: TermEntry, fold: readonly FoldStep[] | undefined): string {
  const folded = (fold === undefined ? foldText(text) : folderOf(fold).fold(text)).folded.trim();
  return `${allow ? "!" : ""}${match} ${folded}${contextOf("near", near)}${contextOf("not near", notNear)}`;
}

function contextOf(word: string, spec: NearSpec | undefined): string {
  if (spec === undefined) return "";
  const terms = spec.terms.map((term) => foldText(term).folded.trim()).sort();
  return `\n${word} ${spec.within} ${JSON.stringify(terms)}`;
}

function domainIdentity({ domain, path = "", allow }: DomainEntry): string {
  return `${allow === true ? "!" : ""}${domain}${path.replace(/\/+$/, "")}`;
}

function imageIdentity({ pdq, sha256, md5 }: ImageEntry): string {
  const hashes = [
    ["pdq", pdq],
    ["sha256", sha256],
    ["md5", md5],
  ] as const;
  return hashes.flatMap(([name, hash]) => (hash === undefined ? [] : `${name} ${hash}`)).join(" ");
}
