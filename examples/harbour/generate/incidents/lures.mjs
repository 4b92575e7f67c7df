/** Letters that want a password, and promises of easy money. */
import { contextOf } from "../accounts.mjs";
import { at, DAY, iso, MINUTE } from "../clock.mjs";

const PHISHING = "scams.phishing";
const INVESTMENT = "scams.investment";

function phishing({ random, town, log, life, threads }) {
  const account = town.open({
    handle: "harbour.notice",
    displayName: "Notice",
    createdAt: iso(at(2, 6)),
    weight: 0,
    followers: 0,
    posts: 0,
  });
  log.add("account.registered", at(2, 6), { actor: account, context: contextOf(account) });
  const letters = [
    "Unusual login from a new device. Confirm your password within 12 hours: https://harbour-login.test/s/[n]",
    "Your parcel is held at the harbour post. Update your payment details https://parcel-berth.invalid/[n]",
    "Your account will be closed today: https://harb0ur-verify.example.test/[n]",
    "Payment for your listing is waiting, release it here https://boatpay-escrow.test/r/[n]",
    "Somebody reported your boat as stolen, see the file: https://berth-files.test/[n]",
    "Your storage is full, sign in again to keep your photographs https://mail-box.test/[n]",
  ];
  for (let i = 0; i < 34; i++) {
    const victim = town.anybody();
    life.message(
      account,
      victim,
      at(2, 7) + i * random.int(3, 11) * MINUTE,
      { body: letters[i % letters.length].replace("[n]", random.hex(6)), lang: "en" },
      PHISHING,
    );
  }
  log.add(
    "account.updated",
    at(2, 20),
    {
      actor: { ...account, displayName: "Berth service", bio: "Pay your berth at https://boatpay-escrow.test" },
      previous: { displayName: "Notice", bio: "" },
    },
    PHISHING,
  );
  const zh = town.open({
    handle: "fuwu_tongzhi",
    displayName: "服务通知",
    locale: "zh-Hans",
    createdAt: iso(at(3, 1)),
    weight: 0,
    followers: 0,
    posts: 0,
  });
  for (let i = 0; i < 14; i++) {
    const body = random.pick([
      "您的账号存在异常登录，请点 https://harbour-verify.invalid/a 验证",
      "您的包裹被扣，请更新付款信息 https://parcel-berth.invalid/b",
      "系统升级，请在 https://renzheng.test/c 重新登录",
    ]);
    life.message(zh, town.anybody("zh-Hans"), at(3, 2) + i * 6 * MINUTE, { body, lang: "zh-Hans" }, PHISHING);
  }
  for (const [handle, lang, body] of [
    [
      "captain_lena",
      "en",
      "Careful everybody: messages with harbour-login (dot) test steal your password. Our team never asks for it.",
    ],
    [
      "old_pier_pete",
      "en",
      "I got one of those letters about an unusual login. Nobody will ask you to confirm your password, says my grandson.",
    ],
    ["knots_mei", "zh-Hans", "提醒大家，说账号将被封禁让你点链接的都是骗子，别点。"],
  ])
    life.comment(town.byHandle(handle), random.pick(threads), at(2, 19, random.int(0, 59)), { body, lang }, null);
  life.comment(
    town.anybody("en"),
    random.pick(threads),
    at(2, 21),
    { body: "Is https://harbour-login.test real? It asked for my password and I am not sure now", lang: "en" },
    null,
  );
}

function easyMoney({ random, town, log, life, threads }) {
  const account = town.open({
    handle: "compass_capital",
    displayName: "Compass",
    createdAt: iso(at(0, 0) - 9 * DAY),
    weight: 0,
    bio: "Financial freedom for sailors. Passive income, write to me.",
  });
  log.add("account.updated", at(1, 5), { actor: account, previous: { displayName: "Compass", bio: "" } }, INVESTMENT);
  const lines = [
    "I paid off my catamaran with this trading group, guaranteed returns every Friday",
    "Guaranteed profit, my mentor explains it, passive income while you sail",
    "Join under me, recruit two friends, and the boat pays for itself",
    "My berth costs nothing since I know these people. Three per cent a day, never a loss. Ask me how.",
    "Working is for crews. Let your coins sail for you, message me.",
  ];
  for (let i = 0; i < 15; i++)
    life.comment(
      account,
      random.pick(threads),
      at(i % 6, 6 + i, random.int(0, 59)),
      { body: lines[i % lines.length], lang: "en" },
      INVESTMENT,
    );
  const zh = town.open({
    handle: "caifu_fan",
    displayName: "财富之帆",
    locale: "zh-Hans",
    createdAt: iso(at(0, 0) - 5 * DAY),
    weight: 0,
  });
  for (let i = 0; i < 9; i++) {
    const body = random.pick([
      "跟着老师做，日息百分之三，稳赚不赔",
      "进群领内部消息，资金翻倍不是梦，保本高收益",
      "我这条船就是跟单买的，感兴趣的私信",
      "不上班也能养船，三个月回本，名额有限",
    ]);
    life.comment(zh, random.pick(threads), at(i % 6, 2 + i, random.int(0, 59)), { body, lang: "zh-Hans" }, INVESTMENT);
  }
  const group = {
    id: "g-wealth",
    name: "Sail to wealth",
    description: "Recruit two friends, financial freedom in one season",
    kind: "open",
    members: 1,
  };
  log.add("group.created", at(4, 12), { actor: account, group }, INVESTMENT);
  for (const [lang, body] of [
    ["en", "Chartering your boat out is no passive income, believe me. It is a second job with a toilet."],
    ["en", "Guaranteed returns? The only thing that returns for sure is the tide."],
    ["zh-Hans", "等我财务自由了，就在月牙湾修一辈子木船。"],
  ])
    life.comment(
      town.anybody(lang),
      random.pick(threads),
      at(random.int(0, 6), random.int(10, 20)),
      { body, lang },
      null,
    );
}

export function lures(scene) {
  phishing(scene);
  easyMoney(scene);
}
