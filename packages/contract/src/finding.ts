import { Type } from "typebox";
import { Evidence } from "./evidence.js";

/** A detector that held for an event, or whose condition failed to give an answer. */
export const Finding = Type.Object({
  detector: Type.String(),
  clause: Type.String(),
  mode: Type.Union([Type.Literal("live"), Type.Literal("shadow")]),
  kind: Type.Union([Type.Literal("match"), Type.Literal("error")]),
  evidence: Type.Array(Evidence),
  /** Where `kind` is `error`: what went wrong, with its code. */
  error: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() })),
});
export type Finding = Type.Static<typeof Finding>;
