/** Finds the entries of layers in one folded text. */
import type { FoldedText } from "./fold.js";
import { FoundTerms, MAX_TERM_HITS } from "./found-terms.js";
import { ALLOW, type Layer, type LiveLayer, WHOLE_WORD } from "./term-bank-layer.js";
import { CHUNK, type FoundByBank, LayerScan } from "./term-bank-layer-scan.js";

/** Steps of regular expressions in one text, at most: so many, and so many more for each code unit. */
const REGEX_STEPS = 200_000;
const REGEX_STEPS_PER_UNIT = 64;

/** Nothing: most texts have nothing, so it is one for all. */
const NOTHING: FoundByBank = new Map();

/** What the last scan found nothing with: the next one uses it again. */
let spare: FoundByBank | undefined;

/** The scans of layers, which are kept from text to text, as what they met is. */
const kept = new WeakMap<readonly LiveLayer[], readonly LayerScan[]>();

/** Finds everything in time linear in the text and the occurrences. */
export function scanLayers(layers: readonly LiveLayer[], text: FoldedText): ReadonlyMap<number, FoundTerms> {
  if (layers.length === 1 && isPlain(layers[0]!.layer)) return scanPlain(layers[0]!, text);
  const scans = scansOf(layers);
  for (const scan of scans) scan.begin(text, scans);
  const found = readLayers(scans, text);
  for (const scan of scans) scan.forget();
  if (found.size > 0) return found;
  spare = found;
  return NOTHING;
}

function scansOf(layers: readonly LiveLayer[]): readonly LayerScan[] {
  let scans = kept.get(layers);
  if (scans === undefined) {
    scans = layers.map((live) => new LayerScan(live));
    kept.set(layers, scans);
  }
  return scans;
}

function readLayers(scans: readonly LayerScan[], text: FoldedText): FoundByBank {
  const first = readText(scans, text);
  const budget = { left: REGEX_STEPS + REGEX_STEPS_PER_UNIT * text.folded.length };
  let again = false;
  for (const scan of scans) {
    scan.runRules(budget);
    again ||= scan.again;
  }
  let found = first;
  if (again) {
    // What stands near is known now, and so is what the regular expressions match.
    for (const scan of scans) scan.decides = true;
    if (text.folded.length <= CHUNK) for (const scan of scans) scan.addDeferred();
    // Of a long text, what waits for that would be too much to keep: it is read once more.
    else found = readText(scans, text);
  }
  // Also where nothing was found: rules that ran out of steps may have missed something.
  for (const scan of scans) {
    for (const bank of scan.cutShort(budget)) scan.at(bank).truncated = true;
  }
  return found;
}

function isPlain({ extras }: Layer): boolean {
  return extras.length === 0;
}

/** One layer without regular expressions and context: nothing has to be gathered first. */
function scanPlain(live: LiveLayer, text: FoldedText): FoundByBank {
  const { automaton } = live.layer;
  const found: FoundByBank = new Map();
  const { folded } = text;
  const onOccurrence = (needle: number, end: number): void => {
    addTerm(live, text, needle, end, found);
  };
  for (let at = 0, state = 0; at < folded.length; at += CHUNK) {
    const to = Math.min(at + CHUNK, folded.length);
    state = automaton.resume(folded, at, to, state, onOccurrence);
    for (const terms of found.values()) terms.passed(to);
  }
  return found;
}

function addTerm(live: LiveLayer, text: FoldedText, needle: number, end: number, found: FoundByBank): void {
  const { layer, offset, removed } = live;
  if (removed?.[needle] === 1) return;
  const bank = layer.banks[needle]!;
  let terms = found.get(bank);
  if (terms?.truncated === true) return;
  const flags = layer.flags[needle]!;
  const term = layer.terms[needle]!;
  const start = end - term.folded.length;
  if (!text.holds(term, start, (flags & WHOLE_WORD) === 0 ? "substring" : "word")) return;
  if (terms === undefined) {
    terms = new FoundTerms(layer.longestAllow.get(bank) ?? 0, MAX_TERM_HITS);
    found.set(bank, terms);
  }
  terms.add(offset + needle, start, end, (flags & ALLOW) !== 0);
}

/** Reads the text with every layer, chunk by chunk, so that occurrences arrive almost in order of their end. */
function readText(scans: readonly LayerScan[], text: FoldedText): FoundByBank {
  const { folded } = text;
  const found: FoundByBank = spare ?? new Map();
  spare = undefined;
  for (const scan of scans) scan.start(found);
  for (let at = 0; at < folded.length; at += CHUNK) {
    const to = Math.min(at + CHUNK, folded.length);
    for (const scan of scans) scan.read(at, to);
    // A short text is settled as a whole, once everything is there.
    if (folded.length > CHUNK) for (const terms of found.values()) terms.passed(to);
  }
  return found;
}
