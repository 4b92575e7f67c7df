import { describe, expect, it } from "vitest";
import { compilePolicy } from "../compile-policy.js";
import type { Bank } from "../model.js";
import { makeDetector, makePolicy } from "../testing/make-policy.js";

const photos: Bank = {
  name: "photos",
  doc: undefined,
  origin: { file: "banks/photos.yaml", line: 1, column: 1 },
  kind: "images",
  entries: [],
};

function problemsOf(when: string, bank: Bank = photos): readonly string[] {
  return compilePolicy(makePolicy({ banks: [bank], detectors: [makeDetector("d", when)] })).problems.map(
    ({ code, message }) => `${code}: ${message}`,
  );
}

describe("a comparison with the distance of an image", () => {
  it("beyond what the bank looks is refused, whichever way it is written", () => {
    for (const when of [
      'imageMatch("photos", media) <= 40',
      'imageMatch("photos", media) < 41',
      '40 >= imageMatch("photos", media)',
      'size(media) > 0 && 41 > imageMatch("photos", media)',
    ]) {
      expect(problemsOf(when)).toEqual([
        expect.stringContaining('EH_POLICY_BANK_RADIUS: The bank "photos" looks no farther than 31'),
      ]);
    }
  });

  it("within it is fine, and so is asking whether there is anything at all", () => {
    expect(problemsOf('imageMatch("photos", media) <= 31')).toEqual([]);
    expect(problemsOf('imageMatch("photos", media) < 257')).toEqual([]);
    expect(problemsOf('imageMatch("photos", media) <= 40', { ...photos, radius: 40 })).toEqual([]);
  });
});
