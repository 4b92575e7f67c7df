import { contextOf } from "./accounts.mjs";
import { DAY, END, HOUR, iso, later, MINUTE, START, wakingMoment } from "./clock.mjs";
import { GROUP_OF } from "./writing.mjs";

const POSTS = 290;
const LISTINGS = 70;
const MESSAGES = 430;
const REACTIONS = ["like", "like", "like", "anchor", "laugh", "thanks"];
const LANGUAGES = ["en", "en", "en", "zh-Hans", "zh-Hans"];

/** Ordinary forum life: threads and answers, reactions, listings, messages, pictures, follows, groups. */
export class DailyLife {
  constructor({ random, town, writer, log }) {
    Object.assign(this, { random, town, writer, log });
    /** What each thread is about, so that answers fit it. */
    this.scopes = new Map();
    /** Threads under which the people of the incidents write. */
    this.pool = new Map();
  }

  run() {
    for (let i = 0; i < POSTS; i++) this.thread();
    for (let i = 0; i < LISTINGS; i++) this.listing();
    for (let i = 0; i < MESSAGES / 2; i++) this.talk();
    for (let i = 0; i < 150; i++) this.follow();
    for (let i = 0; i < 70; i++) this.join();
    for (let i = 0; i < 26; i++) this.profile();
    for (let i = 0; i < 9; i++) this.newGroup();
  }

  /** A post with what follows from it; returns its item for incidents that need one. */
  thread(author = this.town.anybody(this.random.pick(LANGUAGES)), start, text) {
    const { random, writer, log } = this;
    const time = start ?? wakingMoment(random, author.offset);
    const { subject, text: written, scope } = writer.post(author.locale);
    const item = {
      id: log.newId("p"),
      kind: "post",
      surface: "post",
      group: GROUP_OF[subject],
      text: text ?? written,
      createdAt: iso(time),
    };
    this.scopes.set(item.id, { subject, scope, lang: author.locale });
    const media = random.chance(0.22) ? this.picture(author, time) : undefined;
    if (media !== undefined) item.media = [media];
    const mood = random.chance(0.04) ? { mood: random.pick(["calm", "proud", "stuck"]) } : {};
    log.add(
      "post.created",
      time,
      { actor: author, item, ...(random.chance(0.3) ? { context: contextOf(author) } : {}), ...mood },
      text === undefined ? undefined : null,
    );
    this.answers(item, author, time);
    this.reach(item, time);
    if (random.chance(0.08)) this.edit(author, item, time + later(random, 3 * HOUR) + MINUTE);
    if (random.chance(0.015))
      log.add("post.deleted", time + later(random, 20 * HOUR) + HOUR, {
        actor: author,
        item: { ...item, text: undefined, media: undefined },
      });
    return item;
  }

  picture(author, time) {
    const { random, writer, log } = this;
    const media = {
      id: log.newId("m"),
      type: "image",
      mime: "image/jpeg",
      alt: writer.say(author.locale, "[alt]"),
      sha256: random.hex(64),
      pdq: random.hex(64),
      width: random.pick([1_200, 1_600, 2_048, 4_000]),
      height: random.pick([900, 1_200, 1_536, 3_000]),
    };
    if (random.chance(0.5))
      log.add("media.uploaded", time - random.int(20, 300) * 1_000, { actor: author, media: [media] });
    return media;
  }

  answers(item, author, time) {
    const { random, town, writer, log } = this;
    const count = random.chance(0.12) ? random.int(8, 16) : random.int(0, 6);
    let at = time;
    for (let i = 0; i < count; i++) {
      at += later(random, 2.2 * HOUR) + 40_000;
      const own = i > 0 && random.chance(0.18);
      const commenter = own ? author : town.anybody(random.chance(0.92) ? author.locale : undefined);
      const text = writer.comment(commenter.locale, this.scopes.get(item.id));
      if (random.chance(0.18) && !own) text.body = `@${author.handle} ${text.body}`;
      this.comment(commenter, item, at, text);
    }
    const likes = random.chance(0.1) ? random.int(8, 14) : random.int(0, 5);
    for (let i = 0; i < likes; i++) {
      const fan = town.anybody();
      log.add("reaction.added", time + later(random, 5 * HOUR) + 30_000, {
        actor: fan,
        reaction: { kind: random.pick(REACTIONS), target: item.id },
      });
    }
  }

  /** Opens a thread that incidents may choose. */
  pooled(author) {
    const item = this.thread(author);
    this.pool.set(item.id, item);
    return item;
  }

  /** A thread of the pool that is already there and of the right language; early on Monday, one from before the log. */
  threadFor(time, lang) {
    const there = [...this.pool.values()].filter((item) => item.text.lang === lang && item.createdAt < iso(time));
    if (there.length > 0) return this.random.pick(there);
    return { id: `p-old-${this.random.int(20, 90)}`, group: "g-harbours" };
  }

