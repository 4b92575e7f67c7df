import { describe, expect, it } from "vitest";
import { check } from "./check/index.js";
import type { Env } from "./env.js";
import { createLinker } from "./linker.js";
import { parse } from "./parse.js";
import type { TraceNode } from "./trace.js";
import { INT, listOf, STRING, struct } from "./types.js";

const required = { doc: "", absent: "never" } as const;
const env: Env = {
  variables: {
    actor: { type: struct("actor", { age: { ...required, type: INT }, name: { ...required, type: STRING } }), doc: "" },
    urls: { type: listOf(STRING), doc: "" },
  },
  functions: [],
};
const event = { actor: { age: 3, name: "ann" }, urls: ["https://a.example", "http://b.example"] };

function trace(source: string): TraceNode {
  const linker = createLinker(env);
  const handle = linker.add(check(parse(source), env));
  const linked = linker.link();
  const frame = linked.frame();
  frame.load(event);
  const node = linked.trace(handle, frame);
  expect(node.value).toEqual(linked.evaluate(handle, frame));
  return node;
}

/** text = value, one line for each node. */
function lines(node: TraceNode, depth = 0): string[] {
  const value = node.skipped === true ? "skipped" : JSON.stringify(node.value);
  const note = node.note === undefined ? "" : ` (${node.note})`;
  return [
    `${"  ".repeat(depth)}${node.text} = ${value}${note}`,
    ...node.children.flatMap((child) => lines(child, depth + 1)),
  ];
}

describe("a trace", () => {
  it("shows every sub-expression with its value, and what was not needed", () => {
    expect(lines(trace("actor.age < 24 && !(actor.name == 'bob') && (actor.age == 3 || size(urls) > 5)"))).toEqual([
      'actor.age < 24 && !(actor.name == "bob") && (actor.age == 3 || size(urls) > 5) = true',
      '  actor.age < 24 && !(actor.name == "bob") = true',
      "    actor.age < 24 = true",
      "      actor.age = 3",
      '        actor = {"age":3,"name":"ann"}',
      "      24 = 24",
      '    !(actor.name == "bob") = true',
      '      actor.name == "bob" = false',
      '        actor.name = "ann"',
      '          actor = {"age":3,"name":"ann"}',
      '        "bob" = "bob"',
      "  actor.age == 3 || size(urls) > 5 = true",
      "    actor.age == 3 = true",
      "      actor.age = 3",
      '        actor = {"age":3,"name":"ann"}',
      "      3 = 3",
      "    size(urls) > 5 = skipped",
      "      size(urls) = skipped",
      "        urls = skipped",
      "      5 = 5",
    ]);
  });

  it("says which element decided a loop", () => {
    expect(trace("urls.exists(u, u.startsWith('http:'))").note).toBe('decided by u = "http://b.example"');
    expect(trace("urls.all(i, u, i < 1)").note).toBe('decided by i = 1, u = "http://b.example"');
    expect(trace("urls.exists(u, u == 'x')").note).toBeUndefined();
  });

  it("gives the place of each part in the source", () => {
    const source = "actor.age > 99 ||\n  urls.size() == 2";
    const node = trace(source);
    expect(node.children.map((child) => source.slice(child.offset).split("\n")[0])).toEqual([
      "actor.age > 99 ||",
      "urls.size() == 2",
    ]);
  });

  it("shows errors as values", () => {
    const node = trace("urls[7] == 'x' || false");
    expect(node.value).toMatchObject({ code: "EH_CEL_INDEX" });
    expect(node.children[0]!.children[0]!.value).toMatchObject({ code: "EH_CEL_INDEX" });
  });

  it("holds where the evaluation only just fitted the budget", () => {
    const words = Array.from({ length: 200 }, (_, index) => `"w${index}"`).join(", ");
    const linker = createLinker(env, { budget: 3_000 });
    const handle = linker.add(check(parse(`urls.all(u, !(u in [${words}]) && !u.matches("x+y"))`), env));
    const linked = linker.link();
    const frame = linked.frame();
    frame.load(event);
    expect(linked.evaluate(handle, frame)).toBe(true);
    expect(linked.trace(handle, frame).value).toBe(true);
  });
});
