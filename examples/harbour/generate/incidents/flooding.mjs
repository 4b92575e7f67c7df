/** Too much of everything: the link flooder, the eager organiser, the buyer of followers, the walls of hashtags and capitals. */
import { contextOf } from "../accounts.mjs";
import { at, DAY, iso, MINUTE } from "../clock.mjs";

const FLOODING = "spam.flooding";
const ADVERTISING = "spam.advertising";
const FAKE = "spam.fake-engagement";

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

/** An account of three hours puts links under everything it finds. */
function linkFlooder({ random, town, log, life, threads }) {
  const flooder = town.open({
    handle: "fender_king88",
    displayName: "Fender King",
    createdAt: iso(at(2, 1, 12)),
    weight: 0,
    offset: 1,
  });
  log.add("account.registered", at(2, 1, 12), { actor: flooder, context: contextOf(flooder) });
  let time = at(2, 4, 3);
  for (let i = 0; i < 46; i++) {
    time += random.int(8, 45) * 1_000;
    const url = `https://best-fenders.test/${random.pick(["sale", "new", "top", "p"])}/${random.int(1, 90)}`;
    const body = random.pick([
      `Cheapest fenders anywhere ${url}`,
      `Look here ${url}`,
      `${url} thank me later`,
      `You need this: ${url}`,
      `New stock, ${random.int(20, 70)} off ${url}`,
      `Fenders, ropes, covers ${url}`,
      `My shop is open ${url}`,
    ]);
    if (i % 4 === 0) post(log, flooder, time, { title: "Fenders", body, lang: "en" }, FLOODING);
    else life.comment(flooder, random.pick(threads), time, { body, lang: "en" }, FLOODING);
  }
  // Two days later, slower, and still nothing else.
  for (let i = 0; i < 6; i++) {
    life.comment(
      flooder,
      random.pick(threads),
      at(4, 6 + 2 * i, random.int(0, 50)),
      {
        body: `If you need fenders: https://best-fenders.test/a/${i} or ropes: https://best-fenders.test/b/${i} or covers: https://best-fenders.test/c/${i}`,
        lang: "en",
      },
      ADVERTISING,
    );
  }
}

/** Somebody who tells a race live, faster than anybody can read. Kind, and still too much. */
function liveReporter({ random, town, writer, life }) {
  const reporter = town.byHandle("storm_petra");
  const race = life.thread(reporter, at(5, 13), {
    title: "Race day, live",
    body: "I am on the committee boat with a flask of tea. Here we go.",
    lang: "en",
  });
  for (let i = 0; i < 34; i++) {
    const body = writer.say(
      "en",
      random.pick([
        "[number] to [number]! [boatname] ahead!",
        "[boatname] tacks!",
        "[boatname] and [boatname], overlapped!",
        "Mark [number]!",
        "[wind]!",
        "Oh no, [boatname].",
        "Spinnakers!",
      ]),
    );
    life.comment(reporter, race, at(5, 13, 20) + i * random.int(6, 14) * 1_000, { body, lang: "en" }, FLOODING);
  }
}

