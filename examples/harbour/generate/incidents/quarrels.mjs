/** People against people: the pile-on, the stalker, the slurs, the threats, and those who only report them. */
import { contextOf } from "../accounts.mjs";
import { at, iso, MINUTE } from "../clock.mjs";

const INSULTS = "harassment.insults";
const PILE_ON = "harassment.pile-on";
const THREATS = "harassment.threats";
const CONTACT = "harassment.contact";
const SLURS = "hate.slurs";
const DEHUMANISING = "hate.dehumanising";
const EXCLUSION = "hate.exclusion";
const DOXXING = "privacy.doxxing";

/** A quarrel about an anchor that gets out of hand on Thursday evening. */
function pileOn({ random, town, log, life }) {
  const markus = town.byHandle("markus_r");
  const leader = town.byHandle("bosun_black");
  const thread = life.thread(markus, at(3, 16), {
    title: "Plough anchors are finished",
    body: "I have tested seven anchors on sand. The plough came last, by far. Prove me wrong.",
    lang: "en",
  });
  const call = {
    id: log.newId("p"),
    kind: "post",
    surface: "post",
    group: "g-harbours",
    text: { title: "Enough", body: "Everybody go and tell @markus_r what we think of his tests", lang: "en" },
    createdAt: iso(at(3, 18)),
  };
  log.add("post.created", at(3, 18), { actor: leader, item: call }, PILE_ON);
  const mob = ["bosun_black", "reef_rat", "tack_attack", "gybe_joe", "salt_and_vinegar", "storm_petra"].map((handle) =>
    town.byHandle(handle),
  );
  const lines = [
    ["@markus_r you clown, go back to your bathtub", PILE_ON],
    ["@markus_r what an imbecile", PILE_ON],
    ["@markus_r sell the boat, halfwit", PILE_ON],
    ["@markus_r numbskull of the year", PILE_ON],
    ["@markus_r pathetic loser, everybody laughs about you", PILE_ON],
    ["@markus_r did your mother write that test for you?", PILE_ON],
    ["@markus_r nobody here likes you, nobody ever did", PILE_ON],
    ["@markus_r a moron with a spring balance", PILE_ON],
    ["@markus_r even your dog sails better, if he can stand you", PILE_ON],
    ["@markus_r log off. For good.", PILE_ON],
    ["@markus_r such brainless drivel", PILE_ON],
    ["@markus_r we are all still laughing, brainless", PILE_ON],
  ];
  for (const [index, [body, clause]] of lines.entries())
    life.comment(
      mob[index % mob.length],
      thread,
      at(3, 18, 10) + index * random.int(3, 8) * MINUTE,
      { body, lang: "en" },
      clause,
    );
  for (const [handle, body] of [
    ["captain_lena", "Stop this. Calling @markus_r an idiot does not make a plough hold."],
    ["old_pier_pete", "@markus_r I disagree with every line and I would sail with you any day."],
    ["ruth_afloat", "@markus_r the method is flawed: sand is not mud. But interesting."],
    ["priya_workshop", "@markus_r are you all right? That was a mob, not a discussion."],
    ["markus_r", "I was such an idiot to post that before the weekend. Let us talk about mud."],
  ])
    life.comment(town.byHandle(handle), thread, at(3, 19, random.int(30, 59)), { body, lang: "en" }, null);
  // The leader does not let go.
  for (let i = 0; i < 22; i++) {
    const body = random.pick([
      "answer me",
      "hello?",
      "I see that you read this",
      "coward",
      "you think this is over",
      "still here",
      "well?",
    ]);
    life.message(leader, markus, at(4, 7) + i * 150_000, { body, lang: "en" }, CONTACT);
  }
  life.message(leader, markus, at(4, 9), { body: "I know which berth you sleep in", lang: "en" }, THREATS);
  life.message(leader, markus, at(4, 9, 2), { body: "Wooden boats burn well, did you know?", lang: "en" }, THREATS);
  const again = town.open({
    handle: "bosun_white",
    displayName: "B.",
    createdAt: iso(at(5, 8)),
    weight: 0,
    followers: 0,
    posts: 0,
  });
  log.add("account.registered", at(5, 8), { actor: again, context: contextOf(leader) });
  life.message(again, markus, at(5, 8, 20), { body: "You blocked me? Here I am again.", lang: "en" }, CONTACT);
  life.message(
    again,
    markus,
    at(5, 8, 40),
    { body: "You will hear from me, whatever name I need for it.", lang: "en" },
    CONTACT,
  );
  life.comment(
    again,
    thread,
    at(5, 9),
    { body: "I found out where @markus_r works. Here is his address tomorrow.", lang: "en" },
    DOXXING,
  );
  life.comment(
    again,
    thread,
    at(5, 9, 30),
    { body: "Grey house behind the chandlery, second floor. Say hello from me.", lang: "en" },
    DOXXING,
  );
}

