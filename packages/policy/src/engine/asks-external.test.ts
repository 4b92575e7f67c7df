import { expect, test } from "vitest";
import { compilePolicy } from "../compile-policy.js";
import type { Classifier } from "../model.js";
import { makeDetector, makePolicy } from "../testing/make-policy.js";
import { typesThatAskExternal } from "./asks-external.js";

const ASKED: Classifier = {
  name: "asked",
  doc: undefined,
  origin: { file: "classifiers/asked.yaml", line: 1, column: 1 },
  kind: "http",
  url: "https://scores.example/",
  timeoutMs: 1_000,
  budget: { minute: 1, day: 1 },
  cacheMs: 0,
};

test("only types whose detectors ask an external classifier are previewed", () => {
  const { compiled, problems } = compilePolicy(
    makePolicy({
      classifiers: [ASKED],
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
