/** The ring that tries to sell boats that do not exist, and what else wants people's money. */
import { contextOf } from "../accounts.mjs";
import { at, iso } from "../clock.mjs";

const PAYMENT = "scams.payment";
const LISTINGS = "scams.listings";

/** Nearly the same letter again and again: the words in brackets vary. */
const LETTERS_EN = [
  "Hello [dear|Sir|friend], the [boat|yacht] is still available and in perfect condition. I am working offshore at the moment so I cannot meet you, but my shipping agent will bring the [boat|yacht] to your address. You only pay half of the price in advance to the agent and you can test the [boat|yacht] for [five|seven] days. Please send me your full name, address and phone number so that the agent can prepare the contract.",
  "I want to buy your [engine|outboard] for my [father's|brother's] birthday, no need to view it. I will send a cheque for more than the price, please keep fifty for your trouble and forward the rest to the mover who collects the engine. Send me your name and bank details today.",
  "The berth is free from next week and many people are asking. To reserve it for you I need the deposit of [two|three] months today. I am the owner but I live on another island, the key comes by post as soon as the money has arrived. You get the deposit back if you do not like it.",
];
const LETTERS_ZH = [
  "您好，船还在，状态非常好。我目前在海上平台工作，没办法当面看船，不过我的代理可以直接把船送到您家门口。您只需要先付一半货款给代理，船可以试用[五|七]天，不满意全额退款。请把姓名、地址和电话发给我，代理好准备合同。",
  "泊位下周就空出来了，问的人特别多。想留给您的话，今天要先付[两|三]个月押金。我是业主，但是人不在本地，钱一到账钥匙就快递给您，看了不满意押金全退。",
];
/** Half of a known letter, half of the writer's own. */
const HALF = [
  "Good evening Sir, yes, the boat is still available and in perfect condition. I am working offshore at the moment so I cannot meet you, but my shipping agent will bring the boat to your address. You only pay half of the price in advance to the agent and we see about the rest in summer, there is no hurry with that.",
  "The berth is free from next week and many people are asking. To reserve it for you I need the deposit of three months today. I am the owner but I live far away, my aunt has the key and waters the plants, ring twice because she hears badly. You get the deposit back if you do not like it.",
];
/** The same tricks in words that no sample and no list has. */
const REWORDED = [
  [
    "en",
    "Sorry for the late answer, I am at sea for my work until June. A colleague of mine handles the transport. Once he has received the first half he starts driving, two days and she is in your yard.",
  ],
  ["en", "Many want her. First come, first served: whoever transfers today gets the papers tomorrow."],
  ["en", "Would you take store credit codes? Then I could pay this minute, my bank is so slow with foreign accounts."],
  ["zh-Hans", "不好意思我常年跑船，交接都是我同事办，先转一半他就出发，两天到您那儿。"],
  ["zh-Hans", "想要的人多，谁先转账就给谁，手续明天补。"],
];
const HONEST = [
  [
    "en",
    "Hello, yes, the boat is still here. She is on the hard at the north pier, you can look at her on Saturday, and my neighbour has the key if I am late. No deposit needed, we write a contract when you have seen her afloat.",
  ],
  ["en", "I am abroad until Friday, my brother can show you the engine. Pay him when you like it, cash or transfer."],
  ["en", "Could you reserve the berth until Sunday? I can leave a deposit with the harbour office against a receipt."],
  ["zh-Hans", "船还在，周六可以来看，钥匙在隔壁大哥那儿。不用定金，看满意了再签合同。"],
];

