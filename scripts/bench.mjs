// `npm run bench`: makes the checkout ready, then compares this engine with its peers. Arguments go to the benchmark:
// npm run bench -- --quick
import { join } from "node:path";
import { prepare, root, run } from "./prepare.mjs";

prepare();
console.error("Comparing with other engines; all of it takes about six minutes (--quick: under one) …");
run([process.execPath, join(root, "benchmarks", "dist", "main.js"), ...process.argv.slice(2)]);
