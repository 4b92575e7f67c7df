import type { MacroName } from "../ast.js";

/** Macros over one variable, by the name they are written with. */
export const ONE_VARIABLE: Readonly<Record<string, MacroName>> = {
  all: "all",
  exists: "exists",
  exists_one: "existsOne",
  existsOne: "existsOne",
  map: "map",
  filter: "filter",
};
/** Macros over two variables, with the numbers of arguments they take after them. */
export const TWO_VARIABLES: Readonly<Record<string, { macro: MacroName; rest: readonly number[] }>> = {
  all: { macro: "all", rest: [1] },
  exists: { macro: "exists", rest: [1] },
  exists_one: { macro: "existsOne", rest: [1] },
  existsOne: { macro: "existsOne", rest: [1] },
  transformList: { macro: "transformList", rest: [1, 2] },
  transformMap: { macro: "transformMap", rest: [1, 2] },
  transformMapEntry: { macro: "transformMapEntry", rest: [1, 2] },
};
