import { expect, test } from "vitest";
import { bankPolicy } from "../banks/testing/bank-policy.js";
import { startTestDomain } from "../testing/test-domain.js";
import { intakePost } from "../testing/test-event.js";
import { forEachStore } from "../testing/test-store.js";

forEachStore((_kind, open) => {
  test("a statement tells what was found, and not where the bank's entry came from", async () => {
    const files = bankPolicy({
      "banks/scam.yaml": "kind: terms\nlive: true\nentries:\n  - { text: moonshot, source: a report by wanda }\n",
    });
    await using domain = await startTestDomain(await open(), files);
    const [result] = await domain.decider.submit([intakePost("e1", "a moonshot")]);
    expect(JSON.stringify(result)).toContain("a report by wanda");
    const { content } = await domain.store.db
      .selectFrom("statements")
      .innerJoin("measures", "measures.statement_id", "statements.id")
      .where("measures.kind", "=", "remove")
      .select("content")
      .executeTakeFirstOrThrow();
    expect(content).toMatchObject({ facts: [{ bank: "scam", entries: [{ entry: "moonshot", text: "moonshot" }] }] });
    expect(JSON.stringify(content)).not.toContain("wanda");
  });
});
