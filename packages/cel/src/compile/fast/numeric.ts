import { CelDouble } from "../../values/double.js";
import type { Closure } from "../closure.js";
import { rawField, type Rest, type Slow, type Source } from "./source.js";

/** Comparison operators, as the specification names them. */
export type ComparisonName = "_<_" | "_<=_" | "_>_" | "_>=_" | "_==_" | "_!=_";

/**
 * `operand OP literal` for numbers. Each operator has a closure of its own: choosing the operator inside would cost more
 * than the comparison.
 */
export function compareWithNumber(fn: ComparisonName, source: Source, literal: number, slow: Slow): Closure {
  return source.kind === "field"
    ? compareField(fn, source.root, source.name, literal, slow.again())
    : compareClosure(fn, source.read, literal, slow.rest);
}

/** The raw JSON number has the order of the int or double it stands for. */
function compareField(fn: ComparisonName, root: number, name: string, literal: number, slow: Closure): Closure {
  switch (fn) {
    case "_<_":
      return (frame) => {
        const value = rawField(frame, root, name);
        return typeof value === "number" ? value < literal : slow(frame);
      };
    case "_<=_":
      return (frame) => {
        const value = rawField(frame, root, name);
        return typeof value === "number" ? value <= literal : slow(frame);
      };
    case "_>_":
      return (frame) => {
        const value = rawField(frame, root, name);
        return typeof value === "number" ? value > literal : slow(frame);
      };
    case "_>=_":
      return (frame) => {
        const value = rawField(frame, root, name);
        return typeof value === "number" ? value >= literal : slow(frame);
      };
    case "_==_":
      return (frame) => {
        const value = rawField(frame, root, name);
        return typeof value === "number" ? value === literal : slow(frame);
      };
    default:
      return (frame) => {
        const value = rawField(frame, root, name);
        return typeof value === "number" ? value !== literal : slow(frame);
      };
  }
}

/** `size(field) OP literal` of a list, in one closure. */
export function compareListSize(
  fn: ComparisonName,
  root: number,
  name: string,
  literal: number,
  slow: Closure,
): Closure {
  switch (fn) {
    case "_<_":
      return (frame) => {
        const value = rawField(frame, root, name);
        return Array.isArray(value) ? value.length < literal : slow(frame);
      };
    case "_<=_":
      return (frame) => {
        const value = rawField(frame, root, name);
        return Array.isArray(value) ? value.length <= literal : slow(frame);
      };
    case "_>_":
      return (frame) => {
        const value = rawField(frame, root, name);
        return Array.isArray(value) ? value.length > literal : slow(frame);
      };
    case "_>=_":
      return (frame) => {
        const value = rawField(frame, root, name);
        return Array.isArray(value) ? value.length >= literal : slow(frame);
      };
    case "_==_":
      return (frame) => {
        const value = rawField(frame, root, name);
        return Array.isArray(value) ? value.length === literal : slow(frame);
      };
    default:
      return (frame) => {
        const value = rawField(frame, root, name);
        return Array.isArray(value) ? value.length !== literal : slow(frame);
      };
  }
}

function compareClosure(fn: ComparisonName, read: Closure, literal: number, rest: Rest): Closure {
  switch (fn) {
    case "_<_":
      return (frame) => {
        const value = read(frame);
        if (typeof value === "number") return value < literal;
        return value instanceof CelDouble ? value.value < literal : rest(frame, value);
      };
    case "_<=_":
      return (frame) => {
        const value = read(frame);
        if (typeof value === "number") return value <= literal;
        return value instanceof CelDouble ? value.value <= literal : rest(frame, value);
      };
    case "_>_":
      return (frame) => {
        const value = read(frame);
        if (typeof value === "number") return value > literal;
        return value instanceof CelDouble ? value.value > literal : rest(frame, value);
      };
    case "_>=_":
      return (frame) => {
        const value = read(frame);
        if (typeof value === "number") return value >= literal;
        return value instanceof CelDouble ? value.value >= literal : rest(frame, value);
      };
    case "_==_":
      return (frame) => {
        const value = read(frame);
        if (typeof value === "number") return value === literal;
        return value instanceof CelDouble ? value.value === literal : rest(frame, value);
      };
    default:
      return (frame) => {
        const value = read(frame);
        if (typeof value === "number") return value !== literal;
        return value instanceof CelDouble ? value.value !== literal : rest(frame, value);
      };
  }
}
