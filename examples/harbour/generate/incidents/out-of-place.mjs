/** Adverts where they do not belong, noise, and what the platform wants to wake people with. */
import { contextOf } from "../accounts.mjs";
import { at, DAY, iso, MINUTE } from "../clock.mjs";

const FLOODING = "spam.flooding";
const ADVERTISING = "spam.advertising";

function post(log, author, time, text, clause, more = {}) {
  const item = {
    id: log.newId("p"),
    kind: "post",
    surface: "post",
    group: "g-harbours",
    text,
    createdAt: iso(time),
    ...more,
  };
  log.add("post.created", time, { actor: author, item, context: contextOf(author) }, clause);
  return item;
}

/** Shops that were advertised before, by accounts opened for it; and people who simply recommend something. */
function adverts({ random, town, writer, log, life, threads }) {
  const shops = [
    "https://deals.example.test/winch",
    "https://cheap-watches.test/diver",
    "https://yacht-slim-tea.test/30days",
    "https://sails-4-less.invalid/genoa",
  ];
  for (let i = 0; i < 12; i++) {
    const created = at(random.int(0, 5), random.int(0, 22), random.int(0, 59));
    const seller = town.open({
      handle: `${random.pick(["nice", "top", "sea", "blue", "gear"])}${random.int(100, 9_999)}`,
      createdAt: iso(created),
      weight: 0,
      followers: 0,
      following: random.int(0, 3),
      posts: 0,
    });
    log.add("account.registered", created, { actor: seller, context: contextOf(seller) });
    const body = random.pick([
      "I lost eight kilos on passage with this",
      "Best watch I ever wore at sea",
      "My winch came from here and I love it",
      "Great quality, fast delivery",
      "Ask for the sailor discount",
    ]);
    const url = i % 3 === 2 ? `https://shop-${random.int(10, 99)}.test/x` : random.pick(shops);
    life.comment(
      seller,
      random.pick(threads),
      created + random.int(4, 300) * MINUTE,
      { body: `${body} ${url}`, lang: "en" },
      ADVERTISING,
    );
  }
  const lena = town.byHandle("captain_lena");
  for (const [day, body, clause] of [
    [0, "The plotter I have used for three seasons: https://gear.example/plotter?ref=lena22", ADVERTISING],
    [1, "The same plotter, with a discount for you: https://gear.example/plotter?ref=lena22 #ad", null],
    [3, "Gloves that survive a season: https://gear.example/gloves?ref=lena22 (I get a small commission)", null],
    [5, "My boots: https://boots.example/p/sea?aff=lena", ADVERTISING],
    [5, "Boots again, asked for by many: https://short.example/lena-boots", ADVERTISING],
  ])
    post(log, lena, at(day, 18, random.int(0, 59)), { title: "Gear I use", body, lang: "en" }, clause);
  const yard = town.byHandle("saltmere_yard");
  post(
    log,
    yard,
    at(1, 9),
    { title: "New varnish", body: "Now in our shed: https://saltmere-yard.example/varnish", lang: "en" },
    ADVERTISING,
    { promoted: true },
  );
  post(
    log,
    yard,
    at(3, 9),
    { title: "Spring antifouling", body: "Book a slot: https://saltmere-yard.example/slots #ad", lang: "en" },
    null,
    { promoted: true },
  );
  const old = { id: "p-old-17", createdAt: iso(at(0, 0) - 40 * DAY), editedAt: iso(at(4, 20)) };
  const turncoat = town.anybody("en");
  log.add(
    "post.updated",
    at(4, 20),
    {
      actor: turncoat,
      item: {
        ...old,
        kind: "post",
        surface: "post",
        group: "g-knots",
        text: {
          title: "Twelve knots, with pictures",
          body: "Pictures moved. All my gear now from https://sails-4-less.invalid/all",
          lang: "en",
        },
      },
    },
    ADVERTISING,
  );
  log.add(
    "post.updated",
    at(2, 11),
    {
      actor: town.anybody("en"),
      item: {
        ...old,
        id: "p-old-18",
        kind: "post",
        surface: "post",
        group: "g-knots",
        text: {
          title: "Splicing, step by step",
          body: `${writer.say("en", "[knots line]")} Correction: the fid sizes are at https://ropes.example/fids`,
          lang: "en",
        },
      },
    },
    null,
  );
}