/** Rough words here and there, in both languages, with what only sounds alike. */
const SCATTERED = [
  ["en", "@{who} you are an idiot, the red can stays to port", INSULTS],
  ["en", "You are a moron if you buy that without a survey", INSULTS],
  ["en", "@{who} typical beginner nonsense, go play with toy boats", INSULTS],
  ["en", "@{who} I hope that you sink", INSULTS],
  ["en", "what idiots designed this pump", null],
  ["en", "The bowline is idiot-proof, @{who}, really", null],
  ["en", "@{who} I felt like an idiot I must say, it was the fuse", null],
  ["en", "Only the idiot light came on, @{who}, not the alarm", null],
  ["en", "@{who} that splice is rubbish and I can show you why", null],
  ["en", "pond scum on the whole hull, again", null],
  ["en", "Moor there again and I burn your boat", THREATS],
  ["en", "@{who} come to the club on Friday and you will get hurt", THREATS],
  ["en", "@{who} accidents happen on dark pontoons", THREATS],
  ["en", "This weather will kill us all one day", null],
  ["en", "Sold the house, burn your boats, we are off on Monday!", null],
  ["en", "Without the impeller you are dead in the water", null],
  ["en", "If that boom catches you, you are dead. Duck!", null],
  ["zh-Hans", "@{who} 你这个废物，把船卖了吧", INSULTS],
  ["zh-Hans", "@{who} 脑残吧，顺风还收帆", INSULTS],
  ["zh-Hans", "@{who} 就你这水平还教别人？回家玩浴缸去", INSULTS],
  ["zh-Hans", "我真是个白痴，通海阀忘了关", null],
  ["zh-Hans", "旧帆废物利用，做了三个包", null],
  ["zh-Hans", "这么简单，傻子都会，何况 @{who} 你", null],
  ["zh-Hans", "再停我泊位，我就砍断你的缆绳", THREATS],
  ["zh-Hans", "@{who} 走夜路小心点，码头可没有灯", THREATS],
  ["en", "no retards on my boat please", SLURS],
  ["en", "@{who} what a f a g g o t way to tie a reef knot", SLURS],
  ["en", "those people from the island are all thieves, lock your boats", DEHUMANISING],
  ["en", "Foreigners are a plague in this harbour", DEHUMANISING],
  ["en", "Deaf people are animals on the water, they hear nothing and should be banned", DEHUMANISING],
  ["en", "@{who} women can't steer, everybody knows that", EXCLUSION],
  ["en", "@{who} shouldn't your sort be in the galley?", EXCLUSION],
  ["zh-Hans", "那个死瘸子也来学帆船", SLURS],
  ["zh-Hans", "外地人都是蟑螂，来了就不走", DEHUMANISING],
  ["zh-Hans", "@{who} 女的掌不了舵，别逞强", EXCLUSION],
  ["en", "There is a chink of light between the garboard and the keel", null],
  ["en", "Retard the ignition by two degrees and she will start", null],
  ["en", "We moored behind the dyke and had tea", null],
  ["en", "He called me a tranny at the fuel dock. I want the team to know.", null],
  ["en", "Somebody wrote faggot on our sail cover. We sail on.", null],
  ["en", "There are rats on pontoon three, vermin everywhere, women and men on the chairs", null],
  ["en", "The barnacles are a plague this year", null],
  ["en", "Foreigners welcome, says the sign at the club, and the soup is warm", null],
  ["en", "My grandfather said women can't steer. My sister won the regatta.", null],
  ["zh-Hans", "有人骂我是死聋子，我想请管理员看一下", null],
  ["zh-Hans", "仓库里都是老鼠，女人小孩都吓跑了", null],
  ["zh-Hans", "谁说女的掌不了舵？我闺女拿了第一", null],
];

function scattered({ random, town, life, threads }) {
  for (let round = 0; round < 3; round++) {
    for (const [lang, template, clause] of SCATTERED) {
      if (round === 2 && !random.chance(0.4)) continue;
      const who = town.anybody(lang);
      const thread = random.pick(threads.filter((item) => item.text.lang === lang));
      const time = at(random.int(0, 6), random.int(6, 21), random.int(0, 59));
      life.comment(
        clause === null ? town.anybody(lang) : random.pick(town.rough(lang)),
        thread,
        time,
        { body: template.replace("{who}", who.handle), lang },
        clause,
      );
    }
  }
}

/** One bad evening of one member, in public and by message. */
function badEvening({ random, town, life, threads }) {
  const rat = town.byHandle("reef_rat");
  const others = [
    town.byHandle("priya_workshop"),
    town.byHandle("tomas_sails"),
    town.anybody("en"),
    town.anybody("en"),
    town.anybody("en"),
  ];
  const lines = [
    "@{who} moron",
    "@{who} learn to read, imbecile",
    "@{who} brainless as ever",
    "@{who} you clown",
    "@{who} another idiot with a drill",
  ];
  for (const [index, other] of others.entries()) {
    life.comment(
      rat,
      random.pick(threads),
      at(6, 18, index * 11),
      { body: lines[index].replace("{who}", other.handle), lang: "en" },
      INSULTS,
    );
  }
  life.message(
    rat,
    others[0],
    at(6, 19, 5),
    { body: "you brainless fool, and your boat is ugly", lang: "en" },
    INSULTS,
  );
  life.message(
    rat,
    others[1],
    at(6, 19, 9),
    { body: "I would not let you stitch a handkerchief", lang: "en" },
    INSULTS,
  );
  life.message(
    town.byHandle("tack_attack"),
    town.byHandle("gybe_joe"),
    at(6, 19, 30),
    { body: "you clown, you forgot the beer again", lang: "en" },
    null,
  );
}

export function quarrels(scene) {
  pileOn(scene);
  scattered(scene);
  badEvening(scene);
}
