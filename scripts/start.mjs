// `npm start`: makes the checkout ready, decides a week of the sample community's events, shows three findings with
// their reasons, and says how to go on with one's own data.
import { join } from "node:path";
import { prepare, root, run } from "./prepare.mjs";

const policy = "examples/harbour/policy";
const events = "examples/harbour/events.jsonl";

prepare();
console.log(`\nDeciding ${events} under ${policy} …`);
const evenhand = join(root, "packages", "cli", "bin", "evenhand.mjs");
const options = ["--policy", policy, "--events", events, "--no-rows", "--examples", "3"];
run([process.execPath, evenhand, "decide", ...options]);
console.log(`
Try it on a table of your own (any CSV file with a header; COLUMN holds the text):

  npx evenhand decide --policy ${policy} --csv YOUR.csv --text COLUMN

or on the sample, one row per event with findings:

  npx evenhand decide --policy ${policy} --events ${events}

All that the command can do: npx evenhand --help`);
