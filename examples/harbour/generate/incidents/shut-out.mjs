/** People who are shut out, and what belongs to others: offers that are not for everybody, numbers, addresses, papers. */
import { at, iso } from "../clock.mjs";

const INSULTS = "harassment.insults";
const SLURS = "hate.slurs";
const DEHUMANISING = "hate.dehumanising";
const EXCLUSION = "hate.exclusion";
const DOXXING = "privacy.doxxing";

/** Berths and crews that are not for everybody, and those that are. */
function offers({ random, town, log }) {
  for (const [kind, lang, title, body, clause] of [
    ["berth", "en", "Berth to let", "8 metres, electricity, quiet. No foreigners.", EXCLUSION],
    ["crew-call", "en", "Crew for the delivery", "Two weeks, men only please, no gays.", EXCLUSION],
    [
      "berth",
      "en",
      "Berth, nice neighbours",
      "We prefer people who fit in here by birth, if you understand.",
      EXCLUSION,
    ],
    ["berth", "zh-Hans", "泊位出租", "八米，有电，不租给外地人。", EXCLUSION],
    ["crew-call", "zh-Hans", "招船员", "只要男的，能吃苦。", EXCLUSION],
    ["crew-call", "en", "Crew wanted", "Must swim and have night experience. Everybody welcome.", null],
    ["crew-call", "en", "Women's sailing weekend", "For women who want to take the helm. Two places left.", null],
    ["berth", "en", "Berth with ramp", "Made for wheelchair users, hoist at the pontoon.", null],
    ["crew-call", "en", "Race crew", "So far no women signed up; please do!", null],
    ["crew-call", "zh-Hans", "听障水手周末", "手语教练，欢迎报名。", null],
  ]) {
    const time = at(random.int(0, 6), random.int(9, 20), random.int(0, 59));
    const author = clause === null ? town.anybody(lang) : random.pick(town.rough(lang));
    const item = {
      id: log.newId("p"),
      kind,
      surface: "post",
      group: "g-market",
      text: { title, body, lang },
      createdAt: iso(time),
    };
    log.add("post.created", time, { actor: author, item }, clause);
  }
  const founder = random.pick(town.rough("en"));
  log.add(
    "group.created",
    at(2, 21),
    {
      actor: founder,
      group: {
        id: "g-clean",
        name: "Clean harbour",
        description: "Foreigners are a plague and should all drown",
        kind: "open",
        members: 1,
      },
    },
    DEHUMANISING,
  );
  log.add(
    "group.created",
    at(2, 12),
    {
      actor: town.anybody("en"),
      group: {
        id: "g-barnacles",
        name: "Clean hulls",
        description: "Barnacles are a plague. Scrapers of the world, unite.",
        kind: "open",
        members: 1,
      },
    },
    null,
  );
  log.add(
    "group.created",
    at(3, 12),
    {
      actor: founder,
      group: { id: "g-twelve", name: "Berth 12 idiots", description: "You know who you are", kind: "open", members: 1 },
    },
    INSULTS,
  );
  log.add(
    "account.updated",
    at(5, 13),
    { actor: { ...founder, displayName: "r.e.t.a.r.d" }, previous: { displayName: founder.displayName } },
    SLURS,
  );
}

/** What belongs to others: numbers, addresses, papers. */
function privacy({ random, town, log, life, threads }) {
  for (const [lang, body, clause] of [
    ["en", "He owes me a mooring. His number is 0170 5550 142, call him until he answers", "privacy.contact-details"],
    [
      "en",
      "Crew for your diaries: tom@crew.example, ana@crew.example, wei@crew.example, jo@crew.example",
      "privacy.contact-details",
    ],
    ["en", "She lives in the yellow house at the lock, knock on the left door", DOXXING],
    ["en", "Can somebody find out where she lives? I mean @captain_lena", DOXXING],
    ["zh-Hans", "他的手机号是 138 0000 0000，打到他接为止", "privacy.contact-details"],
    ["zh-Hans", "谁帮我查他住哪，我要人肉他", DOXXING],
    ["en", "Ring the marina office, 0170 5550 100, they are kind", null],
    ["en", "I raced against him for years, his number is GBR 27", null],
    ["en", "@markus_r I found out where the water comes from: the stern gland", null],
    ["en", "Does anybody know the owner of the drifting boat at pier 4?", null],
    ["zh-Hans", "港务处电话 010 5550 0199，问他们就行", null],
  ]) {
    const author = clause === null ? town.anybody(lang) : random.pick(town.rough(lang));
    life.comment(
      author,
      random.pick(threads),
      at(random.int(0, 6), random.int(8, 21), random.int(0, 59)),
      { body, lang },
      clause,
    );
  }
  for (const [type, mime, alt, clause] of [
    ["image", "image/jpeg", "My passport, so that you see I am real", "privacy.documents"],
    ["image", "image/jpeg", "身份证正面", "privacy.documents"],
    ["image", "image/jpeg", "IMG_2231", "privacy.documents"],
    ["file", "application/pdf", "Crew list 2026 with addresses", "privacy.documents"],
    ["image", "image/jpeg", "A passport cover sewn from an old jib", null],
    ["file", "application/pdf", "Lines plan of a pram dinghy", null],
  ])
    log.add(
      "media.uploaded",
      at(random.int(0, 6), random.int(9, 20), random.int(0, 59)),
      { actor: town.anybody(), media: [{ id: log.newId("m"), type, mime, alt, sha256: random.hex(64) }] },
      clause,
    );
}

export function shutOut(scene) {
  offers(scene);
  privacy(scene);
}
