import { domainToASCII } from "node:url";
import { describe, expect, it } from "vitest";
import { createDomainBank, type DomainEntry } from "./domain-bank.js";
import { lookOf } from "./domain-bank-lookalikes.js";
import { extractLinks } from "./links.js";

describe("hosts that look alike", () => {
  const entries: DomainEntry[] = [
    { id: "known", domain: "paypal.com", allow: true },
    { id: "bad", domain: "scam-shop.example" },
    { id: "path", domain: "sites.example.net", path: "/bad" },
    { id: "idn", domain: "bücher.de" },
    { id: "suffix", domain: "zip" },
  ];
  const bank = createDomainBank(entries, { lookalikes: true });

  it.each([
    // Cyrillic, digits for letters, letters for letters, diacritics, full-width, under another host.
    ["раураl.com", "known"],
    [domainToASCII("раураl.com"), "known"],
    ["paypa1.com", "known"],
    ["paypàl.com", "known"],
    ["login.paypaI.com", "known"],
    ["login.paypa1.com", "known"],
    ["scarn-shop.example", "bad"],
    ["ＰＡＹＰＡＬ.com", undefined],
    ["bucher.de", "idn"],
    // The host itself and what is under it.
    ["paypal.com", undefined],
    ["www.paypal.com", undefined],
    ["scam-shop.example", undefined],
    // No look-alikes: of a host that only has paths, of a suffix, of nothing.
    ["sites.examp1e.net", undefined],
    ["sites.example.net", undefined],
    ["a.z1p", undefined],
    ["paypal.example", undefined],
    ["", undefined],
  ])("%s looks like %s", (host, id) => {
    expect(bank.findLookalikeUrl(host)?.id).toBe(id);
  });

  it("are reported beside what is in the bank and what links carry", () => {
    const links = extractLinks(
      "раураl.com http://scam-shop.example paypal.com https://r.example.org/?url=https%3A%2F%2Fpaypa1.com " +
        "https://r.example.org/?url=https%3A%2F%2Fr.example.net%2F%3Fu%3Dhttps%253A%252F%252Fscam-shop.example%252Fx",
    );
    expect(bank.hits(links).map(({ entry, target, lookalike }) => [entry.id, target, lookalike])).toEqual([
      ["known", undefined, true],
      ["bad", undefined, undefined],
      ["known", "https://paypa1.com/", true],
      ["bad", "https://scam-shop.example/x", undefined],
    ]);
  });

  it("come and go with their entries, and are only there where asked for", () => {
    expect(createDomainBank(entries).findLookalikeUrl("paypa1.com")).toBeUndefined();
    const changing = createDomainBank([], { lookalikes: true });
    expect(changing.findLookalikeUrl("paypa1.com")).toBeUndefined();
    changing.add({ id: "a", domain: "paypal.com" });
    expect(changing.findLookalikeUrl("paypa1.com")?.id).toBe("a");
    changing.add({ id: "b", domain: "paypa1.com" });
    expect(changing.findLookalikeUrl("paypa1.com")).toBeUndefined();
    expect(changing.findUrl("paypa1.com")?.id).toBe("b");
    changing.remove("a");
    changing.remove("b");
    expect(changing.findLookalikeUrl("paypa1.com")).toBeUndefined();
  });
});

describe("lookOf", () => {
  it("keeps the dots of any host", () => {
    for (const host of ["a.b.c", "xn--80ak6aa92e.com", "198.51.100.7", "[2001:db8::1]"]) {
      expect(lookOf(host).split(".")).toHaveLength(host.split(".").length);
    }
  });
});
