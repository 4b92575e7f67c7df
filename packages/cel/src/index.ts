export type * from "./ast.js";
export type * from "./env.js";
export { format } from "./format.js";
export { MAX_SOURCE_LENGTH, parse } from "./parse.js";
export { CelSyntaxError } from "./syntax-error.js";
export * from "./types.js";
