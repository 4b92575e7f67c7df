import { END, iso, START } from "./clock.mjs";

/** How many of the ordinary events carry a label that says "nothing wrong here". */
const LABELLED = 0.24;

const PUBLIC = ["id", "handle", "displayName", "kind", "createdAt", "verified", "locale", "country", "ageBand"];

/** Collects events and writes them as CloudEvents. */
export class Log {
  #random;
  #events = [];
  #items = 0;

  constructor(random) {
    this.#random = random;
  }

  get size() {
    return this.#events.length;
  }

  /**
   * @param {string} type
   * @param {number} time milliseconds
   * @param {object} data parts of `data`; `actor` is an account of accounts.mjs
   * @param {string | null} [clause] what a careful person would find: a clause, null for nothing; left out: labelled by chance
   */
  add(type, time, data, clause) {
    if (time < START || time >= END) return;
    const { actor, ...rest } = data;
    const label = clause === undefined ? (this.#random.chance(LABELLED) ? null : undefined) : clause;
    this.#events.push({
      type,
      time,
      subject: rest.item === undefined ? actor && `account/${actor.id}` : `${rest.item.kind}/${rest.item.id}`,
      data: {
        ...(actor === undefined ? {} : { actor: this.#snapshot(type, actor, time) }),
        ...rest,
        ...(label === undefined ? {} : { expect: { clause: label } }),
      },
    });
  }

  #snapshot(type, account, time) {
    if (type.startsWith("post.created") || type.startsWith("comment.created")) account.posts += 1;
    const shown = {};
    for (const key of PUBLIC) if (account[key] !== undefined) shown[key] = account[key];
    if (type.startsWith("account.") && account.bio !== undefined && account.bio !== "") shown.bio = account.bio;
    if (!type.startsWith("reaction") && !type.startsWith("session")) {
      shown.followers = account.followers;
      shown.following = account.following;
      shown.posts = account.posts;
    }
    // A platform's own fields: conditions find them under extra.
    if (account.badge !== undefined && time % 5 === 0) shown.badge = account.badge;
    return shown;
  }

  newId(prefix) {
    this.#items += 1;
    return `${prefix}${this.#items}`;
  }

  /**
   * The log as lines, in the order in which the platform sent them: nearly by time. A few events arrive late, three of them by
   * more than an hour, and a few are sent twice.
   */
  lines() {
    const random = this.#random;
    const events = this.#events.toSorted((a, b) => a.time - b.time);
    const numbered = events.map(({ type, time, subject, data }, index) => ({
      time,
      arrival: time,
      json: JSON.stringify({
        specversion: "1.0",
        id: `e${String(index + 1).padStart(5, "0")}`,
        source: "harbour",
        type,
        time: iso(time),
        ...(subject === undefined ? {} : { subject }),
        data,
      }),
    }));
    for (const event of random.sample(numbered, 40)) event.arrival += random.int(20_000, 25 * 60_000);
    for (const event of random.sample(numbered, 3)) event.arrival += random.int(70, 200) * 60_000;
    const twice = random
      .sample(numbered, 14)
      .map((event) => ({ ...event, arrival: event.arrival + random.int(1_000, 600_000) }));
    return [...numbered, ...twice].toSorted((a, b) => a.arrival - b.arrival).map(({ json }) => json);
  }
}
