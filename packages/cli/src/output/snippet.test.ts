import type { Event, Finding } from "@evenhand/contract";
import fc from "fast-check";
import pc from "picocolors";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { snippetOf } from "./snippet.js";

const none = pc.createColors(false);
const post = (body: string): Event =>
  ({ type: "post.created", data: { item: { text: { body } } } }) as unknown as Event;
const finding = (text: string): Finding => ({
  detector: "d",
  clause: "c",
  mode: "live",
  kind: "match",
  evidence: [{ text: "", value: true, entries: [{ entry: text.toLowerCase(), text }] }],
});

describe("snippetOf", () => {
  it("shows the whole of a short text", () => {
    expect(snippetOf(post("please buy now, friends"), finding("buy now"), 40, none)).toBe("please buy now, friends");
  });

  it("shows a hit in a long text with words on both sides", () => {
    const long = `${"quiet words ".repeat(20)}and then buy now, dear friends of the harbour${" more words".repeat(20)}`;
    expect(snippetOf(post(long), finding("buy now"), 50, none)).toBe(
      "…words and then buy now, dear friends of the harb…",
    );
  });

  it("fills the room before a hit at the end", () => {
    const long = `${"quiet words ".repeat(20)}buy now`;
    expect(snippetOf(post(long), finding("buy now"), 40, none)).toBe("…words quiet words quiet words buy now");
  });

  it("keeps to the width whatever is written, and keeps the hit in sight", () => {
    const letters = fc.constantFrom("a", " ", "终", "é", "👩‍🚒", "🙂", "\n", "\u202e", "e\u0301");
    const text = fc.string({ unit: letters, maxLength: 80 });
    fc.assert(
      fc.property(text, text, fc.integer({ min: 20, max: 60 }), (before, after, width) => {
        const line = snippetOf(post(`${before}HIT${after}`), finding("HIT"), width, none);
        expect(stringWidth(line)).toBeLessThanOrEqual(width);
        expect(line).toContain("HIT");
        expect(line).not.toMatch(/[\n\u202e]/);
      }),
    );
  });
});