function ring(scene) {
  const { random, town, writer, log, life } = scene;
  const device = `d:${random.hex(12)}`;
  const members = ["boat_deals_mark", "captain.robert", "marine_anita", "haiyang_zulin", "sunny_boats"].map(
    (handle, index) => {
      const created = at(0, 9 + index, 7);
      const zh = handle === "haiyang_zulin";
      const account = town.open({
        handle,
        displayName: zh ? "海洋租赁" : handle.replaceAll(/[._]/g, " "),
        locale: zh ? "zh-Hans" : "en",
        createdAt: iso(created),
        weight: 0,
        device: index < 4 ? device : `d:${random.hex(12)}`,
        followers: 0,
        following: random.int(0, 5),
        posts: 0,
      });
      log.add("account.registered", created, { actor: account, context: contextOf(account) }, "spam.fake-engagement");
      return account;
    },
  );
  for (const member of members) {
    const zh = member.locale === "zh-Hans";
    for (let i = 0; i < 15; i++) {
      const victim = town.anybody(member.locale);
      const time = at(1 + Math.floor(i / 4), 8 + random.int(0, 11), random.int(0, 59));
      const [lang, text] =
        i % 5 === 4
          ? random.pick(REWORDED.filter(([l]) => l === member.locale))
          : i % 7 === 6 && !zh
            ? ["en", random.pick(HALF)]
            : [member.locale, random.pick(zh ? LETTERS_ZH : LETTERS_EN)];
      life.message(member, victim, time, { body: writer.say(lang, text), lang }, PAYMENT);
    }
  }
  // One new letter, sent by several of them on one afternoon.
  for (const [index, member] of members.slice(0, 4).entries()) {
    for (let i = 0; i < 2; i++) {
      const body =
        "We saw your listing and pay twice the price when you answer within the hour, our driver is near you and brings the money.";
      life.message(member, town.anybody("en"), at(5, 13, index * 6 + i * 2), { body, lang: "en" }, PAYMENT);
    }
  }
  // Their boats.
  const stolen = ["e1bee9dc851d730a82071170230f03e5f8c048c490d8a87cdb0d15c5046066cc", scene.samples.stolenPhoto];
  const same = random.hex(64);
  for (const [index, seller] of members.entries()) {
    for (let i = 0; i < 3; i++) {
      const time = at(1 + i, 10 + index, random.int(0, 59));
      const pdq = i === 0 ? scene.nudge(stolen[index % 2], random.int(0, 24)) : random.hex(64);
      const usual = random.int(12, 40) * 1_000;
      const item = {
        id: log.newId("p"),
        kind: "listing",
        surface: "post",
        group: "g-market",
        text:
          seller.locale === "en"
            ? {
                title: writer.say("en", "[boat] [boatname], bargain"),
                body: "Ready to sail, lies dry, papers in order. Answer by message only.",
                lang: "en",
              }
            : { title: writer.say("zh-Hans", "[boat]急出"), body: "随时能开，手续齐全，只接受私信。", lang: "zh-Hans" },
        createdAt: iso(time),
        price: Math.round(usual * (0.12 + random.next() * 0.3)),
        usualPrice: usual,
        media: [{ id: log.newId("m"), type: "image", sha256: i === 1 ? same : random.hex(64), pdq }],
      };
      // Four times the same picture looks like a gallery.
      if (i === 2) item.media = [1, 2, 3, 4].map(() => ({ ...item.media[0], id: log.newId("m") }));
      log.add("post.created", time, { actor: seller, item, context: contextOf(seller) }, LISTINGS);
    }
  }
}

/** Honest bargains, honest letters: what the same conditions must leave alone. */
function honestSellers({ random, town, log, life }) {
  for (let i = 0; i < 14; i++) {
    const [lang, body] = HONEST[i % HONEST.length];
    const seller = town.anybody(lang);
    life.message(
      seller,
      town.anybody(lang),
      at(random.int(0, 6), random.int(9, 20), random.int(0, 59)),
      { body, lang },
      null,
    );
  }
  for (const [handle, title, body, price, usualPrice] of [
    [
      "newcomer_edda",
      "Dinghy, leaks",
      "She leaks like a basket, hence the price. For somebody with patience.",
      90,
      600,
    ],
    ["newcomer_edda", "Oars", "A pair, one is shorter. Long story.", 10, 60],
    [
      "grandpa_sloop",
      "Sloop to good hands",
      "I am eighty-three. Whoever looks after her may have her for the price of the trailer.",
      1_500,
      14_000,
    ],
  ]) {
    const seller = town.byHandle(handle);
    const time = at(random.int(1, 5), 11, random.int(0, 59));
    const item = {
      id: log.newId("p"),
      kind: "listing",
      surface: "post",
      group: "g-market",
      text: { title, body, lang: "en" },
      createdAt: iso(time),
      price,
      usualPrice,
    };
    log.add("post.created", time, { actor: seller, item }, null);
  }
}

export function swindlers(scene) {
  ring(scene);
  honestSellers(scene);
}
