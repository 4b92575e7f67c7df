/** The words of a text with what each adds to a classifier's logit. */
import type { FoldedText } from "../fold.js";
import { eachFeature, type FeatureOptions } from "./features.js";
import type { ModelHead } from "./model-file.js";
import { eachToken, TOKEN } from "./tokens.js";

/** A word (in scripts without spaces: a run of characters) that moved a score. Offsets are UTF-16 code units of the original text. */
export interface MovingWord {
  /** As it stands in the text, at its first place. */
  readonly text: string;
  /** What all its places together add to the logit. */
  readonly weight: number;
  readonly start: number;
  readonly end: number;
}

/** A place of a word in the folded text. */
interface Place {
  readonly start: number;
  readonly end: number;
  weight: number;
}

/**
 * A bucket's weight is shared equally among the places that fill it, and at each place among the words that it spans: so a
 * run of characters counts for the word in which it stands, and everything adds up.
 */
export function explainText(
  text: FoldedText,
  features: FeatureOptions,
  head: ModelHead,
  limit: number,
): readonly MovingWord[] {
  const { folded } = text;
  const { places, placeAt, spaceless } = placesOf(folded);
  const filled = new Map<number, number>();
  eachFeature(folded, features, (bucket) => filled.set(bucket, (filled.get(bucket) ?? 0) + 1));
  const unit = (head.slope * head.step) / Math.sqrt(Math.max(1, filled.size));
  eachFeature(folded, features, (bucket, start, end) => {
    const weight = head.weights[bucket]!;
    if (weight === 0) return;
    const first = placeAt[start]!;
    const last = placeAt[end - 1]!;
    const share = (weight * unit) / filled.get(bucket)! / (last - first + 1);
    for (let at = first; at <= last; at++) places[at]!.weight += share;
  });
  return strongest(text, joinCharacters(places, spaceless), limit);
}

function placesOf(folded: string): { places: Place[]; placeAt: Int32Array; spaceless: ReadonlySet<Place> } {
  const places: Place[] = [];
  const spaceless = new Set<Place>();
  const placeAt = new Int32Array(folded.length);
  const add = (start: number, end: number): Place => {
    placeAt.fill(places.length, start, end);
    const place = { start, end, weight: 0 };
    places.push(place);
    return place;
  };
  eachToken(folded, (kind, start, end) => {
    if (kind !== TOKEN.spaceless) {
      add(start, end);
      return;
    }
    for (let at = start; at < end;) {
      const next = at + (folded.codePointAt(at)! > 0xffff ? 2 : 1);
      spaceless.add(add(at, next));
      at = next;
    }
  });
  return { places, placeAt, spaceless };
}

/** Characters of scripts without spaces that stand together and pull the same way are one. */
function joinCharacters(places: readonly Place[], spaceless: ReadonlySet<Place>): Place[] {
  const joined: Place[] = [];
  let open = false;
  for (const place of places) {
    const before = joined.at(-1);
    const single = spaceless.has(place);
    if (open && single && before?.end === place.start && before.weight < 0 === place.weight < 0) {
      joined[joined.length - 1] = { start: before.start, end: place.end, weight: before.weight + place.weight };
    } else joined.push(place);
    open = single;
  }
  return joined;
}

function strongest(text: FoldedText, places: readonly Place[], limit: number): MovingWord[] {
  const words = new Map<string, Place>();
  for (const place of places) {
    if (place.weight === 0) continue;
    const word = text.folded.slice(place.start, place.end);
    const known = words.get(word);
    if (known === undefined) words.set(word, { ...place });
    else known.weight += place.weight;
  }
  const sorted = [...words.values()].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || a.start - b.start);
  return sorted.slice(0, limit).map(({ start, end, weight }) => {
    const span = text.span(start, end);
    return { text: text.original.slice(span.start, span.end), weight, ...span };
  });
}
