import type { Expr as ProtoExpr, SourceInfo } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Call, Expr, Macro } from "../ast.js";
import { CelSyntaxError } from "../syntax-error.js";
import { convertLiteral } from "./convert-literal.js";
import { ONE_VARIABLE, TWO_VARIABLES } from "./macro-names.js";

/** Depth of the tree, counting every operator of a chain such as `a + b + c`; closures of that depth fit the stack. */
export const MAX_DEPTH = 250;

type Kind<K extends ProtoExpr["exprKind"]["case"]> = Extract<ProtoExpr["exprKind"], { case: K }>["value"];

/**
 * Turns the parser's tree into ours: expanded macros become `macro` nodes again, balanced chains of `&&` and `||` keep
 * one canonical shape, and every node gets the offset of its first character.
 */
export class Converter {
  readonly #source: string;
  readonly #info: SourceInfo;
  /** Names written in backquotes, by the offset of the backquote: the parser saw a stand-in of the same length. */
  readonly #quoted: ReadonlyMap<number, string>;
  #nextId = 1;

  constructor(source: string, info: SourceInfo, quoted: ReadonlyMap<number, string>) {
    this.#source = source;
    this.#info = info;
    this.#quoted = quoted;
  }

  convert(expr: ProtoExpr, depth = 0): Expr {
    if (depth > MAX_DEPTH) {
      throw new CelSyntaxError(
        `More than ${MAX_DEPTH} operations inside each other; split the condition`,
        this.#at(expr),
      );
    }
    const kind = expr.exprKind;
    const id = this.#nextId++;
    switch (kind.case) {
      case "constExpr":
        return convertLiteral(id, this.#at(expr), kind.value);
      case "identExpr":
        return this.#ident(id, this.#at(expr), kind.value.name);
      case "selectExpr":
        return this.#select(id, expr, kind.value, depth);
      case "callExpr":
        return this.#call(id, expr, kind.value, depth);
      case "listExpr":
        return {
          kind: "list",
          id,
          offset: this.#at(expr),
          elements: kind.value.elements.map((element) => this.convert(element, depth + 1)),
        };
      case "structExpr":
        return this.#struct(id, expr, kind.value, depth);
      case "comprehensionExpr":
        return this.#comprehension(id, expr, kind.value, depth);
      default:
        throw new CelSyntaxError("The parser returned an empty expression", this.#at(expr));
    }
  }

  #at(expr: { readonly id: bigint }): number {
    const raw = this.#info.positions[expr.id.toString()] ?? 0;
    return this.#skipSpace(raw);
  }

  #skipSpace(index: number): number {
    let at = index;
    while (at < this.#source.length && /\s/.test(this.#source[at]!)) at++;
    return at;
  }

  /** The parser drops the dot of `.name`, which asks for the outermost meaning of the name. */
  #ident(id: number, offset: number, name: string): Expr {
    const dotted = this.#source[offset] === "." && !name.startsWith(".");
    return { kind: "ident", id, offset, name: dotted ? `.${name}` : name };
  }

  /** The field's name, and where it stands: after the dot at `dot`. */
  #field(name: string, dot: number): { name: string; offset: number } {
    const offset = this.#skipSpace(dot + 1);
    return { name: this.#quoted.get(offset) ?? name, offset };
  }

