import fc from "fast-check";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { forEachStore } from "../testing/test-store.js";
import { byteaArray, textArray } from "./binary-arrays.js";

forEachStore((_kind, open) => {
  test("texts and bytes arrive as they were, whatever they hold", async () => {
    const { db } = await open();
    const text = fc.string({ unit: "grapheme", maxLength: 40 }).filter((value) => !value.includes("\0"));
    const values = fc.array(
      fc.oneof(text, fc.constantFrom('"', "\\", "{}", "NULL", "", "🛟", '{"a":"\\"}'), fc.constant(null)),
      {
        maxLength: 20,
      },
    );
    await fc.assert(
      fc.asyncProperty(values, fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }), async (texts, bytes) => {
        const { rows } = await sql<{ texts: (string | null)[]; bytes: Buffer[]; n: number }>`
          select ${textArray(texts)}::text[] as texts, ${byteaArray(bytes)}::bytea[] as bytes,
            coalesce(array_length(${textArray(texts)}::text[], 1), 0) as n`.execute(db);
        expect(rows[0]?.texts).toEqual(texts);
        expect(rows[0]?.bytes.map((one) => [...one])).toEqual(bytes.map((one) => [...one]));
        expect(Number(rows[0]?.n)).toBe(texts.length);
      }),
      { numRuns: 100 },
    );
  });
});