  comment(commenter, place, time, text, clause) {
    const { random, log } = this;
    const misplaced = this.pool.has(place.id) && (place.createdAt > iso(time) || place.text.lang !== text.lang);
    const item = misplaced ? this.threadFor(time, text.lang) : place;
    const comment = {
      id: log.newId("c"),
      kind: "comment",
      surface: "comment",
      parent: item.id,
      ...(item.group === undefined ? {} : { group: item.group }),
      text,
      createdAt: iso(time),
    };
    log.add("comment.created", time, { actor: commenter, item: comment }, clause);
    if (clause === undefined && random.chance(0.03)) {
      const editedAt = time + later(random, 20 * MINUTE) + 30_000;
      log.add("comment.updated", editedAt, { actor: commenter, item: { ...comment, editedAt: iso(editedAt) } });
    }
    if (clause === undefined && random.chance(0.008))
      log.add("comment.deleted", time + HOUR, { actor: commenter, item: { ...comment, text: undefined } });
    return comment;
  }

  edit(author, item, time) {
    const text = { ...item.text, body: `${item.text.body} ${this.writer.say(author.locale, "[edit]")}` };
    this.log.add("post.updated", time, { actor: author, item: { ...item, text, editedAt: iso(time) } });
  }

  reach(item, time) {
    const { random, log } = this;
    if (!random.chance(0.45)) return;
    let views = random.int(5, 40);
    for (const after of [2 * HOUR, 9 * HOUR, DAY]) {
      const previous = views;
      views +=
        Math.floor(previous * (random.chance(0.03) ? random.int(20, 90) : random.next() * 3)) + random.int(1, 30);
      log.add("reach.updated", time + after, {
        item: { id: item.id, kind: item.kind, surface: item.surface, createdAt: item.createdAt },
        reach: { previous, views },
      });
    }
  }

  listing() {
    const { random, town, writer, log } = this;
    const seller = town.anybody();
    const time = wakingMoment(random, seller.offset);
    const price = random.int(4, 900) * 5;
    const item = {
      id: log.newId("p"),
      kind: "listing",
      surface: "post",
      group: "g-market",
      text: writer.listing(seller.locale),
      createdAt: iso(time),
      price,
      ...(random.chance(0.5) ? { usualPrice: Math.round(price * (0.8 + random.next())) } : {}),
      ...(random.chance(0.2)
        ? { serial: `${random.pick(["OB", "MX", "WL"])}-${random.int(10_000, 99_999)}-${random.pick(["A", "K", "P"])}` }
        : {}),
    };
    if (/life jackets|救生衣/i.test(item.text.title)) item.expires = iso(START + random.int(200, 1_500) * DAY);
    this.scopes.set(item.id, { subject: "market", lang: seller.locale });
    if (random.chance(0.7)) item.media = [this.picture(seller, time)];
    log.add("post.created", time, { actor: seller, item, context: contextOf(seller) });
    this.answers({ ...item }, seller, time);
    this.reach(item, time);
  }

  /** A few messages back and forth. */
  talk() {
    const { random, town, writer } = this;
    let from = town.anybody();
    let to = town.anybody(from.locale);
    if (from === to) return;
    let time = wakingMoment(random, from.offset);
    for (let i = random.int(1, 4); i > 0; i--) {
      this.message(from, to, time, writer.message(from.locale));
      [from, to] = [to, from];
      time += later(random, 25 * MINUTE) + 20_000;
    }
  }

  message(from, to, time, text, clause, more = {}) {
    const item = { id: this.log.newId("d"), kind: "message", surface: "message", text, createdAt: iso(time) };
    const known = to.ageBand === undefined || to.ageBand === "adult" ? {} : { recipientAgeBand: to.ageBand };
    this.log.add("message.sent", time, { actor: from, item, recipient: to.id, ...known, ...more }, clause);
  }

  follow() {
    const { random, town, log } = this;
    const follower = town.anybody();
    log.add("follow.added", wakingMoment(random, follower.offset), {
      actor: follower,
      follow: { target: town.anybody().id },
    });
    follower.following += 1;
  }

  join() {
    const { random, town, log } = this;
    const member = town.anybody();
    const id = random.pick(Object.values(GROUP_OF));
    const type = random.chance(0.85) ? "group.joined" : "group.left";
    log.add(type, wakingMoment(random, member.offset), {
      actor: member,
      group: { id, kind: "open", members: random.int(30, 900) },
    });
  }

  profile() {
    const { random, town, writer, log } = this;
    const owner = town.anybody();
    const before = { displayName: owner.displayName, bio: owner.bio };
    owner.bio = writer.say(owner.locale, "[bio]");
    log.add("account.updated", wakingMoment(random, owner.offset), { actor: owner, previous: before });
  }

  newGroup() {
    const { random, town, writer, log } = this;
    const founder = town.anybody();
    const group = {
      id: log.newId("g"),
      name: writer.say(founder.locale, "[group name]"),
      description: writer.say(founder.locale, "[group about]"),
      kind: "open",
      members: 1,
    };
    const time = wakingMoment(random, founder.offset, START, END - DAY);
    log.add("group.created", time, { actor: founder, group });
    if (random.chance(0.4))
      log.add("group.updated", time + 3 * HOUR, { actor: founder, group: { ...group, members: random.int(2, 20) } });
  }
}
