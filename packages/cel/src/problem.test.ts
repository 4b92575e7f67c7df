import { describe, expect, it } from "vitest";
import { columnsOf } from "./problem/columns.js";
import { locate, type Problem, renderProblem } from "./problem.js";

function problemAt(offset: number, length?: number): Problem {
  const base = { code: "EH_CEL_UNKNOWN_FIELD", severity: "error", message: "Wrong.", offset } as const;
  return length === undefined ? base : { ...base, length };
}

/** The text that stands right above the carets, by terminal columns. */
function underlined(rendered: string): string {
  const [, line, carets] = rendered.split("\n") as [string, string, string];
  const from = columnsOf(carets.slice(0, carets.indexOf("^")));
  const to = from + carets.split("^").length - 1;
  let column = 0;
  let text = "";
  for (const char of line) {
    if (column >= from && column < to) text += char;
    column += columnsOf(char);
  }
  return text;
}

describe("renderProblem", () => {
  it.each([
    ["actor.nope", "nope"],
    ["名前 == actor.nope", "nope"],
    ['"🎉🎉" == nope', "nope"],
    ["e\u0301e\u0301 == nope", "nope"],
    ["ab\r\nnope == 1", "nope"],
    ["ﾊﾛｰ ＡＢ nope", "nope"],
    ["x == 限时优惠", "限时优惠"],
    [`${"字".repeat(500)} nope ${"字".repeat(500)}`, "nope"],
  ])("puts the carets under what is meant in %j", (source, meant) => {
    const rendered = renderProblem(problemAt(source.indexOf(meant), meant.length), source);
    expect(underlined(rendered)).toBe(meant);
    expect(rendered).not.toContain("\r");
  });

  it("keeps tabs, so that the carets line up at any tab width", () => {
    const [, , carets] = renderProblem(problemAt(3, 4), "\ta\tnope").split("\n");
    expect(carets).toBe("   | \t \t^^^^");
  });

  it("tells file, line and column in characters, from where the expression begins", () => {
    const source = "a &&\n  🎉 nope";
    const origin = { file: "detectors/x.yaml", line: 7, column: 9, indent: 4 };
    expect(renderProblem(problemAt(0), source, origin)).toMatch(
      /^detectors\/x\.yaml:7:9: error EH_CEL_UNKNOWN_FIELD: /,
    );
    expect(renderProblem(problemAt(source.indexOf("nope")), source, origin)).toMatch(/^detectors\/x\.yaml:8:9: /);
    expect(renderProblem(problemAt(source.indexOf("nope")), source)).toMatch(/^2:5: /);
  });

  it("shows what could move the cursor or turn the line around as visible characters", () => {
    const rendered = renderProblem(problemAt(6, 4), "\u001b[2J\u202e\u0007nope");
    for (const char of ["\u001b", "\u202e", "\u0007"]) expect(rendered).not.toContain(char);
    expect(underlined(rendered)).toBe("nope");
  });

  it("points behind the end where something is missing there, and never outside", () => {
    expect(renderProblem(problemAt(4), "a &&").split("\n")[2]).toBe("   |     ^");
    expect(renderProblem(problemAt(99), "a").split("\n")[2]).toBe("   |  ^");
    expect(renderProblem(problemAt(0), "").split("\n")).toHaveLength(3);
  });
});

describe("locate", () => {
  it("counts lines and characters from 1", () => {
    expect(locate("ab\ncd", 4)).toMatchObject({ line: 2, column: 2 });
    expect(locate("𝒳b", 2)).toMatchObject({ line: 1, column: 2 });
    expect(locate("", 0)).toMatchObject({ line: 1, column: 1 });
  });
});
