import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// Tests run on the sources of the workspace packages (export condition "source"), so no build is needed first.
export default defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"], externalConditions: ["node"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "benchmarks/src/**/*.test.ts", "tests/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: availableParallelism(),
  },
});
