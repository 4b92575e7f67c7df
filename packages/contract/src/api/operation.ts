import { Type } from "typebox";

/** The process answers; nothing is said of the database. */
export const Health = Type.Object({ status: Type.Literal("alive") });
export type Health = Type.Static<typeof Health>;

/** Whether the service can do its work, check by check. */
export const Readiness = Type.Object({
  status: Type.Union([Type.Literal("ready"), Type.Literal("not ready")]),
  checks: Type.Array(
    Type.Object({
      name: Type.String(),
      ready: Type.Boolean(),
      /** Why not, without anything internal. */
      reason: Type.Optional(Type.String()),
    }),
  ),
});
export type Readiness = Type.Static<typeof Readiness>;
