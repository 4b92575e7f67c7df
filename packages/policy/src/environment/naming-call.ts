import { type Call, type Expr, walk } from "@evenhand/cel";

/** The functions that name a bank, a counter or a classifier in their first argument. */
const NAMING: Readonly<Record<string, "bank" | "counter" | "classifier">> = {
  bank: "bank",
  similar: "bank",
  imageMatch: "bank",
  count: "counter",
  distinct: "counter",
  score: "classifier",
};

/** A call that names a bank, a counter or a classifier. */
export interface NamingCall {
  readonly kind: "bank" | "counter" | "classifier";
  readonly name: string;
  readonly call: Call;
}

/** What a call names, or undefined where it is another call or its first argument is no literal. */
export function namingCall(expr: Expr): NamingCall | undefined {
  if (expr.kind !== "call" || expr.target !== undefined || !Object.hasOwn(NAMING, expr.fn)) return undefined;
  const [first] = expr.args;
  if (first?.kind !== "literal" || typeof first.value !== "string") return undefined;
  return { kind: NAMING[expr.fn] as NamingCall["kind"], name: first.value, call: expr };
}

/** Every bank, counter and classifier that an expression names. */
export function namesIn(expr: Expr): readonly NamingCall[] {
  const calls: NamingCall[] = [];
  walk(expr, (node) => {
    const call = namingCall(node);
    if (call !== undefined) calls.push(call);
  });
  return calls;
}
