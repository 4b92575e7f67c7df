import { DYN, listOf, mapOf, type ParamType, type Type } from "../types.js";

/**
 * Types with unknowns, solved by unification with `dyn` as the escape.
 *
 * An unknown is a `param` type of a fresh name. Binding it twice keeps the more general of both types, so that
 * `[dyn(x), 1]` is a list of dyn in either order (assignability as cel-spec describes it; `null` is no timestamp here,
 * since a closure compiled for timestamps must be able to trust its static type).
 */
export class Unifier {
  readonly #bound = new Map<string, Type>();
  /** Bindings in the order they were made, with what stood there before: undone by `rollback`. */
  readonly #trail: { name: string; before: Type | undefined }[] = [];
  #next = 0;

  fresh(): ParamType {
    return { kind: "param", name: `?${this.#next++}` };
  }

  /** The same types with every parameter replaced by a fresh unknown, equal names by equal unknowns. */
  instantiate(types: readonly Type[]): Type[] {
    const names = new Map<string, ParamType>();
    const copy = (type: Type): Type => {
      if (type.kind === "param") {
        const known = names.get(type.name) ?? this.fresh();
        names.set(type.name, known);
        return known;
      }
      if (type.kind === "list") return listOf(copy(type.element));
      if (type.kind === "map") return mapOf(copy(type.key), copy(type.value));
      return type;
    };
    return types.map(copy);
  }

  mark(): number {
    return this.#trail.length;
  }

  rollback(mark: number): void {
    while (this.#trail.length > mark) {
      const { name, before } = this.#trail.pop()!;
      if (before === undefined) this.#bound.delete(name);
      else this.#bound.set(name, before);
    }
  }

  /** Whether a value of type `from` may stand where `to` is wanted; binds unknowns, or nothing where the answer is no. */
  assignable(from: Type, to: Type): boolean {
    const mark = this.mark();
    if (this.#fits(from, to)) return true;
    this.rollback(mark);
    return false;
  }

  /** The type of a place that holds either: the more general one where they agree, else dyn. */
  join(left: Type, right: Type): Type {
    return this.assignable(right, left) ? this.#general(left, right) : DYN;
  }

  /** The type itself where it is known, the unknown where it is not; elements are left as they are. */
  shallow(type: Type): Type {
    let current = type;
    while (current.kind === "param") {
      const next = this.#bound.get(current.name);
      if (next === undefined) return current;
      current = next;
    }
    return current;
  }

  /** The type with every unknown replaced by what is known of it; an unknown that stayed free becomes dyn. */
  resolve(type: Type): Type {
    const known = this.shallow(type);
    if (known.kind === "param") return DYN;
    if (known.kind === "list") return listOf(this.resolve(known.element));
    if (known.kind === "map") return mapOf(this.resolve(known.key), this.resolve(known.value));
    return known;
  }

  #set(name: string, type: Type): void {
    this.#trail.push({ name, before: this.#bound.get(name) });
    this.#bound.set(name, type);
  }

  /** The last unknown of a chain of unknowns bound to each other. */
  #representative(unknown: ParamType): ParamType {
    let current = unknown;
    for (;;) {
      const next = this.#bound.get(current.name);
      if (next?.kind !== "param") return current;
      current = next;
    }
  }

  #fits(from: Type, to: Type): boolean {
    if (to.kind === "param") return this.#bind(to, from);
    if (from.kind === "param") return this.#bind(from, to);
    if (isEscape(from) || isEscape(to)) return true;
    if (from.kind === "list" && to.kind === "list") return this.#fits(from.element, to.element);
    if (from.kind === "map" && to.kind === "map")
      return this.#fits(from.key, to.key) && this.#fits(from.value, to.value);
    if (from.kind === "struct" && to.kind === "struct") return from.name === to.name;
    if (from.kind === "opaque" && to.kind === "opaque") return from.name === to.name;
    return from.kind === to.kind;
  }

  #bind(unknown: ParamType, type: Type): boolean {
    const own = this.#representative(unknown);
    const other = type.kind === "param" ? this.#representative(type) : undefined;
    if (other?.name === own.name) return true;
    const bound = this.#bound.get(own.name);
    if (bound === undefined) {
      const target = other ?? type;
      if (this.#occurs(own.name, target)) return false;
      this.#set(own.name, target);
      return true;
    }
    const known = other === undefined ? type : this.#bound.get(other.name);
    if (known === undefined) {
      if (this.#occurs(other!.name, bound)) return false;
      this.#set(other!.name, own);
      return true;
    }
    if (!this.#fits(known, bound)) return false;
    const general = this.#general(bound, known);
    if (!this.#occurs(own.name, general)) this.#set(own.name, general);
    return true;
  }

  /** The more general of two types that fit each other. */
  #general(left: Type, right: Type): Type {
    const a = this.shallow(left);
    const b = this.shallow(right);
    if (a.kind === "dyn" || b.kind === "dyn") return DYN;
    if (a.kind === "param" || a.kind === "error") return b;
    if (b.kind === "param" || b.kind === "error") return a;
    if (a.kind === "list" && b.kind === "list") return listOf(this.#general(a.element, b.element));
    if (a.kind === "map" && b.kind === "map")
      return mapOf(this.#general(a.key, b.key), this.#general(a.value, b.value));
    return a;
  }

  #occurs(name: string, type: Type): boolean {
    const known = this.shallow(type);
    if (known.kind === "param") return known.name === name;
    if (known.kind === "list") return this.#occurs(name, known.element);
    if (known.kind === "map") return this.#occurs(name, known.key) || this.#occurs(name, known.value);
    return false;
  }
}

/** `error` is the type of what was already reported: it fits everywhere, so that one mistake is told once. */
function isEscape(type: Type): boolean {
  return type.kind === "dyn" || type.kind === "error";
}
