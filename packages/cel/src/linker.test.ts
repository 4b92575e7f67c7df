import { describe, expect, it } from "vitest";
import { check } from "./check/index.js";
import type { Env, FunctionDecl } from "./env.js";
import { compileExpression } from "./evaluate.js";
import { createLinker, type Handle, type Linked, LinkerError } from "./linker.js";
import { parse } from "./parse.js";
import type { Frame } from "./runtime/frame.js";
import {
  BOOL,
  DOUBLE,
  DURATION,
  DYN,
  type Field,
  INT,
  listOf,
  mapOf,
  STRING,
  struct,
  TIMESTAMP,
  type Type,
} from "./types.js";
import { CelDouble } from "./values/double.js";
import { CelDuration } from "./values/duration.js";
import { CelError } from "./values/error.js";

const field = (type: Type, absent: Field["absent"] = "never"): Field => ({ type, doc: "", absent });

function countingFunction(calls: string[]): FunctionDecl {
  return {
    name: "signal",
    params: [STRING],
    result: DOUBLE,
    doc: "",
    tier: "costly",
    maxCost: () => 1_000,
    call: (frame, [name]) => {
      calls.push(String(name));
      return frame.charge(1_000) ? 0.75 : 0;
    },
  };
}

function environment(calls: string[] = []): Env {
  return {
    variables: {
      actor: {
        type: struct("actor", {
          id: field(STRING),
          age: field(INT),
          nick: field(STRING, "default"),
          joined: field(TIMESTAMP, "error"),
          quota: field(DURATION, "error"),
          score: field(DOUBLE, "default"),
        }),
        doc: "",
      },
      text: { type: struct("text", { body: field(STRING), urls: field(listOf(STRING)) }), doc: "" },
      points: { type: listOf(DOUBLE), doc: "" },
      extra: { type: mapOf(STRING, DYN), doc: "" },
    },
    functions: [countingFunction(calls)],
  };
}

const event = {
  actor: { id: "a1", age: 30, joined: "2026-01-01T00:00:00Z", quota: "90s" },
  text: { body: "hello big world", urls: ["https://x.example/"] },
  points: [1, 2.5],
  extra: { n: 1, d: 1.5, list: [1, 2.5], nothing: null, __proto__: { sneaky: 1 } },
};

function link(
  env: Env,
  sources: readonly string[],
  budget?: number,
): { linked: Linked; handles: Handle[]; frame: Frame } {
  const linker = createLinker(env, budget === undefined ? {} : { budget });
  const handles = sources.map((source) => linker.add(check(parse(source), env)));
  const linked = linker.link();
  const frame = linked.frame();
  frame.load(event);
  return { linked, handles, frame };
}

function valueOf(source: string): unknown {
  const { linked, handles, frame } = link(environment(), [source]);
  return linked.evaluate(handles[0]!, frame);
}

describe("facts", () => {
  it.each<[string, unknown]>([
    ["actor.nick", ""],
    ["actor.nick == ''", true],
    ["has(actor.nick)", false],
    ["has(actor.quota)", true],
    ["actor.quota == duration('1m30s')", true],
    ["actor.joined.getFullYear()", 2026],
    ["actor.joined + actor.quota > timestamp('2026-01-01T00:01:00Z')", true],
    ["string(points[0])", "1"],
    ["type(points[0]) == double", true],
    ["points == [1.0, 2.5]", true],
    ["points.map(p, p + 0.5) == [1.5, 3.0]", true],
    ["type(extra.n) == int && type(extra.d) == double", true],
    ["extra.list[1] == 2.5", true],
    ["extra.nothing == null", true],
    ["has(extra.sneaky)", false],
    ["has(extra.constructor)", false],
    ["'toString' in extra", false],
    ["text.urls.exists(u, u.startsWith('https://'))", true],
    ["size('é😀')", 2],
    ["'é😀x'.indexOf('x')", 2],
    ["'é😀x'.charAt(1)", "😀"],
  ])("%s is %j", (source, value) => {
    expect(valueOf(source)).toEqual(value);
  });

  it("that are missing or of another type are errors, not exceptions", () => {
    const wrong = { actor: { age: "old", joined: "yesterday" }, text: null };
    const cases: [string, string][] = [
      ["actor.age > 3", "EH_CEL_FACT_TYPE"],
      ["actor.joined > timestamp('2026-01-01T00:00:00Z')", "EH_CEL_CONVERSION"],
      ["actor.quota > duration('1s')", "EH_CEL_NO_SUCH_FIELD"],
      ["text.body.contains('x')", "EH_CEL_FACT_TYPE"],
      ["points.size() > 1", "EH_CEL_UNKNOWN_NAME"],
    ];
    for (const [source, code] of cases) {
      expect(compileExpression(source, environment()).evaluate(wrong), source).toMatchObject({ code });
    }
  });

  it("are read through getters once per event where they are shared", () => {
    let reads = 0;
    const lazy = {
      get age(): number {
        reads++;
        return 30;
      },
    };
    const { linked, handles, frame } = link(environment(), ["actor.age > 3", "actor.age + 1 > 3", "actor.age < 99"]);
    frame.load({ ...event, actor: lazy });
    expect(handles.map((handle) => linked.evaluate(handle, frame))).toEqual([true, true, true]);
    expect(reads).toBe(1);
    frame.load({ ...event, actor: lazy });
    linked.evaluate(handles[0]!, frame);
    expect(reads).toBe(2);
  });
});