function noise({ random, town, writer, log, life, threads }) {
  const tagger = town.byHandle("sunset_snaps");
  const tags =
    "boat boats sea sail sailing sailor harbour rope knots wind wave sun sunset blue water summer deck crew anchor lighthouse".split(
      " ",
    );
  for (let i = 0; i < 7; i++) {
    const count = i % 3 === 2 ? 7 : random.int(13, 18);
    const hashtags = random
      .sample(tags, count)
      .map((tag) => `#${tag}`)
      .join(" ");
    post(
      log,
      tagger,
      at(i, 18, random.int(0, 59)),
      {
        title: "",
        body: `${random.pick(["Evening", "Good light", "Look at that", "No filter"])} ${hashtags}`,
        lang: "en",
      },
      count > 12 ? "spam.noise" : null,
    );
  }
  const radio = town.byHandle("sparks_retired");
  for (const [day, body] of [
    [
      0,
      "TO ALL STATIONS, THE NORTH CHANNEL BUOY NUMBER FOUR IS OFF STATION SINCE SUNDAY NIGHT, KEEP TO THE WESTERN SIDE AND REPORT ON CHANNEL TEN WHEN YOU SEE IT.",
    ],
    [
      3,
      "WIND WARNING FROM AN OLD MAN: MY KNEE AND THE BAROMETER AGREE, DOUBLE YOUR LINES TONIGHT AND TAKE THE CUSHIONS IN, IT WILL COME FROM THE NORTH WEST BEFORE MORNING.",
    ],
  ])
    post(log, radio, at(day, 7, 30), { title: "NOTICE", body, lang: "en" }, null);
  for (const body of [
    `Aho${"y".repeat(60)}`,
    `Nooo${"o".repeat(20)}, my ${writer.say("en", "[part]")}`,
    `哈${"哈".repeat(55)}`,
    "—".repeat(44) + " cut here " + "—".repeat(12),
  ]) {
    life.comment(
      town.anybody(),
      random.pick(threads),
      at(random.int(0, 6), random.int(8, 21), random.int(0, 59)),
      { body, lang: "en" },
      body.length > 50 && !body.includes("cut") ? "spam.noise" : null,
    );
  }
}

/** What the platform wants to wake people with. */
function notifications({ log }) {
  for (const [day, hour, title, body, audience, clause] of [
    [0, 6, "Gale warning", "North-west 8 expected after midnight. Double your lines.", 5_200, null],
    [0, 17, "Lock closed", "The Old Lock is closed until Wednesday.", 5_200, null],
    [1, 7, "Knots group", "We meet at eight in the loft.", 41, null],
    [2, 9, "Last chance!", "Spring sale at the chandlery, 30 % off everything.", 2_400, ADVERTISING],
    [3, 8, "Harbour fair", "The fair opens on Sunday at ten.", 5_200, null],
    [4, 7, "Wind", "Force 7 from the west this afternoon.", 5_200, null],
    [4, 9, "New photographs", "Your week in pictures.", 5_200, FLOODING],
    [4, 11, "Somebody liked a post", "See which posts were popular today.", 5_200, FLOODING],
    [4, 14, "Popular now", "Ten threads that you missed.", 5_200, FLOODING],
    [4, 16, "Still popular", "Another ten threads.", 5_200, FLOODING],
    [5, 12, "今晚八点秒杀", "救生衣专场，全场五折。", 1_800, ADVERTISING],
    [5, 13, "Kids' regatta", "Start at two at the north pier.", 160, null],
    [6, 7, "大雾", "今早能见度不足两百米，出港请开雾灯。", 5_200, null],
  ])
    log.add("push.requested", at(day, hour), { push: { title, body, audience } }, clause);
}

export function outOfPlace(scene) {
  adverts(scene);
  noise(scene);
  notifications(scene);
}
