import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { startTestDomain } from "../testing/test-domain.js";
import { intakePost } from "../testing/test-event.js";
import { testPolicy } from "../testing/test-policy.js";
import { forEachStore } from "../testing/test-store.js";
import { dsaFields } from "./dsa-fields.js";
import { findStatement, type FoundStatement } from "./find-statement.js";
import { languageFor } from "./language.js";
import { renderStatement } from "./render-statement.js";
import { STATEMENT_HEADERS, statementPage } from "./statement-page.js";

describe("languageFor", () => {
  test.each([
    ["zh-CN", "zh-Hans"],
    ["zh", "zh-Hans"],
    ["zh-TW", "en"],
    ["en-GB", "en"],
    ["de", "en"],
    ["", "en"],
    [undefined, "en"],
    ["not a tag!", "en"],
  ])("%s is told in %s", (locale, language) => {
    expect(languageFor(locale, ["en", "zh-Hans"])).toBe(language);
  });
});

forEachStore((_kind, open) => {
  async function statementOf(body: string, locale: string): Promise<FoundStatement> {
    const store = await open();
    await using domain = await startTestDomain(store, testPolicy());
    const [result] = await domain.decider.submit([intakePost("e1", body, { locale })]);
    if (result?.ok !== true) throw new Error("not decided");
    const found = await findStatement(store.db, result.answer.statements[0]?.id ?? "");
    if (found === undefined) throw new Error("no statement");
    return found;
  }

  test("says what was done, why, by which rule, by whom, and how to appeal, in the person's language", async () => {
    const { view } = await statementOf("a bargain", "zh-CN");
    const text = JSON.stringify(renderStatement(view, Date.now()));
    for (const part of [
      "内容是推销。",
      "推销用语",
      "请不要在此销售。",
      "spam.words",
      "由程序决定",
      "trust@circle.example",
      view.id,
    ]) {
      expect(text).toContain(part);
    }
    const english = JSON.stringify(renderStatement({ ...view, language: "en" }, Date.now()));
    expect(english).toContain("You can appeal until");
    expect(JSON.stringify(renderStatement({ ...view, language: "en" }, Date.now() + 400 * 86_400_000))).toContain(
      "The time to appeal ended",
    );
  });

  test("maps to the fields of the transparency database, without personal data", async () => {
    const { view, dsa } = await statementOf("a bargain", "en");
    expect(dsaFields(view, dsa)).toMatchObject({
      decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"],
      decision_ground: "DECISION_GROUND_INCOMPATIBLE_CONTENT",
      content_type: ["CONTENT_TYPE_TEXT"],
      category: "STATEMENT_CATEGORY_CONSUMER_INFORMATION",
      category_specification: ["KEYWORD_HIDDEN_ADVERTISEMENT"],
      content_language: "EN",
      content_date: "2026-01-01",
      source_type: "SOURCE_VOLUNTARY",
      automated_detection: "Yes",
      automated_decision: "AUTOMATED_DECISION_FULLY",
      puid: expect.stringMatching(/^[a-zA-Z0-9-_]+$/),
    });
    expect(JSON.stringify(dsaFields(view, dsa))).not.toContain("u1");
  });

  test("what users wrote cannot become markup", async () => {
    const { view } = await statementOf("a bargain", "en");
    const hostile = { ...view, clause: { ...view.clause, title: '<script>alert("x")</script>' } };
    const page = statementPage(renderStatement(hostile, Date.now()), "en");
    expect(page).not.toContain("<script>");
    expect(page).toContain("&lt;script&gt;");
    // A browser applies the style only where its hash is in the policy.
    const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(STATEMENT_HEADERS["content-security-policy"]).toContain(`'sha256-${hash}'`);
  });
});
