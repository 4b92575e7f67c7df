/**
 * Conditions before they are written in any engine's language: a detector holds when all of its conditions hold.
 * Each engine's file renders them in its own way.
 */

/** A text fact of an event. */
export type TextField =
  | "actor.handle"
  | "actor.locale"
  | "actor.kind"
  | "item.group"
  | "item.surface"
  | "item.kind"
  | "context.networkHash"
  | "text.lang"
  | "text.body";

/** A whole number of an event. `actor.ageHours` is the only one that may have a fraction, and is only compared. */
export type NumberField =
  | "actor.ageHours"
  | "actor.followers"
  | "actor.following"
  | "actor.posts"
  | "item.reach"
  | "text.words"
  | "text.length"
  | "text.urlCount"
  | "text.bodySize"
  | "text.titleSize";

/** A reading of a counter, by its position in `READINGS`. */
export interface ReadingField {
  readonly reading: number;
}

export type Condition =
  | { readonly kind: "equal" | "unequal"; readonly field: TextField; readonly value: string }
  | { readonly kind: "unequalFields"; readonly left: TextField; readonly right: TextField }
  | { readonly kind: "verified"; readonly value: boolean }
  | {
      readonly kind: "compare";
      readonly field: NumberField | ReadingField;
      readonly op: "<" | ">";
      readonly value: number;
    }
  | { readonly kind: "contains"; readonly value: string }
  /** left × factor + offset < right */
  | {
      readonly kind: "linear";
      readonly left: NumberField;
      readonly factor: number;
      readonly offset: number;
      readonly right: NumberField;
    }
  /** first × second > third × factor + offset */
  | {
      readonly kind: "product";
      readonly first: NumberField;
      readonly second: NumberField;
      readonly third: NumberField;
      readonly factor: number;
      readonly offset: number;
    }
  /** `field` ends with the value of `part` followed by `suffix`. */
  | { readonly kind: "endsWith"; readonly field: TextField; readonly part: TextField; readonly suffix: string };

/** All conditions of one detector, in the order in which its author wrote them. */
export type Conditions = readonly Condition[];

export type PackName = "selective" | "mixed" | "hostile";
export const PACK_NAMES: readonly PackName[] = ["selective", "mixed", "hostile"];
export const SIZES: readonly number[] = [10, 100, 1_000, 10_000];
