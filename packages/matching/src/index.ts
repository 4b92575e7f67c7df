/**
 * Matching: what conditions look for in texts, links and images. Pure: no input, no output, no clock.
 * All offsets are UTF-16 code units.
 */
export {
  type Automaton,
  automatonFromTables,
  type AutomatonTables,
  buildAutomaton,
  type OnOccurrence,
  shareTables,
} from "./automaton.js";
export { evaluatePredictions, type Evaluation, type ScoredSample } from "./classifier/evaluate-predictions.js";
export type { MovingWord } from "./classifier/explain-text.js";
export { type Classification, type LinearModel, loadLinearModel } from "./classifier/linear-model.js";
export { type CardFacts, modelCard } from "./classifier/model-card.js";
export { type ClassifierModel, MAX_CLASSIFIER_FILE, writeModel } from "./classifier/model-file.js";
export type { TextSample } from "./classifier/prepare-samples.js";
export { type ReportTable, reportTables, shareText } from "./classifier/report-tables.js";
export { trainClassifier, type TrainedClassifier, type TrainOptions } from "./classifier/train-classifier.js";
export { isWholeWord } from "./boundaries.js";
export { createFolder, type FoldedTerm, type FoldedText, type Folder, foldText, type Span } from "./fold.js";
export { stepsNeeded } from "./fold-needed.js";
export { folderOf } from "./folder-of.js";
export { FOLD_STEPS, type FoldStep, PLAIN_STEPS } from "./fold-steps.js";
export {
  createDomainBank,
  type DomainBank,
  type DomainBankOptions,
  type DomainEntry,
  type DomainHit,
} from "./domain-bank.js";
export type { HashEntry, HashKind, HashList, HashListOptions, HashListProblem } from "./hash-list.js";
export { formatHashList, HASH_LIST_FORMATS, type HashListFormat, parseHashList } from "./hash-list-formats.js";
export { HammingIndex, type HammingItem, type HammingMatch } from "./hamming-index.js";
export { createImageBank, type ImageBank, type ImageEntry, type ImageHashes, type NearestImage } from "./image-bank.js";
export { formatPdqHash, hammingDistance, parsePdqHash, PDQ_BITS, PDQ_SAME_IMAGE, type PdqHash } from "./image-hash.js";
export { PDQ_LOWEST_QUALITY, type PdqDihedralResult, pdqDihedral, pdqHash, type PdqResult } from "./pdq.js";
export type { Pixels } from "./pdq-pixels.js";
export { DIHEDRAL, type Dihedral } from "./pdq-transform.js";
export {
  createLiveTermIndex,
  type LiveTermIndex,
  type LiveTermIndexOptions,
  type TermChange,
} from "./live-term-index.js";
export { createFloodDetector, type Flood, type FloodDetector, type FloodOptions } from "./flood.js";
export { hostToUnicode } from "./link-punycode.js";
export { isShortener } from "./link-shorteners.js";
export { MAX_TARGETS, targetsOf } from "./link-target.js";
export { extractLinks, type Link, MAX_LINKS } from "./links.js";
export { extractHashtags, extractMentions, MAX_TAGS, type Tag } from "./mentions.js";
export {
  createSampleBank,
  type NearestSample,
  overlappingSpans,
  type SampleBank,
  type SampleEntry,
  similar,
  SIMILARITY_FLOOR,
  sketchText,
  type TextSketch,
} from "./sample-bank.js";
export { type TextShape, textShape } from "./shape.js";
export { NEAR_KEYS, nearKeys } from "./near-keys.js";
export { MAX_SHINGLED } from "./shingles.js";
export { formatTlsh, parseTlsh, TLSH_MIN_BYTES, tlshDistance, type TlshHash, tlshOf } from "./tlsh.js";
export {
  createTlshBank,
  type NearestTlsh,
  TLSH_MIN_TEXT,
  TLSH_NEAR,
  type TlshBank,
  type TlshBankOptions,
  type TlshEntry,
} from "./tlsh-bank.js";
export { type NormalisedLink, normaliseLink } from "./normalise-link.js";
export { MatchingError, type MatchingErrorCode } from "./matching-error.js";
export { MAX_TERM_HITS } from "./found-terms.js";
export {
  createTermIndex,
  type NearTerms,
  type TermBank,
  type TermEntry,
  type TermHit,
  type TermHits,
  type TermIndex,
  type TermIndexOptions,
} from "./term-bank.js";
export { TERM_VARIANTS, type TermVariant, termVariants } from "./term-variants.js";
