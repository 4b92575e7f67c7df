/** A day in the life of a made-up forum, from a seed: who posts what where, with bursts, links and new accounts. */
import type { Event } from "@evenhand/contract";
import { createRandom, longTailed, type Random, zipf } from "./random.js";
import { makeName, PHRASES, VOCABULARY } from "./vocabulary.js";

const DAY_START = Date.UTC(2026, 2, 2);
const DAY_MS = 86_400_000;

const LOCALES: readonly string[] =
  "en de fr es it pl pt nl sv da fi nb cs sk hu ro el tr ja ko zh-Hans zh-Hant id ms vi th hi bn sw et".split(" ");
const COUNTRIES: readonly string[] = "GB DE FR ES IT PL PT NL SE DK FI NO CZ SK HU RO GR TR JP KR".split(" ");
const SURFACES: readonly string[] = ["post", "post", "post", "comment", "comment", "comment", "live", "profile"];
const KINDS: readonly string[] = ["post", "listing", "story", "question"];

const GROUP_COUNT = 2_000;
const ACCOUNT_COUNT = 4_000;
const NETWORK_COUNT = 2_500;

type Actor = NonNullable<Event["data"]["actor"]>;

interface Account extends Omit<Actor, "createdAt"> {
  readonly locale: string;
  readonly openedMs: number;
  readonly network: string;
}

/** Name of the group with this rank by traffic. */
function groupId(rank: number): string {
  return `g-${rank.toString(36).padStart(3, "0")}`;
}

/**
 * Makes `count` events in the order of their times, ids `e0`, `e1` …; the same seed gives the same events. The forum with
 * its accounts and groups is the same for every seed.
 */
export function generateEvents(count: number, seed: number): Event[] {
  const founding = createRandom(1);
  const accounts = Array.from({ length: ACCOUNT_COUNT }, (_, index) => makeAccount(index, founding));
  const random = createRandom(seed);
  const pickAccount = zipf(ACCOUNT_COUNT, 0.8);
  const moments: { timeMs: number; account: Account }[] = [];
  while (moments.length < count) {
    const account = accounts[pickAccount(random)] as Account;
    // Fewer at night: of two moments, the one nearer to the evening.
    const [a, b] = [random.next(), random.next()];
    let timeMs = DAY_START + Math.floor((Math.abs(a - 0.75) < Math.abs(b - 0.75) ? a : b) * DAY_MS);
    moments.push({ timeMs, account });
    if (!random.chance(0.015)) continue;
    for (let more = random.int(3, 25); more > 0 && moments.length < count; more--) {
      timeMs += random.int(2, 20) * 1_000;
      moments.push({ timeMs, account });
    }
  }
  moments.sort((a, b) => a.timeMs - b.timeMs);
  const pickGroup = zipf(GROUP_COUNT, 0.9);
  const writeBody = bodyWriter();
  return moments.map(({ timeMs, account }, index) => makeEvent(index, timeMs, account, pickGroup, writeBody, random));
}

function makeAccount(index: number, random: Random): Account {
  const kind = random.chance(0.9) ? "person" : random.chance(0.4) ? "organisation" : "bot";
  const locale = LOCALES[zipf30(random)] as string;
  const name = makeName(random);
  const handle = kind === "bot" ? `${name}_${locale}${random.int(0, 999)}` : `${name}${index}`;
  const ageDays = random.chance(0.06) ? random.next() * 3 : 3 + random.next() ** 2 * 3_000;
  const followers = longTailed(random, kind === "organisation" ? 900 : 40);
  return {
    id: `u${index}`,
    handle,
    displayName: name,
    kind,
    locale,
    country: random.pick(COUNTRIES),
    verified: random.chance(kind === "organisation" ? 0.6 : 0.04),
    followers,
    following: longTailed(random, 90),
    posts: longTailed(random, 3 + ageDays / 10),
    openedMs: DAY_START - Math.floor(ageDays * 86_400) * 1_000,
    network: `h:${random
      .int(0, NETWORK_COUNT - 1)
      .toString(16)
      .padStart(10, "0")}`,
  };
}

const zipf30 = zipf(LOCALES.length, 0.9);

function makeEvent(
  index: number,
  timeMs: number,
  { openedMs, network, ...account }: Account,
  pickGroup: (random: Random) => number,
  writeBody: (random: Random) => string,
  random: Random,
): Event {
  const time = isoSeconds(timeMs);
  const surface = random.pick(SURFACES);
  const lang = random.chance(0.85) ? account.locale : random.pick(LOCALES);
  return {
    specversion: "1.0",
    id: `e${index}`,
    source: "forum",
    type: surface === "comment" ? "comment.created" : "post.created",
    time,
    data: {
      actor: { ...account, createdAt: isoSeconds(Math.min(openedMs, timeMs - 60_000)) },
      item: {
        id: `p${index}`,
        kind: random.pick(KINDS),
        surface,
        group: groupId(pickGroup(random)),
        text: { title: makeName(random), body: writeBody(random), lang },
        createdAt: time,
        reach: longTailed(random, 60),
      },
      context: { networkHash: network },
    },
  };
}

function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Bodies of 5 to 60 words; words and phrases by their rank; some with one to three links. */
function bodyWriter(): (random: Random) => string {
  const pickWord = zipf(VOCABULARY.length, 1);
  const pickPhrase = zipf(PHRASES.length, 1);
  return (random) => {
    const words: string[] = [];
    for (let left = random.int(5, random.chance(0.5) ? 20 : 60); left > 0; left--) {
      words.push(VOCABULARY[pickWord(random)] as string);
    }
    if (random.chance(0.08)) words.splice(random.int(0, words.length), 0, PHRASES[pickPhrase(random)] as string);
    for (let links = random.chance(0.12) ? random.int(1, 3) : 0; links > 0; links--) {
      words.splice(random.int(0, words.length), 0, `https://${makeName(random)}.example/${random.int(1, 9_999)}`);
    }
    return words.join(" ");
  };
}
