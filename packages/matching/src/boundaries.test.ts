import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWholeWord } from "./boundaries.js";

function stands(term: string, text: string): boolean {
  const at = text.indexOf(term);
  expect(at).toBeGreaterThanOrEqual(0);
  return isWholeWord(text, at, at + term.length);
}

describe("isWholeWord", () => {
  it.each([
    ["子弹", "买子弹吗", true],
    ["子弹", "原子弹簧", false],
    ["枪击", "开枪击中目标", false],
    ["垃圾", "你是垃圾", true],
    ["垃圾", "扔进垃圾桶", false],
    ["操", "我操你", true],
    ["操", "在操场上", false],
    ["東京", "東京に住む", true],
    ["馬鹿", "この馬鹿者", true],
    ["ตาย", "ฆ่าตัวตาย", true],
    ["ตาก", "ตากลม", false],
    ["무료", "무료입니다", true],
  ])("asks the dictionary about %j in %j: %s", (term, text, expected) => {
    expect(stands(term, text)).toBe(expected);
  });

  it.each([
    ["傻逼", "你是傻逼吗"],
    ["草泥马", "草泥马上来"],
    ["脑残粉", "这个脑残粉丝"],
    ["加微信", "加微信号码"],
    ["舔狗", "一条舔狗头"],
    ["バカ野郎", "このバカ野郎が"],
  ])("finds %j, which the dictionary does not know, in %j", (term, text) => {
    expect(stands(term, text)).toBe(true);
  });

  it("answers the same wherever in a long text, and whatever was asked before", () => {
    const piece = "他买了子弹。原子弹簧！在操场上，";
    const terms = ["子弹", "操", "原子"];
    const text = piece.repeat(60);
    for (const term of terms) {
      for (let at = piece.indexOf(term); at >= 0; at = piece.indexOf(term, at + 1)) {
        const expected = isWholeWord(piece + piece, at, at + term.length);
        for (let copy = 0; copy < 59; copy++) {
          const start = copy * piece.length + at;
          expect(`${start} ${isWholeWord(text, start, start + term.length)}`).toBe(`${start} ${expected}`);
        }
      }
    }
  });

  it("takes any span of any text", () => {
    const unit = fc.constantFrom("a", "字", "弹", "ก", "ำ", "한", "\ud842", "\udfb7", " ", "\u0301", "1");
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 300 }), fc.nat(), fc.nat(), (text, a, b) => {
        const start = a % (text.length + 1);
        const end = b % (text.length + 1);
        expect(isWholeWord(text, start, end)).toBe(isWholeWord(text, start, end));
      }),
    );
  });

  it("takes time linear in the text, however many hits it has", () => {
    const text = "原子弹簧".repeat(100_000);
    let whole = 0;
    for (let at = text.indexOf("子弹"); at >= 0; at = text.indexOf("子弹", at + 1)) {
      if (isWholeWord(text, at, at + 2)) whole += 1;
    }
    expect(whole).toBe(0);
  });
});
