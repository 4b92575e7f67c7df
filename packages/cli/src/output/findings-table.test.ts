import type { Decision, Event, Finding } from "@evenhand/contract";
import pc from "picocolors";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { findingRow, headerRow, layoutFor } from "./findings-table.js";

const none = pc.createColors(false);
const event = {
  type: "post.created",
  id: "一个很长的标识符-e00012345",
  data: { item: { text: { body: "便宜的手表，限时优惠，快来看看 ".repeat(9) } } },
} as unknown as Event;
const finding: Omit<Finding, "detector"> = { clause: "spam.advertising", mode: "live", kind: "match", evidence: [] };
const decision: Decision = {
  event: { source: "circle", id: "e1" },
  outcome: "hold",
  measures: [{ kind: "restrict_feature", clause: "spam.advertising", detector: "second", until: null }],
  findings: [
    { ...finding, detector: "first" },
    { ...finding, detector: "second", clause: "spam.flooding" },
  ],
  policy: "sha256:0",
};

describe("findingRow", () => {
  it.each([60, 80, 115, 116, 140, 240])("keeps to a terminal of %d columns", (columns) => {
    const names = ["spam.advertising", "a-detector-whose-name-is-very-long-indeed"];
    const layout = layoutFor(names, names, columns);
    const text = `${headerRow(layout, none)}\n${findingRow(event, decision, layout, none)}`;
    for (const line of text.split("\n")) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    expect(text.split("\n")).toHaveLength(columns < 116 ? 3 : 2);
  });

  it("puts the finding that decided first, and says how many there are besides", () => {
    const row = findingRow(event, decision, layoutFor(["spam.advertising"], ["second"], undefined), none);
    expect(row).toMatch(/ hold +restrict_feature +spam\.flooding \+1 +second \+1 +便宜/);
  });
});
