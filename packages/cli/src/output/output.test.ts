import { Writable } from "node:stream";
import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { compareBytes } from "./compare-bytes.js";
import { cutTo, fitCell } from "./fit-cell.js";
import { LineWriter } from "./line-writer.js";
import { safeLine } from "./safe-text.js";
import { wrapText } from "./wrap-text.js";

const letters = fc.constantFrom("a", " ", "终", "日", "é", "👩‍🚒", "🙂", "한", "ﬁ", "e\u0301");
const mixed = fc.string({ unit: letters, maxLength: 60 });

const shortWords = fc.string({ unit: fc.constantFrom("a ", "bc ", "终", "日", "。", ", ", '"', "🙂 "), maxLength: 40 });

describe("fitCell", () => {
  it("fills and cuts to exactly the width, wide characters and emoji included", () => {
    fc.assert(
      fc.property(mixed, fc.integer({ min: 2, max: 30 }), (text, width) => {
        expect(stringWidth(fitCell(text, width))).toBe(width);
      }),
    );
  });

  it("marks what it cuts", () => {
    expect(cutTo("终终终", 5)).toBe("终终…");
    expect(cutTo("终终终", 6)).toBe("终终终");
  });
});

describe("wrapText", () => {
  it("keeps every character but spaces, and keeps to the width", () => {
    fc.assert(
      fc.property(shortWords, fc.integer({ min: 8, max: 30 }), (text, width) => {
        const lines = wrapText(text, width);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
        // Here no word is longer than two: a letter and its punctuation.
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
    expect(wrapText("one two three.", 9)).toEqual(["one two", "three."]);
    expect(wrapText('write #ad or "I get a commission".', 15)).toEqual(["write #ad or", '"I get a', 'commission".']);
  });
});

describe("safeLine", () => {
  it("leaves nothing that steers a terminal", () => {
    expect(safeLine("a\u001b[31mred\u009b2J\r\nb\u202ec\u2066d\u0000")).toBe("a [31mred 2J b c d");
  });
});

describe("compareBytes", () => {
  it("counts in bytes and shows both sides", () => {
    expect(compareBytes("终=1;", "终=23;")).toEqual({ offset: 4, bytes: 2, recorded: "终=1;", replayed: "终=23;" });
    expect(compareBytes("same", "same")).toBeUndefined();
  });
});

/** A reader that takes each write only after a turn of the event loop, or goes away. */
function slowStream(options: { breakAfter?: number } = {}): { stream: Writable; written: () => string } {
  let text = "";
  let writes = 0;
  const stream = new Writable({
    highWaterMark: 10,
    write(chunk, _encoding, done) {
      writes += 1;
      if (writes === options.breakAfter) return done(Object.assign(new Error("broken pipe"), { code: "EPIPE" }));
      text += String(chunk);
      setImmediate(done);
    },
  });
  return { stream, written: () => text };
}

describe("LineWriter", () => {
  it("waits for a slow reader and loses nothing", async () => {
    const { stream, written } = slowStream();
    const out = new LineWriter(stream, "test");
    for (let i = 0; i < 100; i++) {
      out.line(`line ${i}`);
      await out.flush();
      expect(stream.writableLength).toBeLessThanOrEqual(10);
    }
    await out.end();
    expect(written().split("\n")).toHaveLength(101);
  });

  it("goes quiet where the reader goes away", async () => {
    const { stream } = slowStream({ breakAfter: 2 });
    const out = new LineWriter(stream, "test");
    for (let i = 0; i < 5; i++) {
      out.line("some words that fill the buffer");
      await out.flush();
    }
    expect(out.closed).toBe(true);
  });
});
