import { Type } from "typebox";

/** One thing that is wrong with a request, and where. */
export const ProblemPart = Type.Object({
  /** One sentence for a person. */
  detail: Type.String(),
  /** Where in the body: a JSON Pointer as a URI fragment (RFC 6901, section 6), such as `#/data/actor/id`. */
  pointer: Type.Optional(Type.String()),
  /** Which parameter of the address, or which header. */
  parameter: Type.Optional(Type.String()),
  /** `file:line:column`, where the body was a folder of files. */
  where: Type.Optional(Type.String()),
  code: Type.Optional(Type.String({ pattern: "^EH_[A-Z_]+$" })),
  severity: Type.Optional(Type.Union([Type.Literal("error"), Type.Literal("warning")])),
  /** The line of the source with carets under the place. */
  excerpt: Type.Optional(Type.String()),
});
export type ProblemPart = Type.Static<typeof ProblemPart>;

/** `application/problem+json` (RFC 9457): what every answer of 400 and above holds. */
export const ProblemDetails = Type.Object({
  /** Where the error is explained; ends in `#` and the code. */
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer({ minimum: 400, maximum: 599 }),
  /** What is wrong with this request, and what to do. */
  detail: Type.String(),
  /** The path that was asked. */
  instance: Type.String(),
  /** Stable: what programs look at. */
  code: Type.String({ pattern: "^EH_[A-Z_]+$" }),
  errors: Type.Optional(Type.Array(ProblemPart)),
  /** Names of the rate limits that were exceeded. */
  "violated-policies": Type.Optional(Type.Array(Type.String())),
});
export type ProblemDetails = Type.Static<typeof ProblemDetails>;
