import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDomainBank, type DomainEntry } from "./domain-bank.js";
import { extractLinks } from "./links.js";

function entries(...written: (string | Partial<DomainEntry>)[]): DomainEntry[] {
  return written.map((entry) =>
    typeof entry === "string" ? { id: entry, domain: entry } : { id: entry.domain!, domain: "", ...entry },
  );
}

describe("createDomainBank", () => {
  const bank = createDomainBank(
    entries(
      "example.com",
      "shop.example.net",
      "https://host.example.org/bad/place",
      "*.wild.example",
      "BÜCHER.de",
      "198.51.100.7",
      {
        id: "safe",
        domain: "docs.example.com",
        allow: true,
      },
    ),
  );

  it.each([
    ["http://example.com/", "example.com"],
    ["http://a.b.example.com:8080/x?y", "example.com"],
    ["http://notexample.com/", undefined],
    ["http://example.net/", undefined],
    ["http://shop.example.net/", "shop.example.net"],
    ["http://host.example.org/", undefined],
    ["http://host.example.org/bad/place", "https://host.example.org/bad/place"],
    ["http://host.example.org/bad/place/x", "https://host.example.org/bad/place"],
    ["http://host.example.org/bad/place?x", "https://host.example.org/bad/place"],
    ["http://host.example.org/bad/places", undefined],
    ["http://a.wild.example/", "*.wild.example"],
    ["http://xn--bcher-kva.de/", "BÜCHER.de"],
    ["http://198.51.100.7/", "198.51.100.7"],
    ["http://docs.example.com/", undefined],
    ["http://www.docs.example.com/", undefined],
    ["example.com", "example.com"],
    ["not a link", undefined],
  ])("%s is under %s", (url, id) => {
    expect(bank.findUrl(url)?.id).toBe(id);
  });

  it("reports the links of a text that are in it", () => {
    const links = extractLinks("see docs.example.com, hxxp://x.example[.]com/a and example.net");
    expect(bank.hits(links).map((hit) => [hit.entry.id, hit.link.start])).toEqual([["example.com", 22]]);
  });

  it("prefers the longer host, then the longer path, then the first listed", () => {
    const nested = createDomainBank(
      entries(
        { id: "a", domain: "example.com" },
        { id: "b", domain: "x.example.com", path: "/one" },
        { id: "c", domain: "x.example.com", path: "/one/two" },
        { id: "d", domain: "x.example.com", path: "one/two/" },
      ),
    );
    expect(nested.findUrl("http://x.example.com/one/two/three")?.id).toBe("c");
    expect(nested.findUrl("http://x.example.com/one/2")?.id).toBe("b");
    expect(nested.findUrl("http://x.example.com/2")?.id).toBe("a");
  });

  it("refuses an entry that is no domain", () => {
    expect(() => createDomainBank(entries({ id: "e1", domain: "not a domain" }))).toThrow(
      /Entry "e1": "not a domain" is no domain/,
    );
    expect(() => createDomainBank(entries({ id: "e1", domain: "" }))).toThrow(/is no domain/);
  });

  const host = fc
    .array(fc.constantFrom("a", "b", "com"), { minLength: 1, maxLength: 4 })
    .map((labels) => labels.join("."));
  const path = fc.array(fc.constantFrom("p", "q"), { maxLength: 3 }).map((segments) => `/${segments.join("/")}`);

  it("finds what comparing with every entry finds", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(host, path), { maxLength: 12 }), host, path, (list, linkHost, linkPath) => {
        const drafts = list.map(([domain, path], index) => ({ id: String(index), domain, path }));
        const under = drafts.filter(({ domain, path }) => {
          const inHost = linkHost === domain || linkHost.endsWith(`.${domain}`);
          return inHost && (path === "/" || `${linkPath}/`.startsWith(`${path}/`));
        });
        under.sort(
          (a, b) => b.domain.length - a.domain.length || b.path.length - a.path.length || Number(a.id) - Number(b.id),
        );
        expect(createDomainBank(drafts).find({ host: linkHost, path: linkPath })?.id).toBe(under[0]?.id);
      }),
      { numRuns: 2000 },
    );
  });

  it("answers after changes as one that is made anew from what is left", () => {
    const change = fc.record({
      id: fc.nat(6).map(String),
      entry: fc.option(fc.record({ domain: host, path, allow: fc.boolean() })),
    });
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 40 }),
        fc.nat(40),
        fc.array(fc.tuple(host, path), { maxLength: 12 }),
        (changes, start, asked) => {
          let left: DomainEntry[] = [];
          let changing = createDomainBank([]);
          for (const [step, { id, entry }] of changes.entries()) {
            // Some of them are there from the start.
            if (step === start) changing = createDomainBank(left);
            if (entry === null) {
              const before = left.length;
              left = left.filter((other) => other.id !== id);
              expect(changing.remove(id)).toBe(before - left.length);
            } else {
              left.push({ id, ...entry });
              changing.add(left.at(-1)!);
            }
          }
          const anew = createDomainBank(left);
          expect(changing.size).toBe(left.length);
          for (const [askedHost, askedPath] of asked) {
            const link = { host: askedHost, path: askedPath };
            expect(changing.find(link)).toBe(anew.find(link));
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("holds a hundred thousand entries in few megabytes, and gives them back", () => {
    const count = 100_000;
    const many = createDomainBank(
      Array.from({ length: count }, (_, k) => ({
        id: String(k),
        domain: `h${k}.d${k % 977}.example`,
        ...(k % 5 === 0 && { path: `/p/${k}` }),
      })),
    );
    expect(many.bytes).toBeLessThan(count * 90);
    for (let k = 0; k < count; k += 7) {
      const url = `http://www.h${k}.d${k % 977}.example/p/${k}/x?y`;
      expect(many.findUrl(url)?.id).toBe(String(k));
    }
    expect(many.findUrl("http://h5.d5.example/p/50")).toBeUndefined();
    for (let k = 0; k < count; k++) many.remove(String(k));
    expect(many.size).toBe(0);
    expect(many.findUrl("http://h7.d7.example/")).toBeUndefined();
    expect(many.bytes).toBeLessThan(count * 90);
  });

  it("takes any link", () => {
    const long = createDomainBank(entries("example.com", { id: "p", domain: "example.net", path: "/a/b/c" }));
    expect(long.find({ host: `${"a.".repeat(500_000)}example.com`, path: "/" })?.id).toBe("example.com");
    expect(long.find({ host: "example.net", path: "/a/".repeat(300_000) })).toBeUndefined();
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (one, other) => {
        long.findUrl(one);
        long.find({ host: one, path: other });
      }),
    );
  });
});
