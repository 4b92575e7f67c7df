import { ZH } from "./chinese.mjs";
import { EN } from "./english.mjs";
import { expand, tidy } from "./grammar.mjs";

const SUBJECTS = {
  en: ["knots", "engine", "wood", "model", "holiday", "harbour", "weather", "galley"],
  "zh-Hans": ["knots", "engine", "wood", "model", "holiday", "harbour"],
};
/** The group in which each subject is talked about. */
export const GROUP_OF = {
  knots: "g-knots",
  engine: "g-engines",
  wood: "g-wood",
  model: "g-models",
  holiday: "g-holidays",
  harbour: "g-harbours",
  weather: "g-harbours",
  galley: "g-galley",
};

/** Within one thread, people talk about one boat, one or two knots, a few places. */
const NARROWED = {
  boat: 1,
  boatname: 1,
  model: 1,
  scale: 1,
  place: 2,
  knot: 2,
  rope: 2,
  wood: 2,
  part: 2,
  tool: 1,
  food: 2,
  animal: 1,
  who: 3,
};

function lexiconOf(locale) {
  return locale.startsWith("zh") ? ZH : EN;
}

/** Writes texts in the language of an account. */
export class Writer {
  #random;

  constructor(random) {
    this.#random = random;
  }

  /** A text out of a template, tidied up for its language. `scope` narrows the lexicon. */
  say(locale, template, scope) {
    const text = expand(this.#random, { ...lexiconOf(locale), ...scope }, template);
    return locale.startsWith("zh") ? text : tidy(text);
  }

  /** A whole post, what it is about, and the words that its thread keeps to. */
  post(locale) {
    const random = this.#random;
    const lexicon = lexiconOf(locale);
    const subject = random.pick(SUBJECTS[locale] ?? SUBJECTS.en);
    const scope = {};
    for (const [name, count] of Object.entries(NARROWED)) scope[name] = random.sample(lexicon[name], count);
    const lines = random.sample(lexicon[`${subject} line`], random.int(2, 5));
    const body = ["[hello]", ...lines, "[thanks]"].join(locale.startsWith("zh") ? "" : " ");
    const text = {
      title: this.say(locale, `[${subject} title]`, scope),
      body: this.say(locale, body, scope),
      lang: locale,
    };
    return { subject, text, scope };
  }

  /** An answer; where `thread` is given and of the same language, one that fits it. */
  comment(locale, thread) {
    const fits = thread !== undefined && thread.lang === locale;
    const subject = fits ? thread.subject : this.#random.pick(SUBJECTS[locale] ?? SUBJECTS.en);
    let point = lexiconOf(locale)[`${subject} point`];
    if (fits) {
      // Nobody repeats what stands just above.
      thread.said ??= new Set();
      const unsaid = point.filter((line) => !thread.said.has(line));
      point = [this.#random.pick(unsaid.length > 0 ? unsaid : point)];
      thread.said.add(point[0]);
    }
    return { body: this.say(locale, "[comment]", { ...(fits ? thread.scope : {}), point }), lang: locale };
  }

  listing(locale) {
    const lines = this.#random
      .sample(lexiconOf(locale)["sale line"], this.#random.int(2, 4))
      .join(locale.startsWith("zh") ? "" : " ");
    return { title: this.say(locale, "[sale title]"), body: this.say(locale, lines), lang: locale };
  }

  message(locale) {
    return { body: this.say(locale, "[message]"), lang: locale };
  }
}
