import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createFolder } from "../fold.js";
import { PLAIN_STEPS } from "../fold-steps.js";
import { skeleton } from "./confusables.js";
import { CONFUSABLES_VERSION } from "./confusables-data.js";

describe("skeleton", () => {
  it.each([
    ["paypal", "раураl"],
    ["PAYPAL", "РАУРАL"],
    ["microsoft", "rnicrosoft"],
    ["lll", "1Il"],
    ["scope", "ѕсоре"],
    ["a\u200bb", "ab"],
    ["ｐａｙ", "pay"],
    ["𝐩𝐚𝐲", "pay"],
  ])("is the same for %j and %j", (one, other) => {
    expect(skeleton(one)).toBe(skeleton(other));
  });

  it("tells apart what does not look alike", () => {
    expect(skeleton("paypal")).not.toBe(skeleton("papal"));
  });

  // Beside the repository; see "Data for tests" in CONTRIBUTING.
  const folder =
    process.env["EVENHAND_SHARED_DATA"] ?? fileURLToPath(new URL("../../../../../shared/data", import.meta.url));
  const path = `${folder}/unicode/confusables-17.0.txt`;
  const isThere = existsSync(path);
  if (!isThere) console.warn("SKIPPED: Unicode's confusables.txt is absent; coverage is not measured.");

  it.skipIf(!isThere)(
    "covers Unicode's file: every mapping that the algorithm looks up, and nearly every one together with the plain steps",
    () => {
      const file = readFileSync(path, "utf8");
      expect(/^# Version: (\S+)/m.exec(file)?.[1]).toBe(CONFUSABLES_VERSION);
      const text = (hex: string): string =>
        String.fromCodePoint(
          ...hex
            .trim()
            .split(/\s+/)
            .map((one) => parseInt(one, 16)),
        );
      const fold = createFolder([...PLAIN_STEPS, "confusables"]);
      let count = 0;
      let folded = 0;
      const missed: string[] = [];
      const unreachable: string[] = [];
      for (const line of file.split("\n")) {
        const [from, to] = line.replace(/^\ufeff|#.*$/g, "").split(";");
        if (to === undefined) continue;
        count += 1;
        // UTS #39 decomposes first, so that a mapping of a composed letter counts only where its parts have the same skeleton.
        if (skeleton(text(from!)) !== skeleton(text(to))) {
          (text(from!).normalize("NFD") === text(from!) ? missed : unreachable).push(from!.trim());
        }
        if (fold.fold(text(from!)).folded === fold.fold(text(to)).folded) folded += 1;
      }
      console.info(
        `confusables.txt ${CONFUSABLES_VERSION}: skeletons agree on ${count - missed.length - unreachable.length} of ${count} mappings (${unreachable.length} are of composed letters that the algorithm never looks up), folding with the plain steps and confusables on ${folded}`,
      );
      expect(count).toBe(6565);
      expect(missed).toEqual([]);
      expect(unreachable.length).toBeLessThan(40);
      expect(folded / count).toBeGreaterThan(0.995);
    },
  );
});
