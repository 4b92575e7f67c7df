/** What may not be sold or shown here, beside what only sounds like it. */
import { at, iso, START } from "../clock.mjs";

const DAY = 86_400_000;
const DRUGS = "goods.drugs";
const WEAPONS = "goods.weapons";
const WILDLIFE = "goods.wildlife";
const STOLEN = "goods.stolen";
const UNSAFE = "goods.unsafe";
const EXPLICIT = "sexual.explicit";
const ADVANCES = "sexual.advances";
const INTIMATE = "sexual.intimate-images";

/** [language, title, text, clause, further fields of the item] */
const LISTINGS = [
  ["en", "For the berth", "Strong painkillers, delivered to your berth, price on request", DRUGS, {}],
  ["en", "Weed, home grown", "Per gram, we deliver", DRUGS, {}],
  ["en", "Night snow", "The good kind, ask at the blue hull, no names", DRUGS, {}],
  ["zh-Hans", "止痛药", "强效止痛药有货，送到泊位", DRUGS, {}],
  ["en", "Weed hatch", "Steel weed hatch for a narrowboat, for sale", null, {}],
  ["en", "Weed rake", "For ponds, and for weed on the propeller. Still available", null, {}],
  ["zh-Hans", "大麻绳", "老式大麻绳二十米，转让", null, {}],
  [
    "en",
    "Medicine chest",
    "Empty chest, mahogany, labels for sleeping pills and quinine from 1920, for sale",
    null,
    {},
  ],
  ["en", "Pistol, two boxes", "No paperwork.", WEAPONS, {}],
  ["en", "Flare gun", "With six cartridges, from an old lifeboat", WEAPONS, {}],
  ["en", "Something for protection", "Small, loud, Italian. Come alone.", WEAPONS, {}],
  ["zh-Hans", "信号枪", "信号枪一把，低价出", WEAPONS, {}],
  ["en", "Pistol shackles", "Stainless, a dozen, for sale", null, {}],
  ["en", "Caulking gun", "With ammunition box for tools, hardly used", null, {}],
  ["en", "Model cannon", "Brass, cannot fire. The pistol in the picture is a cigarette lighter", null, {}],
  ["zh-Hans", "子弹头滑轮", "子弹头滑轮两只，转让", null, {}],
  ["en", "Scrimshaw", "Carved whale tooth from my grandfather", WILDLIFE, {}],
  ["en", "Old comb", "Real tortoiseshell, Victorian", WILDLIFE, {}],
  ["en", "Carved tusk", "From a trip up north, long ago", WILDLIFE, {}],
  ["zh-Hans", "老物件", "玳瑁梳子一把", WILDLIFE, {}],
  ["en", "Topcoat", "Two tins, ivory white, unopened", null, {}],
  ["en", "Piano from a steam yacht", "Keys are celluloid, not ivory, I had it looked at", null, {}],
  ["zh-Hans", "船漆", "象牙白面漆两桶", null, {}],
  ["en", "Outboard 15 hp", "Long shaft, runs well", STOLEN, { serial: "OB-77120-K" }],
  ["en", "Plotter", "Nine inches, no. MX5-009183", STOLEN, {}],
  ["en", "Outboard 20 hp", "Engine without number, no questions asked", STOLEN, {}],
  ["en", "Engine, cheap", "Must go tonight, sticker came off, cash, dark car park", STOLEN, {}],
  ["zh-Hans", "舷外机", "号码磨掉了，别问来路", STOLEN, {}],
  ["en", "Outboard 6 hp", "Invoice from 2015 in the folder", null, { serial: "OB-90001-A" }],
  ["en", "Gloves", "All sizes. Returns accepted, no questions asked.", null, {}],
  ["en", "Four life jackets", "Hardly used", UNSAFE, { expires: -600 }],
  ["en", "Life raft, six people", "Never opened", UNSAFE, { expires: -1_500 }],
  ["en", "Hand flares", "A dozen, date on the side, still bright I am sure", UNSAFE, {}],
  ["zh-Hans", "救生衣四件", "基本没用过", UNSAFE, { expires: -300 }],
  ["en", "Life raft for the pool", "Out of service since 2019, for practice only", null, { expires: -2_400 }],
  ["en", "Life jackets for children", "40 N, as new", null, { expires: 900 }],
  ["en", "AquaHold 150", "Automatic, blue", UNSAFE, {}],
  ["en", "Petrel gas regulator R3", "As new", UNSAFE, { promoted: true }],
  ["en", "AquaHold 150 replaced", "The new model, after the recall, with papers", null, {}],
];

