import { describe, expect, it } from "vitest";
import { sectionsOf } from "./clause-sections.js";

function texts(body: string): Record<string, string> {
  return Object.fromEntries(sectionsOf(body).map(({ id, text }) => [id, text]));
}

describe("sectionsOf", () => {
  it("takes the text up to the next heading of the same or a higher level", () => {
    const body = "Intro\n## A {#r.a}\none\n### Detail\ntwo\n## Plain\nnot a clause\n# Top\nx\n## B {#r.b} ##\nthree\n";
    expect(texts(body)).toEqual({ "r.a": "one\n### Detail\ntwo", "r.b": "three" });
  });

  it("ends a section at the next heading with an id, even a deeper one", () => {
    expect(texts("## A {#r.a}\none\n### B {#r.b}\ntwo")).toEqual({ "r.a": "one", "r.b": "two" });
  });

  it("sees no headings in fenced code", () => {
    const body = "## A {#r.a}\n```md\n## B {#r.b}\n~~~\n```` \n## C {#r.c}\n~~~~\n## D {#r.d}\n~~~\n~~~~\n";
    expect(Object.keys(texts(body))).toEqual(["r.a", "r.c"]);
  });

  it("wants a blank after the hashes, at most six of them, and the id at the end", () => {
    expect(texts("##A {#r.a}\n####### B {#r.b}\n## C {#r.c} more\n    ## D {#r.d}\n ## E {#r.e}")).toEqual({
      "r.e": "",
    });
  });

  it("gives the offset of the heading", () => {
    expect(sectionsOf("x\n\n## A {#r.a}\ny")[0]?.offset).toBe(3);
  });
});
