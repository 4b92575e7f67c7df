import { DAY, iso, START } from "./clock.mjs";
import { expand, tidy } from "./grammar.mjs";
import { EN } from "./english.mjs";
import { ZH } from "./chinese.mjs";

const NAMES_EN = [
  "Anna",
  "Mehmet",
  "Siobhan",
  "Kwame",
  "Ines",
  "Piotr",
  "Freya",
  "Tomas",
  "Adaeze",
  "Goran",
  "Leyla",
  "Hugo",
  "Priya",
  "Sven",
  "Marta",
  "Yusuf",
  "Clara",
  "Dmitri",
  "Amara",
  "Wim",
  "Nadia",
  "Oskar",
  "Rosa",
  "Tariq",
  "Elin",
  "Bram",
  "Chidi",
  "Greta",
  "Jonas",
  "Maeve",
  "Noor",
  "Paolo",
  "Ruth",
  "Stellan",
  "Thandi",
  "Ursula",
  "Viktor",
  "Wanda",
  "Xenia",
  "Yara",
  "Zoran",
  "Alba",
  "Bogdan",
  "Carmen",
  "Dara",
  "Emil",
  "Fatou",
  "Gwen",
  "Hamid",
  "Ilse",
  "Jorge",
  "Katya",
  "Lars",
  "Mina",
  "Nils",
  "Olga",
  "Pavel",
  "Quentin",
  "Rahel",
  "Samir",
  "Tuva",
  "Vera",
  "Wolf",
  "Zeynep",
];
const NAMES_ZH = [
  "海燕",
  "大伟",
  "小梅",
  "阿强",
  "晓雯",
  "老陈",
  "李雷",
  "子涵",
  "建国",
  "美玲",
  "志远",
  "小鱼",
  "阿珍",
  "浩然",
  "雪梅",
  "思远",
  "大勇",
  "春晓",
  "小满",
  "家明",
  "晨曦",
  "老周",
  "文静",
  "一帆",
  "阿辉",
  "秋月",
  "小波",
  "立新",
  "佳佳",
  "云帆",
  "阿彬",
  "雨桐",
  "老孙",
  "青青",
  "海涛",
  "若水",
  "小北",
  "天宇",
  "玉兰",
  "阿宽",
];
const HANDLES_ZH = [
  "haifan",
  "yueya",
  "laochuan",
  "muchuan",
  "denta",
  "qingdao",
  "bailu",
  "haili",
  "fengling",
  "langhua",
  "maoding",
  "shengjie",
];
const HANDLE_TAILS = [
  "sails",
  "knots",
  "afloat",
  "varnish",
  "bilge",
  "north",
  "tern",
  "berth7",
  "models",
  "yard",
  "rope",
  "lugger",
];
const BADGES = ["regular", "helper", "old hand", "first launch"];

const ZONES_EN = [0, 0, 0, 1, 1, 1, 2, -5, -8, 10];

/** Makes accounts with an id, a place in the world and a habit. */
export class Town {
  #random;
  #count = 0;
  accounts = [];

  constructor(random) {
    this.#random = random;
  }

  /** Adds an account; what is not given is filled in. `weight` says how much it takes part in ordinary life. */
  open(given) {
    const random = this.#random;
    this.#count += 1;
    const locale = given.locale ?? "en";
    const { ageDays: age = random.int(40, 2_600), ...kept } = given;
    const account = {
      id: `u${this.#count}`,
      kind: "person",
      createdAt: given.createdAt ?? iso(START - age * DAY - random.int(0, DAY)),
      verified: false,
      locale,
      ...(given.kind === undefined ? { ageBand: "adult" } : {}),
      followers: random.int(0, 60),
      following: random.int(0, 80),
      posts: random.int(0, Math.min(400, age)),
      bio: "",
      offset: locale.startsWith("zh") ? 8 : random.pick(ZONES_EN),
      weight: 1,
      device: `d:${random.hex(12)}`,
      ip: `ip:${random.hex(12)}`,
      ...kept,
    };
    account.displayName ??= account.handle;
    this.accounts.push(account);
    return account;
  }

  /** The ordinary people of the forum. */
  settle() {
    const random = this.#random;
    for (const [index, name] of NAMES_EN.entries()) {
      const handle = `${name.toLowerCase()}_${random.pick(HANDLE_TAILS)}`;
      this.open({
        handle,
        displayName: random.chance(0.7)
          ? name
          : tidy(
              expand(
                random,
                EN,
                `[${name} of [boatname]|${name}, [place]|${handle}]`
                  .replace("[boatname]", random.pick(EN.boatname))
                  .replace("[place]", random.pick(EN.place)),
              ),
            ),
        bio: tidy(expand(random, EN, "[bio]")),
        weight: index % 7 === 0 ? 6 : index % 3 === 0 ? 2.5 : random.pick([0.3, 0.6, 1]),
        ...(random.chance(0.25) ? { badge: random.pick(BADGES) } : {}),
        ...(random.chance(0.15) ? { country: random.pick(["PT", "IE", "NL", "SE", "CA", "NZ", "GH"]) } : {}),
      });
    }
    for (const [index, name] of NAMES_ZH.entries()) {
      this.open({
        handle: `${random.pick(HANDLES_ZH)}${random.int(11, 998)}`,
        displayName: random.chance(0.75) ? name : `${name}（${random.pick(ZH.boatname)}）`,
        bio: expand(random, ZH, "[bio]"),
        locale: "zh-Hans",
        weight: index % 6 === 0 ? 6 : index % 3 === 0 ? 2.5 : random.pick([0.3, 0.6, 1]),
      });
    }
  }

  byHandle(handle) {
    const found = this.accounts.find((account) => account.handle === handle);
    if (found === undefined) throw new Error(`Nobody is called ${handle}.`);
    return found;
  }

  /** Members of a language who are known to be rude. */
  rough(locale) {
    return this.accounts.filter((account) => account.rough === true && account.locale === locale);
  }

  /** Sellers of a language whom one should not trust. */
  shady(locale) {
    return this.accounts.filter((account) => account.shady === true && account.locale === locale);
  }

  /** Somebody who takes part in ordinary life, perhaps only of one language. */
  anybody(locale) {
    const crowd = this.accounts.filter(
      (account) => account.weight > 0 && (locale === undefined || account.locale === locale),
    );
    return this.#random.weighted(crowd, (account) => account.weight);
  }
}

/** What the context of an event tells: hashes only. */
export function contextOf(account) {
  return { ipHash: account.ip, deviceHash: account.device };
}