function listings({ random, town, log }) {
  for (const [lang, title, body, clause, more] of LISTINGS) {
    const seller = clause === null ? town.anybody(lang) : random.pick(town.shady(lang));
    const time = at(random.int(0, 6), random.int(8, 21), random.int(0, 59));
    const { expires, ...fields } = more;
    const item = {
      id: log.newId("p"),
      kind: "listing",
      surface: "post",
      group: "g-market",
      text: { title, body, lang },
      createdAt: iso(time),
      price: random.int(2, 200) * 5,
      ...fields,
      ...(expires === undefined ? {} : { expires: iso(START + expires * DAY) }),
      ...(random.chance(0.5)
        ? { media: [{ id: log.newId("m"), type: "image", sha256: random.hex(64), pdq: random.hex(64) }] }
        : {}),
    };
    log.add("post.created", time, { actor: seller, item }, clause);
  }
}

const REMARKS = [
  ["comment", "en", "the film had hardcore sex on a yacht, ten out of ten", EXPLICIT],
  ["comment", "en", "xxx videos here https://clips.example", EXPLICIT],
  ["comment", "zh-Hans", "谁有黄片发我", EXPLICIT],
  [
    "comment",
    "en",
    "I describe my night with the deckhand in full, see below, you have been warned: first the belt, then",
    EXPLICIT,
  ],
  ["comment", "en", "Pure boat porn: eleven coats of varnish on a Folkboat", null],
  ["comment", "en", "The figurehead is naked and she may stay so", null],
  ["comment", "en", "What helps against thrush on a long passage?", null],
  ["message", "en", "I am waiting for you https://hot-cams.test/room", EXPLICIT],
  ["message", "en", "Send me a picture of you in your bikini", ADVANCES],
  ["message", "en", "what are you wearing right now", ADVANCES],
  ["message", "en", "I dreamed of you and of very little clothing", ADVANCES],
  ["message", "zh-Hans", "发张比基尼照看看", ADVANCES],
  ["message", "zh-Hans", "昨天看见你晒太阳，一晚上没睡着，想你想得睡不着", ADVANCES],
  ["message", "en", "Send me a picture of your engine and the type plate", null],
  ["message", "en", "Upload them tonight and everybody will see your photos of the regatta", null],
  ["message", "en", "Pay, or everybody in the club sees your photos. I mean it: everybody sees your photos.", INTIMATE],
  ["message", "en", "You know which pictures I have. Be nice to me.", INTIMATE],
  ["message", "zh-Hans", "不听话就把你的裸照发出去", INTIMATE],
];

function remarks({ random, town, life, threads }) {
  for (let round = 0; round < 3; round++) {
    for (const [type, lang, body, clause] of REMARKS) {
      const time = at(random.int(0, 6), random.int(7, 22), random.int(0, 59));
      const author = clause === null ? town.anybody(lang) : random.pick(town.rough(lang));
      if (type === "message") life.message(author, town.anybody(lang), time, { body, lang }, clause);
      else life.comment(author, random.pick(threads), time, { body, lang }, clause);
    }
  }
  const skipper = random.pick(town.rough("en"));
  life.comment(
    skipper,
    random.pick(threads),
    at(1, 20),
    { body: "@captain_lena you look hot in that wetsuit", lang: "en" },
    ADVANCES,
  );
}

/** Pictures whose fingerprints are known. The numbers are made up, and no picture exists. */
function pictures({ random, town, log, samples, nudge }) {
  for (const [pdq, distance, clause] of [
    [samples.explicit, 4, EXPLICIT],
    [samples.explicit, 22, EXPLICIT],
    [samples.explicit, 60, null],
    [samples.intimate, 0, INTIMATE],
    [samples.intimate, 18, INTIMATE],
    [samples.intimate, 48, INTIMATE],
    [samples.abuse, 2, "minors.abuse-images"],
    [samples.abuse, 26, "minors.abuse-images"],
    [samples.abuse, 90, null],
  ]) {
    const author = clause === null ? town.anybody() : random.pick(town.shady("en"));
    log.add(
      "media.uploaded",
      at(random.int(0, 6), random.int(0, 23), random.int(0, 59)),
      {
        actor: author,
        media: [
          { id: log.newId("m"), type: "image", mime: "image/jpeg", sha256: random.hex(64), pdq: nudge(pdq, distance) },
        ],
      },
      clause,
    );
  }
}

export function blackMarket(scene) {
  listings(scene);
  remarks(scene);
  pictures(scene);
}
