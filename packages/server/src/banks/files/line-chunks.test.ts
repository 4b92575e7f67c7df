import fc from "fast-check";
import { expect, test } from "vitest";
import { lineChunks } from "./line-chunks.js";

test("the parts of a file are the file, each of whole lines, numbered", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("a", "é", "🛟", ",", '"', "\n", "\n", ""), { maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
      (pieces, lines, quoted) => {
        const text = pieces.join("");
        const chunks = [...lineChunks(Buffer.from(text), lines, quoted)];
        expect(chunks.map((chunk) => chunk.text).join("")).toBe(text);
        let before = "";
        for (const chunk of chunks) {
          expect(chunk.line).toBe(before.split("\n").length);
          expect(before === "" || before.endsWith("\n")).toBe(true);
          // A part of a table never ends inside of quotes, but for the last.
          if (quoted && chunk !== chunks.at(-1)) expect(chunk.text.split('"').length % 2).toBe(1);
          before += chunk.text;
        }
      },
    ),
  );
});

test("bytes that are not UTF-8 are refused", () => {
  expect(() => [...lineChunks(Buffer.from([0x61, 0xff, 0x0a]), 10, false)]).toThrow(TypeError);
});
