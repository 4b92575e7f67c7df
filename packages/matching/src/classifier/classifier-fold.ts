import { createFolder, type FoldedText } from "../fold.js";

/** A part of the file format: with other steps the same words would fill other buckets. */
const folder = createFolder(["ignorables", "compatibility", "case", "marks", "spaces"]);

/** Folds a text as classifiers read it, whatever steps others choose. */
export function foldForClassifier(text: string): FoldedText {
  return folder.fold(text);
}
