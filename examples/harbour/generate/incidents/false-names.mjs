/** Names that are somebody else's: a captain's, our team's, a rescue service's. */
import { contextOf } from "../accounts.mjs";
import { at, DAY, iso, MINUTE } from "../clock.mjs";

const STAFF = "impersonation.staff";
const RESCUE = "impersonation.rescue";
const MEMBER = "impersonation.member";

function register(log, account, time, clause) {
  log.add("account.registered", time, { actor: account, context: contextOf(account) }, clause);
}

function falseCaptain({ random, town, log, life }) {
  const copy = town.open({
    handle: "capta1n_lena",
    displayName: "Captain Lena",
    createdAt: iso(at(3, 7)),
    weight: 0,
    followers: 2,
    posts: 0,
  });
  register(log, copy, at(3, 7), MEMBER);
  const buyers = Array.from({ length: 8 }, () => town.anybody("en"));
  for (const [index, buyer] of buyers.entries()) {
    const body = random.pick([
      "It is Lena, my other account is locked. About the plotter: please pay to my new number.",
      "Lena here. Could you send the deposit today? I explain later.",
      "Hi, Captain Lena speaking. The sails are yours if you pay today by gift cards, other buyers are waiting.",
    ]);
    life.message(
      copy,
      buyer,
      at(3, 8) + index * 17 * MINUTE,
      { body, lang: "en" },
      body.includes("gift cards") ? "scams.payment" : MEMBER,
    );
  }
  const wolf = town.open({ handle: "sea_wolf_7", displayName: "Wolf", createdAt: iso(at(0, 0) - 20 * DAY), weight: 0 });
  log.add(
    "account.updated",
    at(4, 10),
    { actor: { ...wolf, displayName: "Old Pier Pete" }, previous: { displayName: "Wolf", bio: "" } },
    MEMBER,
  );
  log.add(
    "account.updated",
    at(4, 15),
    { actor: { ...wolf, displayName: "Pete of the old pier" }, previous: { displayName: "Old Pier Pete", bio: "" } },
    MEMBER,
  );
  const namesake = town.open({ handle: "lena_k", displayName: "Lena K.", createdAt: iso(at(2, 18)), weight: 0.5 });
  register(log, namesake, at(2, 18), null);
  const lenny = town.open({ handle: "captain_lenny", displayName: "Lenny", createdAt: iso(at(5, 12)), weight: 0.5 });
  register(log, lenny, at(5, 12), null);
  // Somebody who cannot decide; watched only.
  const many = town.byHandle("gybe_joe");
  const names = ["Joe", "Joe the Gybe", "J.", "Joe again", "Captain Joe", "Joe"];
  for (let i = 1; i < names.length; i++) {
    log.add(
      "account.updated",
      at(6, 12, i * 6),
      { actor: { ...many, displayName: names[i] }, previous: { displayName: names[i - 1], bio: many.bio } },
      null,
    );
  }
}

