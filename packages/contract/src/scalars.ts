import { Type } from "typebox";

/** An opaque identifier of the platform's: 1 to 256 characters. */
export const Id = Type.String({ minLength: 1, maxLength: 256 });

/** A short word such as a kind, a surface or a group name. */
export const Word = Type.String({ maxLength: 256 });

/** RFC 3339 timestamp; a zone is required, second 60 is refused. */
export const Time = Type.String({
  pattern: "^\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})$",
  maxLength: 40,
});

/** A count: a whole number from 0 to 2^53 − 1. */
export const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/**
 * A hashed identifier (address, device, network, session). Never the identifier itself: the pattern refuses what looks
 * like an address. Letters, digits and `:._=+/-`, 8 to 128 characters.
 */
export const HashedId = Type.String({
  pattern: "^(?!\\d{1,3}(\\.\\d{1,3}){3}$)(?![0-9A-Fa-f]{0,4}(:[0-9A-Fa-f]{0,4}){2,7}$)[A-Za-z0-9:._=+/-]{8,128}$",
});

/** BCP 47 language tag, or empty where unknown. */
export const Language = Type.String({
  pattern: "^([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)?$",
  maxLength: 35,
});

/** Longest text body that is accepted, in UTF-16 code units. Conditions' cost estimates rely on it. */
export const MAX_BODY_LENGTH = 50_000;
/** Longest title, display name or similar line. */
export const MAX_LINE_LENGTH = 1_000;
/** Most media of one item. */
export const MAX_MEDIA = 50;
