import { expect, test } from "vitest";
import { compilePolicy } from "../compile-policy.js";
import { ASKED_CLASSIFIER, makeDetector, makePolicy } from "../testing/make-policy.js";
import { typesThatAskExternal } from "./asks-external.js";

test("only types whose detectors ask an external classifier are previewed", () => {
  const { compiled, problems } = compilePolicy(
    makePolicy({
      classifiers: [ASKED_CLASSIFIER],
      detectors: [
        makeDetector("plain", 'text.body.contains("x")', { on: ["post.created", "comment.created"] }),
        makeDetector("deep", '[1].exists(n, n == 1) && (text.body == "" || score("asked", text.all) > 0.5)', {
          on: ["comment.created"],
        }),
      ],
    }),
  );
  expect(problems).toEqual([]);
  if (compiled === undefined) throw new Error("not compiled");
  expect([...typesThatAskExternal(compiled)]).toEqual(["comment.created"]);
});
