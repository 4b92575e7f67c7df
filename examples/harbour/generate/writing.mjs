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

/** Writes texts in the language of an account. */
export class Writer {
  #random;

  constructor(random) {
    this.#random = random;
  }

  /** A text out of a template, tidied up for its language. */
  say(locale, template) {
    return locale.startsWith("zh") ? expand(this.#random, ZH, template) : tidy(expand(this.#random, EN, template));
  }

  /** A whole post: `{ subject, text }`. */
  post(locale) {
    const random = this.#random;
    const lexicon = locale.startsWith("zh") ? ZH : EN;
    const subject = random.pick(SUBJECTS[locale] ?? SUBJECTS.en);
    const lines = random.sample(lexicon[`${subject} line`], random.int(2, 5));
    const body = [lexicon.hello.length > 0 ? "[hello]" : "", ...lines, "[thanks]"].join(locale.startsWith("zh") ? "" : " ");
    return { subject, text: { title: this.say(locale, `[${subject} title]`), body: this.say(locale, body), lang: locale } };
  }

  comment(locale) {
    return { body: this.say(locale, "[comment]"), lang: locale };
  }

  listing(locale) {
    const lexicon = locale.startsWith("zh") ? ZH : EN;
    const lines = this.#random.sample(lexicon["sale line"], this.#random.int(2, 4)).join(locale.startsWith("zh") ? "" : " ");
    return { title: this.say(locale, "[sale title]"), body: this.say(locale, lines), lang: locale };
  }

  message(locale) {
    return { body: this.say(locale, "[message]"), lang: locale };
  }
}
