import { describe, expect, it } from "vitest";
import { meantFor } from "./did-you-mean.js";

describe("meantFor", () => {
  it.each([
    ["nmae", "name"],
    ["whne", "when"],
    ["mesures", "measures"],
    ["thne", undefined],
    ["", undefined],
    ["name", undefined],
  ])("%s → %s", (word, meant) => {
    expect(meantFor(word, ["name", "when", "measures"])).toBe(meant);
  });
});
