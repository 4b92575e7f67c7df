import { it } from "vitest";
import { loadPolicy } from "./load-policy.js";
import { onBase } from "./testing/fixtures.js";
import { readYaml } from "./yaml-file.js";
import { SourceFile } from "./source-file.js";
import { ProblemSink } from "./problem-sink.js";
it("x", () => {
  const b = onBase();
  for (let k = 0; k < 5; k++) { const t = performance.now(); for (let i = 0; i < 20; i++) loadPolicy(b); console.log((performance.now() - t) / 20); }
  const t = performance.now();
  for (let i = 0; i < 20; i++) for (const [p, c] of b) if (p.endsWith("yaml")) readYaml(new SourceFile(p, c), c, 0, new ProblemSink());
  console.log("yaml", (performance.now() - t) / 20);
});
