import { Type } from "typebox";
import { Count, Id, Word } from "./scalars.js";

/** One attached file. Evenhand reads descriptions and hashes; it does not fetch the file. */
export const Media = Type.Object({
  id: Id,
  type: Type.Union([Type.Literal("image"), Type.Literal("video"), Type.Literal("audio"), Type.Literal("file")]),
  mime: Type.Optional(Word),
  alt: Type.Optional(Type.String({ maxLength: 5_000 })),
  sha256: Type.Optional(Type.String({ pattern: "^[0-9a-f]{64}$" })),
  /** PDQ perceptual hash, 256 bits as 64 hexadecimal digits. */
  pdq: Type.Optional(Type.String({ pattern: "^[0-9a-f]{64}$" })),
  width: Type.Optional(Count),
  height: Type.Optional(Count),
  bytes: Type.Optional(Count),
});
export type Media = Type.Static<typeof Media>;
