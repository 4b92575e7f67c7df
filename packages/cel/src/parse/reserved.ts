/** Words that cannot be the name of a variable or function. */
export const RESERVED: ReadonlySet<string> = new Set(
  (
    "as break const continue else for function if import let loop package namespace return var void while " +
    "true false null in"
  ).split(" "),
);

/** Words that cannot be the name of a field either, unless in backquotes. */
export const KEYWORDS: ReadonlySet<string> = new Set(["true", "false", "null", "in"]);
