import { MAX_BUILT } from "../runtime/budget.js";
import type { Type } from "../types.js";

/**
 * How big a value may be at most: `size` counts UTF-16 units, bytes or elements (1 for scalars), `total` everything
 * inside as well. A dyn value is taken to hold no more than its size in all.
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

/** Elements of a list or map where nothing is declared. */
export const DEFAULT_SIZE = 256;
/** UTF-16 units of a text where nothing is declared: two for each of 256 characters. */
export const DEFAULT_TEXT_SIZE = 512;

export const SCALAR: Extent = { size: 1, total: 1 };

/** Structs nested deeper than this count as one value of the default size. */
const MAX_DEPTH = 6;

export function text(size: number): Extent {
  const bounded = Math.min(size, MAX_BUILT);
  return { size: bounded, total: bounded };
}

/** A value of unknown type that holds `size` UTF-16 units and elements in all. */
export function anything(size: number): Extent {
  return { ...text(size), deep: true };
}

export function collection(size: number, element: Extent, key?: Extent): Extent {
  const bounded = Math.min(size, MAX_BUILT);
  const total = bounded * (1 + element.total + (key?.total ?? 0));
  return key === undefined ? { size: bounded, total, element } : { size: bounded, total, element, key };
}

/** The sizes that a declaration gives, as in `Field`. */
export interface DeclaredSizes {
  readonly maxSize?: number | undefined;
  readonly maxElementSize?: number | undefined;
}

/** The largest value of a declared type. */
export function extentOf(type: Type, declared: DeclaredSizes = {}, depth = 0): Extent {
  const { maxSize, maxElementSize } = declared;
  if (depth > MAX_DEPTH) return anything(maxSize ?? DEFAULT_TEXT_SIZE);
  switch (type.kind) {
    case "string":
    case "bytes":
      return text(maxSize ?? DEFAULT_TEXT_SIZE);
    case "dyn":
    case "param":
    case "error":
      return anything(maxSize ?? DEFAULT_TEXT_SIZE);
    case "list":
      return collection(maxSize ?? DEFAULT_SIZE, extentOf(type.element, { maxSize: maxElementSize }, depth + 1));
    case "map": {
      const value = extentOf(type.value, { maxSize: maxElementSize }, depth + 1);
      return collection(maxSize ?? DEFAULT_SIZE, value, extentOf(type.key, {}, depth + 1));
    }
    case "struct": {
      let total = 1;
      for (const field of Object.values(type.fields)) total += extentOf(field.type, field, depth + 1).total;
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
