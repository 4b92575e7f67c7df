// `npm test`: makes the checkout ready, then runs the tests. Arguments go to vitest: npm test -- packages/cli
import { join } from "node:path";
import { prepare, root, run } from "./prepare.mjs";

prepare();
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
run([process.execPath, vitest, "run", ...process.argv.slice(2)]);
