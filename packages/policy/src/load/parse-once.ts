import { type Expr, parse } from "@evenhand/cel";

/** Expressions remembered: those of a large policy. */
const KEPT = 2_000;
const trees = new Map<string, Expr>();

/**
 * An expression's tree. Loading looks at each expression twice, for its syntax and for its canonical form; parsing is most
 * of what loading takes, and trees never change.
 *
 * @throws CelSyntaxError
 */
export function parseOnce(source: string): Expr {
  const known = trees.get(source);
  if (known !== undefined) return known;
  const tree = parse(source);
  if (trees.size >= KEPT) trees.clear();
  trees.set(source, tree);
  return tree;
}
