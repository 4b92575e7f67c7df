import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventQueue } from "./event-queue.js";

/** What may happen to a queue: an event comes, a batch goes, an event in flight finds its fate. */
const happening = fc.oneof(
  fc.record({ put: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ take: fc.integer({ min: 1, max: 5 }), bytes: fc.integer({ min: 0, max: 20 }) }),
  fc.record({ release: fc.constant(true) }),
);

describe("EventQueue", () => {
  it("keeps the order and the bound whatever happens, and lets in whoever waits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(happening, { maxLength: 80 }), (limit, happenings) => {
        const queue = new EventQueue<{ readonly bytes: number; readonly n: number }>(limit);
        const taken: number[] = [];
        let given = 0;
        let admitted = 0;
        let flying = 0;
        for (const step of happenings) {
          if ("put" in step) {
            queue.put({ bytes: step.put, n: given++ }, () => (admitted += 1));
          } else if ("take" in step) {
            const batch = queue.take(step.take, step.bytes);
            taken.push(...batch.map((item) => item.n));
            flying += batch.length;
            expect(batch.length).toBeLessThanOrEqual(step.take);
            if (batch.length > 1)
              expect(batch.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(step.bytes);
          } else if (flying > 0) {
            flying -= 1;
            queue.release();
          }
          expect(queue.kept).toBeLessThanOrEqual(limit);
          expect(queue.kept).toBe(Math.min(limit, given - (taken.length - flying)));
          expect(admitted).toBe(taken.length + queue.waiting);
        }
        expect(taken).toEqual(taken.map((_, i) => i));
      }),
    );
  });
});