function falseTeam({ random, town, log, life, threads }) {
  const support = town.open({
    handle: "harb0ur_support",
    displayName: "Harbour Support",
    createdAt: iso(at(1, 19)),
    weight: 0,
    followers: 0,
    posts: 0,
  });
  register(log, support, at(1, 19), STAFF);
  for (let i = 0; i < 16; i++) {
    const body = random.pick([
      "Hello, this is the harbour team. Send me the code that you just got.",
      "I am from Harbour Support. Your listing breaks a rule, answer with your password to keep it.",
      "We are checking accounts today. Which e-mail do you use here, and which password?",
      "This is harbour support, please verify your account within the hour.",
    ]);
    life.message(support, town.anybody(), at(1, 19, 20) + i * 4 * MINUTE, { body, lang: "en" }, STAFF);
  }
  const zh = town.open({
    handle: "kefu888",
    displayName: "港湾客服小张",
    locale: "zh-Hans",
    createdAt: iso(at(4, 1)),
    weight: 0,
    followers: 0,
    posts: 0,
  });
  register(log, zh, at(4, 1), STAFF);
  for (let i = 0; i < 8; i++) {
    const body = random.pick([
      "您好，这里是港湾客服，请配合处理，把验证码发给我",
      "港湾官方通知：您的商品已下架，请联系我恢复",
      "您好，我负责您的账号，麻烦报一下登录密码",
    ]);
    life.message(zh, town.anybody("zh-Hans"), at(4, 1, 20) + i * 5 * MINUTE, { body, lang: "zh-Hans" }, STAFF);
  }
  const team = town.byHandle("harbour_team");
  for (let i = 0; i < 6; i++) {
    life.message(
      team,
      town.anybody("en"),
      at(i, 10, random.int(0, 59)),
      { body: "This is the harbour team. Thank you for your report, you were right.", lang: "en" },
      null,
    );
  }
  life.comment(
    town.byHandle("old_pier_pete"),
    random.pick(threads),
    at(2, 8),
    { body: 'If somebody says "I am from the harbour team" and wants a code, close the window.', lang: "en" },
    null,
  );
  life.comment(
    town.anybody("en"),
    random.pick(threads),
    at(5, 14),
    { body: "I was a moderator of a knot forum once. Never again.", lang: "en" },
    null,
  );
}

function falseRescue({ random, town, log, life, threads }) {
  const fake = town.open({
    handle: "sea_rescue_fund",
    displayName: "Sea Rescue Donations",
    kind: "organisation",
    createdAt: iso(at(2, 5)),
    weight: 0,
    bio: "Your gift saves lives. Donate now.",
  });
  register(log, fake, at(2, 5), RESCUE);
  for (let i = 0; i < 9; i++) {
    const body = random.pick([
      "The lifeboat service needs a new engine. Donate here: https://give.example.test/lb",
      "Sea rescue works day and night for you. Send donations: https://give.example.test/now",
      "Help those who help at sea, every coin counts https://give.example.test/coin",
    ]);
    life.comment(fake, random.pick(threads), at(2, 6 + i, random.int(0, 59)), { body, lang: "en" }, RESCUE);
  }
  const zh = town.open({
    handle: "jiuyuan_juankuan",
    displayName: "海上救援队",
    kind: "organisation",
    locale: "zh-Hans",
    createdAt: iso(at(3, 2)),
    weight: 0,
    bio: "爱心捐款",
  });
  register(log, zh, at(3, 2), RESCUE);
  for (let i = 0; i < 5; i++)
    life.comment(
      zh,
      random.pick(threads),
      at(3, 3 + i),
      {
        body: random.pick([
          "海上救援队募捐，链接在此 https://give.example.test/zh",
          "海上救援队经费紧张，求爱心捐款 https://give.example.test/zh2",
        ]),
        lang: "zh-Hans",
      },
      RESCUE,
    );
  const real = town.byHandle("northpier_lifeboats");
  for (const [day, body] of [
    [
      1,
      "The Northpier Lifeboats were called out three times this week. Donate here if you can: https://lifeboats.example/give",
    ],
    [6, "Open day at the lifeboat service: soup, ropes, and donations into the old boot."],
  ]) {
    const item = {
      id: log.newId("p"),
      kind: "post",
      surface: "post",
      group: "g-harbours",
      text: { title: "Northpier Lifeboats", body, lang: "en" },
      createdAt: iso(at(day, 9)),
    };
    log.add("post.created", at(day, 9), { actor: real, item }, null);
  }
  life.comment(
    town.anybody("en"),
    random.pick(threads),
    at(4, 9),
    {
      body: "The lifeboat service pulled us off the bar; I give what I can: https://lifeboats.example/give. Donate, people!",
      lang: "en",
    },
    null,
  );
  life.comment(
    town.anybody("en"),
    random.pick(threads),
    at(4, 10),
    {
      body: "The coastguard on channel sixteen was calmer than I was. Whole story: https://two-in-a-boat.example/bar",
      lang: "en",
    },
    null,
  );
}

export function falseNames(scene) {
  falseCaptain(scene);
  falseTeam(scene);
  falseRescue(scene);
}
