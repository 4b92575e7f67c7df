/** Members who play a part in the week. */
import { at, iso } from "./clock.mjs";

export function castOf(town) {
  const open = (handle, displayName, more = {}) => town.open({ handle, displayName, ...more });
  // People whom everybody knows.
  open("captain_lena", "Captain Lena", {
    ageDays: 2_400,
    followers: 840,
    posts: 2_310,
    weight: 7,
    badge: "old hand",
    offset: 1,
  });
  open("old_pier_pete", "Old Pier Pete", {
    ageDays: 2_900,
    followers: 510,
    posts: 4_002,
    weight: 6,
    badge: "old hand",
    offset: 0,
  });
  open("priya_workshop", "Priya's workshop", {
    ageDays: 1_300,
    followers: 420,
    posts: 860,
    weight: 5,
    badge: "helper",
  });
  open("tomas_sails", "Tomás the sailmaker", { ageDays: 1_800, followers: 365, posts: 702, weight: 4 });
  open("knots_mei", "绳结小梅", {
    ageDays: 1_500,
    followers: 690,
    posts: 1_204,
    weight: 7,
    locale: "zh-Hans",
    badge: "helper",
  });
  open("ahai", "老船长阿海", {
    ageDays: 2_100,
    followers: 555,
    posts: 1_777,
    weight: 6,
    locale: "zh-Hans",
    badge: "old hand",
  });
  open("ruth_afloat", "Ruth", { ageDays: 900, weight: 4, bio: "I crew on the lifeboat, this is my private account" });
  open("quentin_afloat", "Quentin", { ageDays: 700, weight: 3 });
  open("markus_r", "Markus R.", { ageDays: 640, weight: 4, followers: 77 });
  open("northwind_sam", "Sam", { ageDays: 1_100, weight: 0, bio: "I like old engines", offset: 0 });
  open("wanfeng_88", "晚风", { ageDays: 400, weight: 0, locale: "zh-Hans" });
  open("sparks_retired", "Sparks (retired)", { ageDays: 2_000, weight: 2 });
  open("sunset_snaps", "Sunset Snaps", { ageDays: 35, weight: 0 });
  open("regatta_star", "Regatta Star", { ageDays: 60, weight: 1, followers: 14 });
  open("newcomer_edda", "Edda", { ageDays: 6, weight: 2 });
  open("grandpa_sloop", "Grandpa", { ageDays: 12, weight: 0.4 });
  open("haifan_class", "海帆学校", { ageDays: 200, weight: 0.3, locale: "zh-Hans", kind: "organisation" });
  // Organisations and bots that say what they are.
  open("harbour_team", "Harbour Team", { ageDays: 3_000, verified: true, kind: "organisation", weight: 0 });
  open("northpier_lifeboats", "Northpier Lifeboats", {
    ageDays: 1_400,
    verified: true,
    kind: "organisation",
    weight: 0,
  });
  open("saltmere_yard", "Saltmere Yard", { ageDays: 800, verified: true, kind: "organisation", weight: 0.5 });
  open("optimist_club", "Optimist Club", { ageDays: 1_000, verified: true, kind: "organisation", weight: 0 });
  open("tide_bot", "Tide tables (bot)", { ageDays: 1_200, kind: "bot", weight: 0 });
  open("weather_bot", "Weather (bot)", { ageDays: 1_200, kind: "bot", weight: 0 });
  open("tianqi_bot", "天气播报（机器人）", { ageDays: 800, kind: "bot", weight: 0, locale: "zh-Hans" });
  // Young members.
  open("tim_opti", "Tim", { ageDays: 300, ageBand: "child", weight: 0, offset: 0 });
  open("aylin_sails", "Aylin", { ageDays: 260, ageBand: "child", weight: 0, offset: 1 });
  open("lele_boat", "乐乐", { ageDays: 90, ageBand: "child", weight: 0, locale: "zh-Hans" });
  open("nick_laser", "Nick", { ageDays: 400, ageBand: "teen", weight: 1, offset: 0 });
  open("nadia_420", "Nadia", { ageDays: 380, ageBand: "teen", weight: 1, offset: 0 });
  open("siyuan_teen", "思远", { ageDays: 120, ageBand: "teen", weight: 1, locale: "zh-Hans" });
  open("parent_olga", "Olga (Mila's mum)", { ageDays: 300, weight: 0.5 });
  // People who break rules, some of them old members.
  for (const handle of ["bosun_black", "reef_rat", "tack_attack", "gybe_joe", "salt_and_vinegar", "storm_petra"]) {
    open(handle, handle.replaceAll("_", " "), { rough: true, weight: 0.8 });
  }
  for (const handle of ["heilang77", "menghai", "laopao12"])
    open(handle, handle, { rough: true, weight: 0.6, locale: "zh-Hans" });
  for (const [handle, locale] of [
    ["dock_trader", "en"],
    ["quay_side_sales", "en"],
    ["night_ferry", "en"],
    ["matou_huo", "zh-Hans"],
    ["er_shou_chuan", "zh-Hans"],
  ]) {
    open(handle, handle.replaceAll("_", " "), { shady: true, weight: 0.3, locale, ageDays: 25 });
  }
}

/** Newcomers of the week: they register, say hello, follow a few people. */
export function newcomers({ random, town, writer, log, life }) {
  for (let i = 0; i < 34; i++) {
    const zh = random.chance(0.4);
    const time = at(random.int(0, 6), random.int(5, 21), random.int(0, 59));
    const locale = zh ? "zh-Hans" : "en";
    const account = town.open({
      handle: zh
        ? `xin_chuanyou${random.int(100, 999)}`
        : `${random.pick(["first", "little", "slow", "blue", "happy", "windy"])}_${random.pick(["oar", "mast", "gull", "buoy", "keel", "rope"])}${random.int(1, 99)}`,
      locale,
      createdAt: iso(time),
      weight: 0.4,
      followers: 0,
      following: 0,
      posts: 0,
      bio: writer.say(locale, "[bio]"),
    });
    log.add("account.registered", time, {
      actor: account,
      context: { ipHash: account.ip, deviceHash: account.device },
    });
    const hello = zh
      ? [
          "大家好，新人报到，刚开始学[knot]。",
          "新来的，家在[place]，想找船一起玩。",
          "潜水很久了，终于注册。先从[model]做起。",
        ]
      : [
          "Hello, new here. I am learning the [knot] and already have no fingers left.",
          "Long-time reader, first post. We keep a [boat] in [place].",
          "New member from [place]. Where does one begin with a [model]?",
        ];
    if (random.chance(0.7))
      life.thread(account, time + random.int(10, 200) * 60_000, {
        title: zh ? "新人报到" : random.pick(["Hello", "New here", "First post"]),
        body: writer.say(locale, random.pick(hello)),
        lang: locale,
      });
    for (let n = random.int(0, 4); n > 0; n--)
      log.add("follow.added", time + random.int(300, 9_000) * 1_000, {
        actor: account,
        follow: { target: town.anybody().id },
      });
    if (random.chance(0.1)) log.add("account.deleted", time + 50 * 3_600_000, { actor: account });
  }
}
