import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { factsDocument } from "./facts-document.js";

const PATH = fileURLToPath(new URL("../../../../docs/facts.md", import.meta.url));

it("docs/facts.md says what the declarations say", () => {
  const document = factsDocument();
  if (process.env["UPDATE_GOLDEN"] !== undefined) writeFileSync(PATH, document);
  expect(existsSync(PATH) ? readFileSync(PATH, "utf8") : "").toBe(document);
});
