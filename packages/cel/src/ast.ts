/**
 * The expression tree that every stage of this package shares.
 *
 * It is our own, smaller than the protobuf tree of the specification: macros stay macros (they are not expanded into
 * folds), so that checking, compiling, explaining and printing all see what the author wrote.
 */

/** UTF-16 offset of the first character of a node in its source. */
export type Offset = number;

interface NodeBase {
  /** Unique within one parsed source. */
  readonly id: number;
  readonly offset: Offset;
}

/** A literal. `int` and `uint` hold bigint, `double` number, `bytes` Uint8Array. */
export interface Literal extends NodeBase {
  readonly kind: "literal";
  readonly type: "int" | "uint" | "double" | "string" | "bytes" | "bool" | "null";
  readonly value: bigint | number | string | Uint8Array | boolean | null;
}

/** A variable, or the name of a type (`int`, `google.protobuf.Timestamp`). A leading dot is kept in `name`. */
export interface Ident extends NodeBase {
  readonly kind: "ident";
  readonly name: string;
}

/** `operand.field`; with `test`, `has(operand.field)`. */
export interface Select extends NodeBase {
  readonly kind: "select";
  readonly operand: Expr;
  readonly field: string;
  readonly test: boolean;
  /** Offset of the field's name. */
  readonly nameOffset: Offset;
}

/** A call. Operators keep the specification's names: `_&&_`, `_==_`, `_[_]`, `!_`, `-_`, `_?_:_`, `@in`. */
export interface Call extends NodeBase {
  readonly kind: "call";
  readonly fn: string;
  readonly target: Expr | undefined;
  readonly args: readonly Expr[];
  /** Offset of the function's name or of the operator. */
  readonly nameOffset: Offset;
}

export interface ListExpr extends NodeBase {
  readonly kind: "list";
  readonly elements: readonly Expr[];
}

export interface MapExpr extends NodeBase {
  readonly kind: "map";
  readonly entries: readonly { readonly key: Expr; readonly value: Expr }[];
}

/** A message literal such as `google.protobuf.Int64Value{value: 1}`. */
export interface StructExpr extends NodeBase {
  readonly kind: "struct";
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly value: Expr }[];
}

export type MacroName =
  | "all"
  | "exists"
  | "existsOne"
  | "map"
  | "filter"
  | "transformList"
  | "transformMap"
  | "transformMapEntry";

/** A comprehension. `variable2` is set in the two-variable forms; `filter` is the optional third argument's guard. */
export interface Macro extends NodeBase {
  readonly kind: "macro";
  readonly macro: MacroName;
  readonly range: Expr;
  readonly variable: string;
  readonly variable2: string | undefined;
  readonly filter: Expr | undefined;
  readonly body: Expr;
}

/** `cel.bind(name, value, body)`. */
export interface Bind extends NodeBase {
  readonly kind: "bind";
  readonly name: string;
  readonly value: Expr;
  readonly body: Expr;
}

export type Expr = Literal | Ident | Select | Call | ListExpr | MapExpr | StructExpr | Macro | Bind;
