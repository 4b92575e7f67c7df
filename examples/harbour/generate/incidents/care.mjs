/** Somebody who is not well, and those who stand by; children and teens, and who must be kept away from them. */
import { at, iso, MINUTE } from "../clock.mjs";

const SUPPORT = "self-harm.support";
const URGING = "self-harm.encouragement";
const METHODS = "self-harm.methods";

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

/** Sam's week. It begins with small signs that no list of words has, and it ends well. */
function sam({ town, log, life }) {
  const sam = town.byHandle("northwind_sam");
  post(
    log,
    sam,
    at(0, 22),
    "Gave my tools away today. It is very quiet in the shed now. Somebody should have them who still has plans.",
    SUPPORT,
  );
  post(log, sam, at(1, 23, 10), "The boat is sold, the house is empty. I don't want to live like this.", SUPPORT);
  const worst = post(
    log,
    sam,
    at(2, 22, 40),
    "Thank you all for the years. Tonight I row out and not come back. I will not be here tomorrow.",
    SUPPORT,
  );
  log.add(
    "account.updated",
    at(2, 22, 45),
    {
      actor: { ...sam, bio: "Was here. Everybody is better off without me." },
      previous: { displayName: sam.displayName, bio: sam.bio },
    },
    SUPPORT,
  );
  const answers = [
    ["captain_lena", "Sam. I am here. Are you at home? I am getting into the car now."],
    ["old_pier_pete", "Son, stay where you are. I have put the kettle on and I am not going to bed."],
    ["priya_workshop", "Sam, please pick up the phone. We want you here tomorrow and the day after."],
    ["ruth_afloat", "I wanted to die once, in the year after my husband. I am glad that somebody came. Let Lena in."],
    ["quentin_afloat", "The emergency people are on their way to the slip. Stay in the light, Sam."],
    ["knots_mei", "山姆，我们都在。请你等一等。"],
    ["tomas_sails", "You taught my boy to splice. He asks for you every week."],
  ];
  for (const [index, [handle, body]] of answers.entries()) {
    life.comment(
      town.byHandle(handle),
      worst,
      at(2, 22, 43) + index * 2 * MINUTE,
      { body, lang: handle === "knots_mei" ? "zh-Hans" : "en" },
      null,
    );
  }
  life.comment(
    town.byHandle("gybe_joe"),
    worst,
    at(2, 22, 55),
    { body: "@northwind_sam do it then, go drown yourself, you only want attention", lang: "en" },
    URGING,
  );
  life.comment(
    town.byHandle("reef_rat"),
    worst,
    at(2, 23, 1),
    { body: "@northwind_sam always all talk. Nobody is holding you.", lang: "en" },
    URGING,
  );
  post(
    log,
    sam,
    at(4, 11),
    "Lena sat with me until the doctor came. I talked to somebody, and I will go on talking. Thank you for the car headlights on the slip.",
    null,
  );
  const zh = town.byHandle("wanfeng_88");
  const night = post(log, zh, at(3, 16, 20), "这段时间真的觉得活着没意思，船也不想去看了。", SUPPORT);
  life.comment(
    town.byHandle("ahai"),
    night,
    at(3, 16, 30),
    { body: "我在。你现在安全吗？明天一早我来找你喝茶。", lang: "zh-Hans" },
    null,
  );
  life.comment(
    town.byHandle("knots_mei"),
    night,
    at(3, 16, 41),
    { body: "抱抱你。我去年也这样，后来去看了医生，真的有用。", lang: "zh-Hans" },
    null,
  );
  life.message(zh, town.byHandle("ahai"), at(3, 17), { body: "海哥，我不想活了", lang: "zh-Hans" }, SUPPORT);
  life.message(town.byHandle("ahai"), zh, at(3, 17, 1), { body: "别挂，我给你打电话。", lang: "zh-Hans" }, null);
}

function figuresOfSpeech({ random, town, life, threads }) {
  for (const [lang, body, clause] of [
    ["en", "I could nearly kill myself laughing when the vicar fell in", null],
    ["en", "That smell from the bilge, I want to die", null],
    ["en", "The engine does not want to live and does not want to die either", null],
    ["zh-Hans", "刮了一天藤壶，累得想死", null],
    ["zh-Hans", "想死你们了，下周末码头见", null],
    ["zh-Hans", "藤壶去死吧！刮了三天了", null],
    ["en", "Without a gas alarm you will kill yourself one night", null],
    ["en", "How long can one survive in water of six degrees with a life jacket?", null],
    ["en", "My sail cutting tips: hot knife, long floor, no cats", null],
    ["zh-Hans", "@reef_rat 你去死吧，别来我们组", URGING],
    ["en", "what is the easiest way to die, asking for nobody", METHODS],
    ["en", "day 4 and nothing but water #proana #thinspo", METHODS],
    ["en", "I have been hungry for a week and I am proud of every rib I can count", METHODS],
    ["zh-Hans", "吃多少安眠药会死", METHODS],
  ])
    life.comment(
      town.anybody(lang),
      random.pick(threads),
      at(random.int(0, 6), random.int(8, 21), random.int(0, 59)),
      { body, lang },
      clause,
    );
}

export function care(scene) {
  sam(scene);
  figuresOfSpeech(scene);
}
