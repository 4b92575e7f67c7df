import { MAX_BUILT } from "../runtime/budget.js";
import type { Type } from "../types.js";

/**
 * How big a value may be at most: `size` is what `size()` may give (characters, bytes, elements; 1 for scalars), `total`
 * counts everything inside as well. A dyn value is taken to hold no more than its size in all.
 */
export interface Extent {
  readonly size: number;
  readonly total: number;
  /** Of the elements of a list or the values of a map. */
  readonly element?: Extent;
  /** Of the keys of a map. */
  readonly key?: Extent;
  /** True for dyn: it may turn out to be a list or a map. */
  readonly deep?: true;
}

/** Size of a text, list or map where nothing is declared. */
export const DEFAULT_SIZE = 256;

export const SCALAR: Extent = { size: 1, total: 1 };

/** Structs nested deeper than this count as one value of the default size. */
const MAX_DEPTH = 6;

export function text(size: number): Extent {
  const bounded = Math.min(size, MAX_BUILT);
  return { size: bounded, total: bounded };
}

/** A value of unknown type that holds `size` characters and elements in all. */
export function anything(size: number): Extent {
  return { ...text(size), deep: true };
}

export function collection(size: number, element: Extent, key?: Extent): Extent {
  const bounded = Math.min(size, MAX_BUILT);
  const total = bounded * (1 + element.total + (key?.total ?? 0));
  return key === undefined ? { size: bounded, total, element } : { size: bounded, total, element, key };
}

/** The largest value of a declared type. */
export function extentOf(type: Type, maxSize = DEFAULT_SIZE, depth = 0): Extent {
  if (depth > MAX_DEPTH) return anything(maxSize);
  switch (type.kind) {
    case "string":
    case "bytes":
      return text(maxSize);
    case "dyn":
    case "param":
    case "error":
      return anything(maxSize);
    case "list":
      return collection(maxSize, extentOf(type.element, undefined, depth + 1));
    case "map":
      return collection(maxSize, extentOf(type.value, undefined, depth + 1), extentOf(type.key, undefined, depth + 1));
    case "struct": {
      let total = 1;
      for (const field of Object.values(type.fields)) total += extentOf(field.type, field.maxSize, depth + 1).total;
      return { size: total, total, deep: true };
    }
    default:
      return SCALAR;
  }
}

/** Covers both. */
export function larger(left: Extent, right: Extent): Extent {
  const element = either(left.element, right.element);
  const key = either(left.key, right.key);
  return {
    size: Math.max(left.size, right.size),
    total: Math.max(left.total, right.total),
    ...(element === undefined ? {} : { element }),
    ...(key === undefined ? {} : { key }),
    ...(left.deep === true || right.deep === true ? { deep: true } : {}),
  };
}

function either(left: Extent | undefined, right: Extent | undefined): Extent | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return larger(left, right);
}

/** What an element of the value may be; a dyn value's elements are no bigger than the value. */
export function elementOf(extent: Extent): Extent {
  return extent.element ?? anything(extent.size);
}

export function keyOf(extent: Extent): Extent {
  return extent.key ?? anything(extent.size);
}