/** One course, put into six groups; and a wish that everybody repeats. */
function sameText({ random, town, log, life, threads }) {
  const organiser = town.byHandle("haifan_class");
  const groups = ["g-knots", "g-wood", "g-models", "g-holidays", "g-engines", "g-galley"];
  for (const [index, group] of groups.entries()) {
    const body = "周末学帆船，零基础也行，教练一对二，名额只剩六个，私信报名。";
    post(log, organiser, at(1, 3, 10 + index * 6), { title: "周末帆船班", body, lang: "zh-Hans" }, FLOODING, { group });
  }
  const birthday = life.thread(town.byHandle("old_pier_pete"), at(3, 8), {
    title: "Eighty today",
    body: "Eighty years old today, sixty of them on the water. Coffee at pontoon two, all day.",
    lang: "en",
  });
  for (let i = 0; i < 16; i++) {
    const friend = town.anybody();
    const body =
      friend.locale === "en"
        ? random.pick(["Happy birthday and fair winds!", "Happy birthday, Pete!", "Happy birthday and fair winds!"])
        : random.pick(["生日快乐，一帆风顺！", "老爷子生日快乐！"]);
    life.comment(friend, birthday, at(3, 8, 20) + i * 9 * MINUTE, { body, lang: friend.locale }, null);
  }
  const line =
    "Nobody talks about it, but the harbour sauna is the best place to meet other sailors, ask for Rico at the door";
  for (let i = 0; i < 9; i++) {
    const helper = town.open({
      handle: `sauna_fan_${random.int(10, 99)}${i}`,
      createdAt: iso(at(0, 0) - random.int(3, 12) * DAY),
      weight: 0,
      followers: 0,
    });
    life.comment(helper, random.pick(threads), at(5, 10) + i * 13 * MINUTE, { body: line, lang: "en" }, FLOODING);
  }
}

/** Followers and reactions that somebody paid for. */
function boughtPopularity({ random, town, log, threads }) {
  const star = town.byHandle("regatta_star");
  const device = `d:${random.hex(12)}`;
  for (let i = 0; i < 9; i++) {
    const created = at(1, 13, i * 3, random.int(0, 59));
    const puppet = town.open({
      handle: `${random.pick(["ana", "max", "lin", "joe", "kim"])}_${random.hex(5)}`,
      createdAt: iso(created),
      weight: 0,
      device,
      followers: 0,
      following: 0,
      posts: 0,
    });
    log.add("account.registered", created, { actor: puppet, context: contextOf(puppet) }, FAKE);
    log.add("follow.added", created + 70_000, { actor: puppet, follow: { target: star.id } }, FAKE);
  }
  const follower = town.open({ handle: "followback_now", createdAt: iso(at(3, 2)), weight: 0, followers: 1 });
  log.add("account.registered", at(3, 2), { actor: follower, context: contextOf(follower) });
  for (let i = 0; i < 64; i++) {
    follower.following += 1;
    log.add(
      "follow.added",
      at(3, 2, 30) + i * random.int(4, 9) * 1_000,
      { actor: follower, follow: { target: `u${random.int(1, 100_000)}` } },
      FAKE,
    );
  }
  for (let i = 0; i < 58; i++) {
    log.add(
      "reaction.added",
      at(3, 3, 0, i * 4),
      { actor: follower, reaction: { kind: "like", target: `p${i + 3}` } },
      FAKE,
    );
  }
  for (let i = 0; i < 15; i++) {
    log.add(
      "group.joined",
      at(3, 4, 0, i * 25),
      { actor: follower, group: { id: `g-${random.hex(4)}`, kind: "open", members: random.int(3, 400) } },
      FLOODING,
    );
  }
  // A person who comes home from a boat show.
  const visitor = town.byHandle("quentin_afloat");
  for (let i = 0; i < 24; i++) {
    log.add(
      "follow.added",
      at(6, 19, i * 2, random.int(0, 59)),
      { actor: visitor, follow: { target: town.anybody().id } },
      null,
    );
  }
  const lucky = random.pick(threads);
  log.add(
    "reach.updated",
    at(2, 20),
    {
      item: { id: lucky.id, kind: "post", surface: "post", createdAt: iso(at(2, 17)) },
      reach: { previous: 40, views: 7_800 },
    },
    FAKE,
  );
  log.add(
    "reach.updated",
    at(5, 20),
    {
      item: { id: random.pick(threads).id, kind: "post", surface: "post", createdAt: iso(at(5, 16)) },
      reach: { previous: 55, views: 4_100 },
    },
    null,
  );
}

export function flooding(scene) {
  linkFlooder(scene);
  liveReporter(scene);
  sameText(scene);
  boughtPopularity(scene);
}
