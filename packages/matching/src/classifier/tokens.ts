/** The words of a folded text as a classifier reads them, with where they stand. */
import { classOf, SPACE, SPACELESS, WORD } from "../characters.js";

/** What a token is; the numbers are in no file. */
export const TOKEN = {
  /** A run of letters, digits and marks of scripts that write spaces between words. */
  word: 0,
  /** A run of letters of scripts that write none. */
  spaceless: 1,
  /** A symbol, punctuation mark or emoji; a run of the same is one. */
  symbol: 2,
  /** An @name: whose name it is, is no evidence. */
  mention: 3,
  /** A link: where it leads is for domain banks. */
  link: 4,
} as const;

const BREAK = 8;
const kinds = new Uint8Array(0x10000).fill(255);

function learn(unit: number): number {
  const bits = classOf(unit);
  let kind: number = TOKEN.symbol;
  if ((bits & SPACE) !== 0) kind = BREAK;
  else if ((bits & SPACELESS) !== 0) kind = TOKEN.spaceless;
  else if ((bits & WORD) !== 0 || unit === 0x27 || unit === 0x2019) kind = TOKEN.word;
  kinds[unit] = kind;
  return kind;
}

const kindOf = (unit: number): number => {
  const kind = kinds[unit]!;
  return kind === 255 ? learn(unit) : kind;
};

/** Receives tokens in order: half-open spans of the folded text, in UTF-16 code units. */
export type OnToken = (kind: number, start: number, end: number) => void;

/** Finds the tokens of a folded text in one pass. */
export function eachToken(folded: string, onToken: OnToken): void {
  const size = folded.length;
  let at = 0;
  while (at < size) {
    const unit = folded.charCodeAt(at);
    const start = at;
    let kind = kindOf(unit);
    at += 1;
    if (kind === BREAK) continue;
    if ((unit & 0xfc00) === 0xd800 && at < size) {
      kind = astralKind(folded.codePointAt(start)!);
      at += 1;
    }
    if (kind === TOKEN.symbol) {
      if (unit === 0x40 && at < size && kindOf(folded.charCodeAt(at)) === TOKEN.word) {
        while (at < size && isName(folded.charCodeAt(at))) at += 1;
        onToken(TOKEN.mention, start, at);
        continue;
      }
      while (at < size && folded.charCodeAt(at) === unit) at += 1;
      onToken(TOKEN.symbol, start, at);
      continue;
    }
    while (at < size) {
      const next = folded.charCodeAt(at);
      if ((next & 0xfc00) === 0xd800 && at + 1 < size) {
        if (astralKind(folded.codePointAt(at)!) !== kind) break;
        at += 2;
      } else if (kindOf(next) === kind) at += 1;
      else break;
    }
    if (kind === TOKEN.word && folded.startsWith("://", at)) {
      while (at < size && kindOf(folded.charCodeAt(at)) !== BREAK) at += 1;
      kind = TOKEN.link;
    }
    onToken(kind, start, at);
  }
}

const isName = (unit: number): boolean => unit === 0x5f || kindOf(unit) === TOKEN.word;

function astralKind(codePoint: number): number {
  const bits = classOf(codePoint);
  if ((bits & SPACELESS) !== 0) return TOKEN.spaceless;
  return (bits & WORD) === 0 ? TOKEN.symbol : TOKEN.word;
}
