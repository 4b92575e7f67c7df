import type { Policy } from "@evenhand/policy";
import { expect, test } from "vitest";
import { hashOnlyClause, isHashOnly } from "./hash-only.js";

test("a clause is about the sexual abuse of minors by its keyword, or by its rule's category", () => {
  const minors = "STATEMENT_CATEGORY_PROTECTION_OF_MINORS/KEYWORD_";
  for (const [dsa, category, expected] of [
    [`${minors}CHILD_SEXUAL_ABUSE_MATERIAL`, "safety", true],
    [`${minors}CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE`, "safety", true],
    [`${minors}GROOMING_SEXUAL_ENTICEMENT_MINORS`, "safety", true],
    [`${minors}OTHER`, "Minors", true],
    [undefined, "minors", true],
    [`${minors}AGE_SPECIFIC_RESTRICTIONS_MINORS`, "minors", false],
    [`${minors}UNSAFE_CHALLENGES`, "minors", false],
    [undefined, "spam", false],
  ] as const) {
    expect(isHashOnly({ dsa, category }), `${dsa} ${category}`).toBe(expected);
  }
});

test("a sample counts for its own clause, and for those of detectors that ask its bank", () => {
  const policy = {
    clauses: [
      { id: "minors.abuse", category: "minors", dsa: undefined },
      { id: "spam.copies", category: "spam", dsa: undefined },
    ],
    detectors: [
      { clause: "minors.abuse", when: 'similar("letters", text.all) > 0.8' },
      { clause: "spam.copies", when: 'similar("adverts", text.all) > 0.8' },
    ],
  } as unknown as Policy;
  expect(hashOnlyClause(policy, "letters", undefined)).toBe("minors.abuse");
  expect(hashOnlyClause(policy, "adverts", "spam.copies")).toBeUndefined();
  expect(hashOnlyClause(policy, "adverts", "minors.abuse")).toBe("minors.abuse");
});
