import pc from "picocolors";
import type { Io, Output } from "../io.js";

/** Functions that colour text, or leave it as it is. */
export type Colours = ReturnType<typeof pc.createColors>;

/** Colours for a terminal that wants them; none in a pipe, with NO_COLOR set, or on a dumb terminal. */
export function coloursFor(output: Output, env: Io["env"]): Colours {
  const unwanted = (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb";
  return pc.createColors(output.isTTY === true && !unwanted);
}