  #select(id: number, expr: ProtoExpr, value: Kind<"selectExpr">, depth: number): Expr {
    const operand = this.convert(value.operand!, depth + 1);
    if (!value.testOnly) {
      const field = this.#field(value.field, this.#at(expr));
      return {
        kind: "select",
        id,
        offset: operand.offset,
        operand,
        field: field.name,
        test: false,
        nameOffset: field.offset,
      };
    }
    // The position of a has() is its own; the dot's is that of the select it was written with.
    const written = this.#info.macroCalls[expr.id.toString()]?.exprKind;
    const argument = written?.case === "callExpr" ? written.value.args[0] : undefined;
    const field = this.#field(value.field, argument === undefined ? this.#at(expr) : this.#at(argument));
    return {
      kind: "select",
      id,
      offset: this.#at(expr),
      operand,
      field: field.name,
      test: true,
      nameOffset: field.offset,
    };
  }

  #call(id: number, expr: ProtoExpr, value: Kind<"callExpr">, depth: number): Expr {
    const at = this.#at(expr);
    if (value.function === "_&&_" || value.function === "_||_") return this.#chain(expr, value.function, depth);
    if (value.target === undefined) {
      const args = value.args.map((arg) => this.convert(arg, depth + 1));
      const infix = value.function.startsWith("_") || value.function === "@in";
      const offset = infix ? Math.min(at, args[0]!.offset) : at;
      return {
        kind: "call",
        id,
        offset,
        fn: value.function,
        target: undefined,
        args,
        nameOffset: at,
      };
    }
    const macro = this.#unexpandedMacro(id, value, at, depth);
    if (macro !== undefined) return macro;
    const target = this.convert(value.target, depth + 1);
    const args = value.args.map((arg) => this.convert(arg, depth + 1));
    const nameOffset = this.#field(value.function, at).offset;
    return {
      kind: "call",
      id,
      offset: target.offset,
      fn: value.function,
      target,
      args,
      nameOffset,
    };
  }

  /** `a && (b && c)` and `(a && b) && c` mean the same and become the same balanced tree. */
  #chain(expr: ProtoExpr, fn: string, depth: number): Expr {
    const terms: ProtoExpr[] = [];
    const pending: ProtoExpr[] = [expr];
    while (pending.length > 0) {
      const term = pending.pop()!;
      const kind = term.exprKind;
      if (kind.case === "callExpr" && kind.value.function === fn) pending.push(...kind.value.args.toReversed());
      else terms.push(term);
    }
    const levels = Math.ceil(Math.log2(terms.length));
    const converted = terms.map((term) => this.convert(term, depth + levels));
    const build = (from: number, to: number): Expr => {
      if (to - from === 1) return converted[from]!;
      const middle = from + Math.ceil((to - from) / 2);
      const left = build(from, middle);
      const right = build(middle, to);
      const call: Call = {
        kind: "call",
        id: this.#nextId++,
        offset: left.offset,
        fn,
        target: undefined,
        args: [left, right],
        nameOffset: left.offset,
      };
      return call;
    };
    return build(0, converted.length);
  }

  /** Macros that the parser leaves as calls: the two-variable forms and `cel.bind`. */
  #unexpandedMacro(id: number, value: Kind<"callExpr">, at: number, depth: number): Expr | undefined {
    const [first, second, ...rest] = value.args;
    const name = identName(first);
    if (name === undefined || second === undefined) return undefined;
    const target = value.target!;
    if (value.function === "bind" && identName(target) === "cel" && rest.length === 1) {
      return {
        kind: "bind",
        id,
        offset: Math.min(at, this.#at(target)),
        name,
        value: this.convert(second, depth + 1),
        body: this.convert(rest[0]!, depth + 1),
      };
    }
    const variable2 = identName(second);
    const form = Object.hasOwn(TWO_VARIABLES, value.function) ? TWO_VARIABLES[value.function] : undefined;
    if (form === undefined || variable2 === undefined || !form.rest.includes(rest.length)) return undefined;
    if (name === variable2) {
      throw new CelSyntaxError(`The two variables of ${value.function} need different names`, this.#at(second));
    }
    const range = this.convert(target, depth + 1);
    const filter = rest.length === 2 ? this.convert(rest[0]!, depth + 1) : undefined;
    const body = this.convert(rest.at(-1)!, depth + 1);
    return {
      kind: "macro",
      id,
      offset: range.offset,
      macro: form.macro,
      range,
      variable: name,
      variable2,
      filter,
      body,
    };
  }

  #struct(id: number, expr: ProtoExpr, value: Kind<"structExpr">, depth: number): Expr {
    const offset = this.#at(expr);
    if (value.messageName === "") {
      const entries = value.entries.map((entry) => ({
        key: this.convert(entry.keyKind.value as ProtoExpr, depth + 1),
        value: this.convert(entry.value!, depth + 1),
      }));
      return { kind: "map", id, offset, entries };
    }
    const fields = value.entries.map((entry) => ({
      name: this.#quoted.get(this.#at(entry)) ?? (entry.keyKind.value as string),
      value: this.convert(entry.value!, depth + 1),
    }));
    return { kind: "struct", id, offset, name: value.messageName, fields };
  }

  /** Reads a one-variable macro back from its expansion. */
  #comprehension(id: number, expr: ProtoExpr, value: Kind<"comprehensionExpr">, depth: number): Macro {
    const written = this.#info.macroCalls[expr.id.toString()]?.exprKind;
    const name = written?.case === "callExpr" ? written.value.function : "";
    const macro = ONE_VARIABLE[name];
    if (macro === undefined) throw new CelSyntaxError(`The macro ${name} is not known`, this.#at(expr));
    const step = callArgs(value.loopStep!);
    let filter: ProtoExpr | undefined;
    let body: ProtoExpr;
    if (macro === "all" || macro === "exists") body = step[1]!;
    else if (macro === "existsOne" || macro === "filter") body = step[0]!;
    else {
      const append = step.length === 3 ? callArgs(step[1]!) : step;
      if (step.length === 3) filter = step[0]!;
      const appended = append[1]!.exprKind;
      if (appended.case !== "listExpr")
        throw new CelSyntaxError("The parser expanded a map in an unknown way", this.#at(expr));
      body = appended.value.elements[0]!;
    }
    const range = this.convert(value.iterRange!, depth + 1);
    return {
      kind: "macro",
      id,
      offset: range.offset,
      macro,
      range,
      variable: value.iterVar,
      variable2: undefined,
      filter: filter === undefined ? undefined : this.convert(filter, depth + 1),
      body: this.convert(body, depth + 1),
    };
  }
}

function identName(expr: ProtoExpr | undefined): string | undefined {
  return expr?.exprKind.case === "identExpr" ? expr.exprKind.value.name : undefined;
}

function callArgs(expr: ProtoExpr): readonly ProtoExpr[] {
  return expr.exprKind.case === "callExpr" ? expr.exprKind.value.args : [];
}