describe("sharing", () => {
  it("gives equal expressions one handle, whatever their layout and the names of macro variables", () => {
    const { handles } = link(environment(), [
      "text.urls.exists(u, u.contains('x'))",
      'text.urls\n  .exists(link, link.contains( "x" ))  // same',
      "text.urls.exists(u, u.contains('y'))",
    ]);
    expect(handles[1]).toBe(handles[0]);
    expect(handles[2]).not.toBe(handles[0]);
  });

  it("evaluates a shared sub-expression once per event", () => {
    const calls: string[] = [];
    const { linked, handles, frame } = link(environment(calls), [
      "signal('spam') > 0.5 && actor.age > 3",
      "signal('spam') > 0.9 || actor.age > 3",
      "text.urls.all(u, signal('spam') > 0.1)",
      "signal('other') > 0.5",
    ]);
    expect(handles.map((handle) => linked.evaluate(handle, frame))).toEqual([true, true, true, true]);
    expect(calls).toEqual(["spam", "other"]);
    frame.load(event);
    linked.evaluate(handles[0]!, frame);
    expect(calls).toEqual(["spam", "other", "spam"]);
  });

  it("keeps what does not change out of a loop", () => {
    const calls: string[] = [];
    const { linked, handles, frame } = link(environment(calls), ["[1, 2, 3, 4].all(n, n > 0 && signal('x') > 0.5)"]);
    expect(linked.evaluate(handles[0]!, frame)).toBe(true);
    expect(calls).toEqual(["x"]);
  });

  it("does not confuse variables of macros with variables of the event", () => {
    const { linked, handles, frame } = link(environment(), [
      "[{'age': 1}].exists(actor, actor.age == 1)",
      "[1].exists(x, [2].exists(x, x == 2))",
      "cel.bind(x, 1, [x].map(x, x + 1) == [2] && x == 1)",
      "actor.age == 30",
    ]);
    for (const handle of handles) expect(linked.evaluate(handle, frame)).toBe(true);
  });

  it("charges a memo's cost on every use, so that the order of evaluation changes nothing", () => {
    const sources = [
      "signal('a') > 0.5",
      "signal('a') > 0.5 && signal('b') > 0.5",
      "signal('b') > 0.5 && signal('a') > 0.5",
    ];
    const results = (order: readonly number[]): string[] => {
      const { linked, handles, frame } = link(environment(), sources, 1_500);
      const found: string[] = [];
      for (const index of order) {
        const value = linked.evaluate(handles[index]!, frame);
        found[index] = value instanceof CelError ? value.code : String(value);
      }
      return found;
    };
    const expected = ["true", "EH_CEL_BUDGET", "EH_CEL_BUDGET"];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
      [0, 2, 1],
    ])
      expect(results(order)).toEqual(expected);
  });

  it("reports what it shares", () => {
    const { linked } = link(environment(), [
      "size(text.body) > 3 && actor.age > 1",
      "size(text.body) > 9 && actor.age > 2",
    ]);
    expect(linked.stats()).toEqual({ nodes: 15, shared: 1, slots: 1 });
  });

  it("adds sub-expressions of a checked expression, but none that reads a variable of a loop", () => {
    const env = environment();
    const linker = createLinker(env);
    const checked = check(parse("actor.age > 3 && text.urls.exists(u, u == 'x')"), env);
    const [first, second] = checked.expr.kind === "call" ? checked.expr.args : [];
    const handle = linker.add(checked, first);
    expect(() => linker.add(checked, second?.kind === "macro" ? second.body : undefined)).toThrow(LinkerError);
    const linked = linker.link();
    expect(() => linker.add(checked)).toThrow("is linked");
    const frame = linked.frame();
    frame.load(event);
    expect(linked.evaluate(handle, frame)).toBe(true);
  });
});

describe("host functions", () => {
  const decl = (name: string, params: Type[], result: Type, call: FunctionDecl["call"]): FunctionDecl => ({
    name,
    params,
    result,
    doc: "",
    tier: "cheap",
    maxCost: () => 1,
    call,
  });
  const received: unknown[] = [];
  const env: Env = {
    variables: {},
    functions: [
      decl("echo", [DYN], DYN, (frame, [value]) => {
        received.push(value, frame.host);
        return value;
      }),
      decl("half", [INT], DOUBLE, (_frame, [value]) => Number(value) / 2),
      decl("half", [STRING], STRING, (_frame, [value]) => (value as string).slice(0, 1)),
      decl("wait", [DURATION], TIMESTAMP, (_frame, [value]) => {
        received.push(value);
        return "2026-01-01T00:00:00Z";
      }),
      decl("table", [], mapOf(STRING, INT), () => new Map([["a", 1]])),
      decl("broken", [], BOOL, () => {
        throw new Error("no connection");
      }),
      decl("refuse", [], BOOL, () => new CelError("EH_SIGNAL", "not today")),
    ],
  };
  const run = (source: string): unknown => compileExpression(source, env).evaluate({}, "the host");

  it("get native arguments and the host, and give native results", () => {
    expect(run("echo(1.5) == 1.5")).toBe(true);
    expect(received.splice(0)).toEqual([1.5, "the host"]);
    expect(run("wait(duration('2s')).getFullYear() == 2026")).toBe(true);
    expect(received.splice(0)).toEqual([new CelDuration(2)]);
    expect(run("table()['a'] == 1")).toBe(true);
  });

  it("are chosen by the types of their arguments", () => {
    expect(run("half(3)")).toEqual(new CelDouble(1.5));
    expect(run("half('xyz')")).toBe("x");
    expect(run("half(dyn(true))")).toMatchObject({ code: "EH_CEL_NO_OVERLOAD" });
  });

  it("that throw or refuse give an error value, which || may absorb", () => {
    expect(run("broken()")).toMatchObject({ code: "EH_CEL_HOST", offset: 0 });
    expect(run("refuse()")).toMatchObject({ code: "EH_SIGNAL" });
    expect(run("broken() || true")).toBe(true);
    expect(run("refuse() && false")).toBe(false);
  });
});
