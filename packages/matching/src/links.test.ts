import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractLinks, MAX_LINKS } from "./links.js";

const urls = (text: string): string[] => extractLinks(text).map((link) => link.url);
const spans = (text: string): string[] => extractLinks(text).map((link) => text.slice(link.start, link.end));

describe("extractLinks", () => {
  it("describes a link whole", () => {
    expect(extractLinks("see HTTPS://Shop.Example.CO.UK:443/a?utm_source=x&b=1#top!")).toEqual([
      {
        url: "https://shop.example.co.uk/a?b=1",
        host: "shop.example.co.uk",
        domain: "example.co.uk",
        path: "/a?b=1",
        fragment: "top",
        hidden: false,
        shortener: false,
        target: undefined,
        start: 4,
        end: 57,
      },
    ]);
  });

  it.each([
    // Punctuation around.
    ["go to example.com.", ["example.com"]],
    ["(see http://example.com/a_(b)).", ["http://example.com/a_(b)"]],
    ["http://example.com/a, http://example.com/b; and so on", ["http://example.com/a", "http://example.com/b"]],
    ["[text](http://example.com/a)", ["http://example.com/a"]],
    ["[http://example.com/a](http://example.net/b)", ["http://example.com/a", "http://example.net/b"]],
    ['<a href="http://example.com/a">', ["http://example.com/a"]],
    ["**example.com**, _example.net_", ["example.com", "example.net"]],
    ["is it example.com/?", ["example.com/"]],
    ["http://example.com/x[0]]", ["http://example.com/x[0]"]],
    // East Asian neighbours.
    ["看这里example.com谢谢", ["example.com"]],
    ["加我http://example.com谢谢", ["http://example.com"]],
    ["加我http://example.com/abc谢谢", ["http://example.com/abc"]],
    ["http://example.com。谢谢", ["http://example.com"]],
    ["（http://example.com/a）、「example.net」", ["http://example.com/a", "example.net"]],
    ["https://example.org/wiki/中文", ["https://example.org/wiki/中文"]],
    ["例子.中国 和 http://例子.测试/页", ["例子.中国", "http://例子.测试/页"]],
    ["지금 example.com에서", ["example.com"]],
    // Bare hosts.
    ["www.example.com/a", ["www.example.com/a"]],
    ["bücher.de und пример.рф", ["bücher.de", "пример.рф"]],
    ["example.com.Then we went", ["example.com"]],
    ["example.com:8080/x", ["example.com:8080/x"]],
    ["foo://example.com/x", ["example.com/x"]],
    // Right-to-left neighbours, other scripts, full-width signs.
    ["انظر example.com، شكرا", ["example.com"]],
    ["ראו https://example.com/a_b.", ["https://example.com/a_b"]],
    ["\u202Ahttps://example.com/x\u202C", ["https://example.com/x"]],
    ["موقع.السعودية و http://مثال.إختبار/صفحة", ["موقع.السعودية", "http://مثال.إختبار/صفحة"]],
    ["देखो उदाहरण.भारत।", ["उदाहरण.भारत"]],
    ["ดูที่example.comนะ", ["example.com"]],
    ["ｈｔｔｐｓ：//ｅｘａｍｐｌｅ．ｃｏｍ/ａ", ["ｈｔｔｐｓ：//ｅｘａｍｐｌｅ．ｃｏｍ/ａ"]],
    ["加ｈｔｔｐ：／／example.com", ["ｈｔｔｐ：／／example.com"]],
    ["「https://example.com/日本語」を見て", ["https://example.com/日本語"]],
    ["https://example.com/%E4%B8%AD%E6%96%87?x=%20y", ["https://example.com/%E4%B8%AD%E6%96%87?x=%20y"]],
    // No links.
    ["Hello.Is it me? node.js, 3.14, e.g. this, a..b", []],
    ["mail me@example.com or first.last@example.com", []],
    ["@name.example.com", []],
    ["file src/example.com", []],
    ["http:// example and https://", []],
    ["co.uk", []],
    ["javascript://", []],
    // Disguises.
    [
      "hxxp://example.com/a hXXps://example.net h**p://example.org",
      ["hxxp://example.com/a", "hXXps://example.net", "h**p://example.org"],
    ],
    ["example[.]com, example(dot)com/a", ["example[.]com", "example(dot)com/a"]],
    ["http[:]//example.com", ["http[:]//example.com"]],
    ["exa\u200bmple\u00ad.com", ["exa\u200bmple\u00ad.com"]],
    ["ｅｘａｍｐｌｅ．ｃｏｍ", ["ｅｘａｍｐｌｅ．ｃｏｍ"]],
    ["http://user:pass@example.com/a", ["http://user:pass@example.com/a"]],
    ["http://198.51.100.7/a http://[2001:db8::1]:8080/b", ["http://198.51.100.7/a", "http://[2001:db8::1]:8080/b"]],
  ])("finds in %j", (text, expected) => {
    expect(spans(text)).toEqual(expected);
  });

  it.each([
    ["example.com", "http://example.com/"],
    ["hxxps://EXAMPLE[.]com/A", "https://example.com/A"],
    ["http://example.com:80/a/../b", "http://example.com/b"],
    ["https://example.com./a", "https://example.com/a"],
    ["http://example.com:8080", "http://example.com:8080/"],
    ["bücher.de", "http://xn--bcher-kva.de/"],
    ["ｅｘａｍｐｌｅ．ｃｏｍ", "http://example.com/"],
    ["exa\u200bmple.com", "http://example.com/"],
    ["http://bank.example.com@example.net/", "http://example.net/"],
    ["http://ex%61mple.com/", "http://example.com/"],
    ["http://0x7f.1/", "http://127.0.0.1/"],
    ["https://example.com/?fbclid=1&a=2&UTM_Medium=x&b", "https://example.com/?a=2&b"],
    ["https://example.com/?utm_source=x", "https://example.com/"],
  ])("normalises %j to %j", (text, expected) => {
    expect(urls(text)).toEqual([expected]);
  });

  it("says what is hidden, and under which domain a host is registered", () => {
    const links = extractLinks(
      "hxxp://a.example.com b[.]example.com c.example.com d.github.io http://e.example.test http://198.51.100.7",
    );
    expect(links.map((link) => [link.hidden, link.domain])).toEqual([
      [true, "example.com"],
      [true, "example.com"],
      [false, "example.com"],
      [false, "d.github.io"],
      [false, "example.test"],
      [false, "198.51.100.7"],
    ]);
  });

  it.each([
    ["https://bit.ly/abc http://www.tinyurl.com/x", [true, true]],
    ["https://notbit.ly/abc https://bit.ly.example.com", [false, false]],
  ])("knows the shorteners in %j", (text, expected) => {
    expect(extractLinks(text).map((link) => link.shortener)).toEqual(expected);
  });

  it.each([
    // In a query, plain, encoded once, and twice.
    ["https://r.example.com/?url=https://evil.example/a&x=1", "https://evil.example/a"],
    ["https://r.example.com/?url=https%3A%2F%2Fevil.example%2Fa%3Fb%3D1&x=1", "https://evil.example/a?b=1"],
    ["https://r.example.com/?u=https%253A%252F%252Fevil.example%252F", "https://evil.example/"],
    ["https://r.example.com/?q=HTTP%3a%2f%2fEVIL.example", "http://evil.example/"],
    // In a path.
    ["https://archive.example.com/web/2020/http://evil.example/p?q=1", "http://evil.example/p?q=1"],
    // Without a scheme, where the parameter only ever names a place to go to.
    ["https://r.example.com/out?to=shop.example.com/x", "http://shop.example.com/x"],
    ["https://r.example.com/out?next=%2F%2Fexample.net%2Fx", "http://example.net/x"],
    ["https://r.example.com/?redirect_uri=example.net", "http://example.net/"],
    // None.
    ["https://r.example.com/?next=/account", undefined],
    ["https://r.example.com/?q=example.com", undefined],
    ["https://r.example.com/?next=index.unknownsuffix", undefined],
    ["https://r.example.com/?url=https%3A%2F%2F", undefined],
    ["https://r.example.com/https", undefined],
    ["https://r.example.com/?url=%ff%3Ahttps://", undefined],
  ])("sees where %s leads", (text, expected) => {
    expect(extractLinks(text).map((link) => link.target)).toEqual([expected]);
  });

  it("takes a bounded number", () => {
    expect(extractLinks("example.com ".repeat(3000))).toHaveLength(MAX_LINKS);
    expect(extractLinks("example.com example.net example.org", 2)).toHaveLength(2);
  });

  it("gives links in order that lie in the text, do not overlap, and are fixed points of normalising", () => {
    const piece = fc.constantFrom(
      "http://",
      "hxxps://",
      "example",
      ".",
      "com",
      "[.]",
      "/",
      "?",
      "#",
      "a=1",
      "&utm_id=2",
      ":",
      "80",
      "@",
      "(",
      ")",
      "]",
      " ",
      "谢谢",
      "中国",
      "。",
      "\u200b",
      "-",
      "_",
      "é",
      "😀",
      "\ud800",
      "%41",
      "%",
      "www.",
      "xn--",
      "://",
      "1",
      "🏽",
      "Com",
      "\\",
      "](",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 25 }).map((parts) => parts.join("")),
          fc.webUrl(),
          fc.string({ unit: "binary" }),
        ),
        (text) => {
          let before = 0;
          for (const link of extractLinks(text)) {
            expect(link.start).toBeGreaterThanOrEqual(before);
            expect(link.end).toBeGreaterThan(link.start);
            expect(link.end).toBeLessThanOrEqual(text.length);
            before = link.end;
            const url = new URL(link.url);
            expect(url.href).toBe(link.url);
            expect(url.hostname).toBe(link.host);
            expect(link.host === link.domain || link.host.endsWith(`.${link.domain}`)).toBe(true);
            expect(url.pathname + url.search).toBe(link.path);
          }
        },
      ),
      { numRuns: 5000 },
    );
  });

  it("finds every web address that stands between blanks", () => {
    const noTrailing = fc
      .webUrl({ withQueryParameters: true })
      .filter((url) => !/[.,;:!?'*)\]]$|[`|{}^]|[!'()*,;:.?]$/.test(url));
    fc.assert(
      fc.property(noTrailing, (url) => {
        expect(spans(`so ${url} it is`)).toEqual([url]);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["a.", 500_000],
    ["a.com.", 170_000],
    ["http://", 140_000],
    ["http://a@", 110_000],
    ["http://a/(", 100_000],
    ["]", 1_000_000],
    ["a[.]", 250_000],
    ["a_", 500_000],
    ["看a", 500_000],
    ["a\u200b", 500_000],
    ["://", 330_000],
    ["a.b\u200b-", 200_000],
    ["?u=a.b&", 140_000],
    ["/http://", 120_000],
    ["=http%3a", 120_000],
    ["%2525", 200_000],
  ])("reads a megabyte of %j", (unit, times) => {
    // Quadratic work at this size outlasts the time limit of the test.
    const text = unit.repeat(times);
    expect(extractLinks(text).length).toBeLessThanOrEqual(MAX_LINKS);
    expect(extractLinks(`http://example.com/${text}`).length).toBeLessThanOrEqual(MAX_LINKS);
  });
});
