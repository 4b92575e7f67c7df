/** Children and teens: the club, those who must be kept away from them, and how long they stay. */
import { contextOf } from "../accounts.mjs";
import { at, HOUR, iso, MINUTE } from "../clock.mjs";

const CONTACT = "minors.contact";
const DETAILS = "minors.details";
const DARES = "minors.challenges";
const LIMIT = "minors.time";

function post(log, author, time, body, clause, more = {}) {
  const lang = author.locale;
  const item = {
    id: log.newId("p"),
    kind: "post",
    surface: "post",
    group: "g-harbours",
    text: { body, lang },
    createdAt: iso(time),
    ...more,
  };
  log.add("post.created", time, { actor: author, item }, clause);
  return item;
}

/** The club's own group: announcements, races, proud parents. */
function kidsClub({ random, town, log, life }) {
  const club = town.byHandle("optimist_club");
  const group = { group: "g-kids-optimist" };
  log.add(
    "group.created",
    at(0, 9),
    {
      actor: club,
      group: {
        id: "g-kids-optimist",
        name: "Optimist club",
        description: "Training, races, cake. Parents read along.",
        kind: "kids",
        members: 1,
      },
    },
    null,
  );
  for (const [day, hour, body] of [
    [0, 15, "Training on Wednesday at four. Bring gloves, it is cold."],
    [2, 18, "Well sailed today! Photographs on Friday, faces only with your parents' consent."],
    [4, 16, "How old are you all now? We need the age groups for the regatta: under ten, under thirteen."],
    [5, 9, "Start at two at the north pier. Never jump off the pier: there are chains under water."],
    [6, 17, "Results are on the board. Everybody finished, nobody cried for long."],
  ])
    post(log, club, at(day, hour), body, null, group);
  const kids = ["tim_opti", "aylin_sails", "lele_boat"].map((handle) => town.byHandle(handle));
  const race = post(log, kids[0], at(5, 16), "I came third in race 12 and my boat is number 4711!!", null, group);
  life.comment(kids[1], race, at(5, 16, 10), { body: "and I capsized twice", lang: "en" }, null);
  post(
    log,
    kids[1],
    at(1, 15),
    "my school is the yellow one at the lock, school ends at one, who walks to the pier with me?",
    DETAILS,
    group,
  );
  post(log, kids[2], at(3, 9), "我在读小学，放学后一个人去码头看船，有人一起吗", DETAILS, group);
  post(
    log,
    town.byHandle("parent_olga"),
    at(2, 19),
    "She walks home alone at four, can somebody go with her along the canal?",
    DETAILS,
    group,
  );
  post(
    log,
    town.byHandle("parent_olga"),
    at(5, 18),
    "My daughter (9) has won her first race! I am not crying, it is the wind.",
    null,
    group,
  );
  post(
    log,
    town.byHandle("parent_olga"),
    at(3, 19),
    "Mila Sorg, class 3b of the canal school, looks for a second-hand Optimist.",
    DETAILS,
    group,
  );
  post(log, town.byHandle("nick_laser"), at(4, 15), "we jump off the pier at six, all of us, who is in", DARES, group);
  post(
    log,
    town.byHandle("nick_laser"),
    at(4, 17),
    "who dares to jump from the crane? I dare you to jump #cranechallenge",
    DARES,
  );
  post(
    log,
    town.byHandle("tack_attack"),
    at(2, 19),
    "Full moon, black water: I dare you to jump off the harbour wall with me at midnight",
    DARES,
  );
  post(
    log,
    town.byHandle("gybe_joe"),
    at(5, 20),
    "Last one through under the hull pays the chips. Bring no air.",
    DARES,
  );
  post(log, town.byHandle("knots_mei"), at(2, 12), "十天十个结，一起来 #绳结挑战", null);
  post(log, town.byHandle("nick_laser"), at(1, 16), "selling my old laser sail, call me 0170 555 0199", DETAILS);
  for (let i = 0; i < 9; i++) {
    life.message(
      club,
      random.pick(kids),
      at(2, 14) + i * 3 * MINUTE,
      { body: "Training at four today, the wind is right.", lang: "en" },
      null,
    );
  }
}

