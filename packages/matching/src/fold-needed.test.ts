import { describe, expect, it } from "vitest";
import { stepsNeeded } from "./fold-needed.js";
import { FOLD_STEPS, PLAIN_STEPS } from "./fold-steps.js";

describe("stepsNeeded", () => {
  it.each([
    ["spam", ""],
    ["SPAM", "case"],
    ["ｓｐａｍ", "compatibility"],
    ["s\u200bpam", "ignorables"],
    ["spám", "marks"],
    ["ЅРАМ", "confusables case"],
    ["s p a m", "separators"],
    ["sp4m", "leet"],
    ["spaaam", "repeats"],
    ["S.P.4.M", "case separators leet"],
    ["ｓ\u200bPÁААМ", "confusables case marks repeats"],
  ])("of %j: %j", (slice, needed) => {
    expect(stepsNeeded(slice, "spam", FOLD_STEPS).join(" ")).toBe(needed);
  });

  it("names only steps that were on, and all of them where the slice alone tells nothing", () => {
    expect(stepsNeeded("SPAM", "spam", PLAIN_STEPS)).toEqual(["case"]);
    expect(stepsNeeded("free  money", "free money", PLAIN_STEPS)).toEqual(["spaces"]);
    expect(stepsNeeded("4", "a", ["case", "leet"])).toEqual(["case", "leet"]);
  });

  it("compares runs as a hit does", () => {
    expect(stepsNeeded("gooood", "good", FOLD_STEPS)).toEqual(["repeats"]);
    expect(stepsNeeded("good", "good", FOLD_STEPS)).toEqual([]);
  });
});
