import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatTlsh, parseTlsh, type TlshHash, tlshDistance, tlshOf } from "./tlsh.js";
import { createTlshBank, type TlshEntry } from "./tlsh-bank.js";

const sentences = Array.from(
  { length: 14 },
  (_, k) => `Offer number ${k * 37}: cheap rope and paint for your ${k} boats, write soon.`,
);
const entryOf = (id: string, text: string): TlshEntry => ({ id, tlsh: formatTlsh(tlshOf(text)!) });

/** Hashes near to each other and far: any digits are a hash. */
const hash: fc.Arbitrary<TlshHash> = fc.record({
  checksum: fc.constantFrom(1, 200),
  length: fc.constantFrom(0, 1, 2, 4, 60, 254, 255),
  ratio1: fc.constantFrom(0, 1, 15),
  ratio2: fc.constantFrom(3, 4, 9),
  code: fc
    .array(fc.constantFrom(0, 1, 0xffff, 0x5555_5555, 0xe4e4_e4e4), { minLength: 8, maxLength: 8 })
    .map((words) => Uint32Array.from(words)),
});

describe("createTlshBank", () => {
  it("knows a long text again when its sentences changed places, and no other", () => {
    const bank = createTlshBank([
      entryOf("a", sentences.join(" ")),
      entryOf("b", "The tide table hangs on the board beside the dock. ".repeat(9)),
    ]);
    const nearest = bank.nearest([...sentences.slice(6), ...sentences.slice(0, 6)].join(" "));
    expect(nearest?.entry.id).toBe("a");
    expect(nearest?.distance).toBeLessThan(20);
    expect(
      bank.nearest(
        "Every other text, of harbours and of gulls, with quite as many letters as it takes to be looked at. ".repeat(
          6,
        ),
      ),
    ).toBeUndefined();
    expect(bank.nearest("short")).toBeUndefined();
    expect(bank.nearest("a".repeat(5000))).toBeUndefined();
  });

  it("holds many of one length", () => {
    const codes = (k: number): Uint32Array =>
      Uint32Array.from({ length: 8 }, (_, word) => Math.imul(k + 1, 0x9e3779b1 + 2 * word));
    const many = Array.from({ length: 2000 }, (_, k) => ({
      id: String(k),
      tlsh: formatTlsh({ checksum: k & 255, length: 70 + (k & 1), ratio1: 3, ratio2: 5, code: codes(k) }),
    }));
    const bank = createTlshBank(many);
    for (let k = 0; k < 2000; k += 9)
      expect(bank.nearest(parseTlsh(many[k]!.tlsh)!)).toEqual({ entry: many[k], distance: 0 });
  });

  it("refuses an entry that is no hash", () => {
    expect(() => createTlshBank([{ id: "e1", tlsh: "T1abc" }])).toThrow(/Entry "e1": "T1abc" is no TLSH hash/);
  });

  it("finds what comparing with every entry finds, through additions and removals", () => {
    const step = fc.oneof(
      fc.record({ id: fc.nat(5).map(String), added: hash }),
      fc.nat(5).map((id) => ({ id: String(id), added: undefined })),
    );
    let found = 0;
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 30 }),
        fc.array(hash, { maxLength: 5 }),
        fc.boolean(),
        fc.nat(600),
        (steps, queries, withLength, most) => {
          const bank = createTlshBank<TlshEntry>([], { withLength });
          let left: TlshEntry[] = [];
          for (const { id, added } of steps) {
            if (added === undefined) {
              const kept = left.filter((entry) => entry.id !== id);
              expect(bank.remove(id)).toBe(left.length - kept.length);
              left = kept;
            } else {
              const entry = { id, tlsh: formatTlsh(added) };
              left.push(entry);
              bank.add(entry);
            }
          }
          expect(bank.size).toBe(left.length);
          for (const query of queries) {
            let best: { entry: TlshEntry; distance: number } | undefined;
            for (const entry of left) {
              const distance = tlshDistance(query, parseTlsh(entry.tlsh)!, withLength);
              if (distance <= most && (best === undefined || distance < best.distance)) best = { entry, distance };
            }
            const nearest = bank.nearest(query, most);
            expect(nearest).toEqual(best);
            expect(nearest?.entry).toBe(best?.entry);
            if (best !== undefined) found += 1;
          }
        },
      ),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(100);
  });
});
