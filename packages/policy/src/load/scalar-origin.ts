/**
 * Where the characters of a YAML text stand in its file.
 *
 * Folding and indentation change only white space: every other character of a plain or block scalar is in the file, once
 * and in the same order. So the k-th visible character of the value is the k-th of the source; quoted scalars differ by
 * their escapes alone.
 */
import { isScalar, Scalar } from "yaml";
import type { Origin } from "../model.js";
import { charactersIn, type SourceFile } from "./source-file.js";
import type { Value } from "./yaml-file.js";

/** From this offset of the value on, characters stand side by side in the file, from this line and column on. */
interface Segment {
  readonly at: number;
  readonly line: number;
  readonly column: number;
}

/** The origin of a text's first character, and of the pieces in which it stands in the file. */
export interface TextOrigin extends Origin {
  readonly segments: readonly Segment[];
}

const SPACE = /[ \t\n\r]/;

/** The origin of the text of a scalar. For a block scalar that is the first character of its content. */
export function textOrigin(value: Value): TextOrigin {
  const { node, file } = value;
  const { source, base } = file;
  const start = base + (node.range?.[0] ?? 0);
  if (!isScalar(node) || typeof node.value !== "string") return { ...source.originAt(start), segments: [] };
  const end = base + (node.range?.[1] ?? 0);
  const places = visiblePlaces(source.text, start, end, node.type);
  const segments = segmentsOf(node.value, places, source);
  const [first] = segments;
  // White space before the first visible character belongs to the value only in rare block scalars.
  const origin =
    first === undefined ? source.originAt(start) : { file: source.path, line: first.line, column: first.column };
  return { ...origin, segments };
}

/**
 * Where an offset of the text stands in its file. Without segments (a policy built by hand) the text is taken to begin at
 * `origin` and to run on as it is.
 *
 * @param text the text of which `origin` is the origin
 * @param offset UTF-16 offset in `text`
 */
export function originAt(origin: Origin, text: string, offset: number): Origin {
  const at = Math.max(0, Math.min(offset, text.length));
  const segments = (origin as Partial<TextOrigin>).segments ?? [];
  const segment = segments.findLast((candidate) => candidate.at <= at) ?? segments[0];
  if (segment !== undefined) {
    const column = segment.column + charactersIn(text.slice(segment.at, at));
    return { file: origin.file, line: segment.line, column };
  }
  const lines = text.slice(0, at).split("\n");
  const column = charactersIn(lines.at(-1) as string) + (lines.length === 1 ? origin.column : 1);
  return { file: origin.file, line: origin.line + lines.length - 1, column };
}

/**
 * The origin with which `renderProblem` of the CEL package, which knows the text alone, names the line and column that
 * `originAt` gives for the offset.
 */
export function renderingOrigin(origin: Origin, text: string, offset: number): Origin & { readonly indent: number } {
  const target = originAt(origin, text, offset);
  const lines = text.slice(0, Math.max(0, offset)).split("\n");
  const column = target.column - charactersIn(lines.at(-1) as string);
  return { file: origin.file, line: target.line - lines.length + 1, column, indent: column - 1 };
}

/** Offsets in the file of the visible characters (UTF-16 units) of a scalar, in order. */
function visiblePlaces(text: string, start: number, end: number, type: string | undefined): number[] {
  const places: number[] = [];
  const block = type === Scalar.BLOCK_FOLDED || type === Scalar.BLOCK_LITERAL;
  const quoted = type === Scalar.QUOTE_SINGLE || type === Scalar.QUOTE_DOUBLE;
  let at = block ? text.indexOf("\n", start) + 1 : quoted ? start + 1 : start;
  const last = quoted ? end - 1 : end;
  while (at < last) {
    const unit = text[at] as string;
    if (SPACE.test(unit)) at += 1;
    else if (type === Scalar.QUOTE_SINGLE && unit === "'") {
      places.push(at);
      at += 2;
    } else if (type === Scalar.QUOTE_DOUBLE && unit === "\\") {
      const { length, units } = escapeAt(text, at);
      for (let i = 0; i < units; i++) places.push(at);
      at += length;
    } else {
      places.push(at);
      at += 1;
    }
  }
  return places;
}

/** Length of an escape sequence, and how many visible UTF-16 units it stands for. */
function escapeAt(text: string, at: number): { length: number; units: number } {
  const kind = text[at + 1] ?? "";
  if (kind === "x") return { length: 4, units: visible(text.slice(at + 2, at + 4)) };
  if (kind === "u") return { length: 6, units: visible(text.slice(at + 2, at + 6)) };
  if (kind === "U") return { length: 10, units: visible(text.slice(at + 2, at + 10)) };
  return { length: 2, units: ["n", "t", "r", " ", "\t", "\n"].includes(kind) ? 0 : 1 };
}

function visible(hex: string): number {
  const point = Number.parseInt(hex, 16);
  if ([0x09, 0x0a, 0x0d, 0x20].includes(point)) return 0;
  return point > 0xff_ff ? 2 : 1;
}

function segmentsOf(value: string, places: readonly number[], source: SourceFile): Segment[] {
  const segments: Segment[] = [];
  let next = 0;
  /** Offset in the file at which the current segment would go on. */
  let expected = -1;
  for (let at = 0; at < value.length; at++) {
    if (SPACE.test(value[at] as string)) {
      expected = source.text[expected] === "\n" ? -1 : expected + 1;
      continue;
    }
    const place = places[next];
    if (place === undefined) break;
    next += 1;
    if (place !== expected) {
      const { line, column } = source.originAt(place);
      segments.push({ at, line, column });
    }
    expected = place + 1;
  }
  return segments;
}
