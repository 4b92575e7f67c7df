/**
 * Writes one week of the sample forum as CloudEvents, a line each, to standard output. The same seed gives the same bytes:
 *
 *     node examples/harbour/generate/main.mjs > examples/harbour/events.jsonl
 *
 * `--seed NUMBER` makes another week. Labels (`data.expect.clause`) are what the author of each scene says a careful person
 * would find. They do not come from the policy, and some scenes are written so that no detector can get them right.
 */
import { bots } from "./bots.mjs";
import { DailyLife } from "./daily-life.mjs";
import { blackMarket } from "./incidents/black-market.mjs";
import { care } from "./incidents/care.mjs";
import { falseNames } from "./incidents/false-names.mjs";
import { lures } from "./incidents/lures.mjs";
import { outOfPlace } from "./incidents/out-of-place.mjs";
import { shutOut } from "./incidents/shut-out.mjs";
import { youngMembers } from "./incidents/young-members.mjs";
import { flooding } from "./incidents/flooding.mjs";
import { quarrels } from "./incidents/quarrels.mjs";
import { swindlers } from "./incidents/swindlers.mjs";
import { Log } from "./log.mjs";
import { castOf, newcomers } from "./people.mjs";
import { Random } from "./random.mjs";
import { Town } from "./accounts.mjs";
import { Writer } from "./writing.mjs";

/** Fingerprints of the policy's image banks that pictures of the log come near to. */
const SAMPLES = {
  stolenPhoto: "8478341077767aa311ae3fb29e84014afff8d57e0debbfd32b0fbcf3d0006e4d",
  explicit: "ef22ffa7dac4b404d70c658d1581c15e36e3c039329dbf1259ce5aac29ed1f75",
  intimate: "abd7cb2c5eb710e34fc7d3b0e18ac821cb6402737ce89a7508c70b9240613cdb",
  abuse: "93bc9f8d09d44b1ba0368b6d086fb46c68de4a5070f40784d416947d16bfe329",
};

const seedAt = process.argv.indexOf("--seed");
const seed = seedAt === -1 ? 20_260_302 : Number(process.argv[seedAt + 1]);
if (!Number.isSafeInteger(seed)) {
  process.stderr.write("--seed takes a whole number, for example --seed 7.\n");
  process.exit(2);
}

const random = new Random(seed);
const town = new Town(random);
const writer = new Writer(random);
const log = new Log(random);
castOf(town);
town.settle();
const life = new DailyLife({ random, town, writer, log });

/** The same hash with some of its 256 bits turned over: a crop, another compression. */
function nudge(pdq, bits) {
  const digits = [...pdq];
  for (const place of random.sample([...Array(256).keys()], bits)) {
    const at = place >> 2;
    digits[at] = (Number.parseInt(digits[at], 16) ^ (1 << (place & 3))).toString(16);
  }
  return digits.join("");
}

// Threads under which incidents happen.
const threads = [];
for (let i = 0; i < 130; i++) threads.push(life.pooled(town.anybody(i % 5 < 3 ? "en" : "zh-Hans")));
const scene = { random, town, writer, log, life, threads, samples: SAMPLES, nudge };
for (const part of [
  bots,
  newcomers,
  flooding,
  outOfPlace,
  swindlers,
  lures,
  quarrels,
  shutOut,
  care,
  youngMembers,
  falseNames,
  blackMarket,
])
  part(scene);
life.run();
for (const line of log.lines()) process.stdout.write(`${line}\n`);
