import { Type } from "typebox";

/** The process answers; nothing is said of the database. */
export const Health = Type.Object({ status: Type.Literal("alive") });
export type Health = Type.Static<typeof Health>;

/** One thing that has to hold. */
export const ReadinessCheckResult = Type.Object({
  name: Type.String(),
  ready: Type.Boolean(),
  /** Why not, without anything internal. */
  reason: Type.Optional(Type.String()),
});

/** The service can do its work. Where it cannot, the answer is a problem with the same `checks`. */
export const Readiness = Type.Object({ status: Type.Literal("ready"), checks: Type.Array(ReadinessCheckResult) });
export type Readiness = Type.Static<typeof Readiness>;