/** Somebody who should not write to children. */
function approach({ town, log, life }) {
  const man = town.open({
    handle: "uncle_sailor",
    displayName: "Uncle Sailor",
    createdAt: iso(at(1, 10)),
    weight: 0,
    followers: 0,
    posts: 0,
  });
  log.add("account.registered", at(1, 10), { actor: man, context: contextOf(man) });
  const kids = ["tim_opti", "aylin_sails", "lele_boat", "nick_laser", "nadia_420", "siyuan_teen"].map((handle) =>
    town.byHandle(handle),
  );
  for (const [index, kid] of kids.entries()) {
    life.message(
      man,
      kid,
      at(1, 15, index * 7),
      { body: "Nice boat! I have a real one, much bigger.", lang: "en" },
      CONTACT,
    );
  }
  for (const [index, [kid, body]] of [
    [1, "Which bus do you take after training?"],
    [1, "I like your laugh in the club video."],
    [1, "Are you home alone on Thursdays?"],
    [1, "Don't tell your mum that we chat, she would not understand"],
    [0, "Send me a photo of you with the cup"],
    [0, "Others your age are allowed to come on my boat at night."],
    [4, "let us move to another messenger, this one is slow"],
    [5, "你几岁了？一个人在家吗？"],
  ].entries())
    life.message(man, kids[kid], at(1, 16) + index * 55 * MINUTE, { body, lang: "en" }, CONTACT);
  log.add(
    "group.created",
    at(2, 10),
    {
      actor: man,
      group: {
        id: "g-kids-bigboat",
        name: "Big boat for little sailors",
        description: "Trips at the weekend",
        kind: "kids",
        members: 1,
      },
    },
    CONTACT,
  );
  life.message(
    town.byHandle("aylin_sails"),
    town.byHandle("optimist_club"),
    at(2, 7),
    { body: "a man here writes strange things to me, can you look please", lang: "en" },
    null,
  );
  life.message(
    town.byHandle("optimist_club"),
    town.byHandle("aylin_sails"),
    at(2, 7, 5),
    { body: "You did exactly right. I have reported him and I am calling your parents now.", lang: "en" },
    null,
  );
  life.message(
    town.byHandle("tim_opti"),
    town.byHandle("aylin_sails"),
    at(4, 14),
    { body: "it is our little secret where the raft is", lang: "en" },
    null,
  );
  life.message(
    town.byHandle("ruth_afloat"),
    town.byHandle("quentin_afloat"),
    at(4, 18),
    { body: "Don't tell your mum about the party on the barge, it is a surprise", lang: "en" },
    null,
  );
}

/** How long young members have been here today. Each session reports every ten minutes. */
function sessions({ random, town, log }) {
  const plans = [
    [
      "tim_opti",
      [
        [0, 15, 50],
        [2, 16, 80],
        [5, 10, 70],
        [6, 14, 40],
      ],
    ],
    [
      "aylin_sails",
      [
        [1, 15, 40],
        [2, 7, 20],
        [5, 16, 90],
      ],
    ],
    [
      "lele_boat",
      [
        [0, 11, 30],
        [3, 9, 60],
        [5, 13, 80],
      ],
    ],
    [
      "nick_laser",
      [
        [1, 16, 150],
        [4, 15, 180],
        [5, 21, 140],
      ],
    ],
    [
      "nadia_420",
      [
        [0, 18, 60],
        [3, 20, 110],
        [6, 13, 130],
      ],
    ],
    [
      "siyuan_teen",
      [
        [0, 12, 60],
        [4, 13, 90],
        [5, 4, 150],
      ],
    ],
    [
      "captain_lena",
      [
        [0, 19, 90],
        [2, 22, 100],
        [6, 20, 120],
      ],
    ],
    [
      "knots_mei",
      [
        [1, 12, 60],
        [3, 16, 90],
      ],
    ],
  ];
  for (const [handle, visits] of plans) {
    const account = town.byHandle(handle);
    for (const [day, hour, minutes] of visits) {
      const startedAt = at(day, hour, random.int(0, 9));
      for (let spent = 10; spent <= minutes; spent += 10) {
        const time = startedAt + spent * MINUTE;
        const local = Math.floor(time / HOUR + (account.locale.startsWith("zh") ? 8 : 0)) % 24;
        const minor = account.ageBand !== "adult";
        const night = minor && (local >= 22 || local < 6);
        const over = account.ageBand === "child" ? spent > 60 : account.ageBand === "teen" && spent === 130;
        log.add(
          "session.heartbeat",
          time,
          { actor: account, session: { startedAt: iso(startedAt), minutesToday: spent } },
          minor ? (night || over ? LIMIT : null) : undefined,
        );
      }
    }
  }
}

export function youngMembers(scene) {
  kidsClub(scene);
  approach(scene);
  sessions(scene);
}
