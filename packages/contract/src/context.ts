import { Type } from "typebox";
import { HashedId } from "./scalars.js";

/** Where an event came from: hashed identifiers only, so that equal origins can be counted and none can be read. */
export const Context = Type.Object({
  ipHash: Type.Optional(HashedId),
  networkHash: Type.Optional(HashedId),
  deviceHash: Type.Optional(HashedId),
  sessionHash: Type.Optional(HashedId),
});
export type Context = Type.Static<typeof Context>;
