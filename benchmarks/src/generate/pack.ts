/**
 * Packs of detectors as a community might write them: a few that hold often, and a long tail that hardly ever does, so that
 * a hundred times the detectors find only a few times as much. Detector `i` is meant to hold for a share of
 * 0.7 / (30 + i) of the events: about 1 finding per event at 100 detectors, and 4 at 10,000.
 */
import { READINGS } from "../facts/counters.js";
import type { Condition, Conditions, NumberField, PackName, ReadingField, TextField } from "./condition.js";
import { createRandom, type Random } from "./random.js";
import type { Statistics } from "./statistics.js";
import { FIRST_COMPOUND, PHRASES, VOCABULARY } from "./vocabulary.js";

/** Numbers that authors put thresholds on, and on which side. */
const THRESHOLDS: readonly (readonly [NumberField, "<" | ">"])[] = [
  ["actor.ageHours", "<"],
  ["actor.followers", "<"],
  ["actor.followers", ">"],
  ["actor.following", ">"],
  ["actor.posts", "<"],
  ["actor.posts", ">"],
  ["item.reach", ">"],
  ["text.words", ">"],
  ["text.length", ">"],
  ["text.urlCount", ">"],
];

const PAIRS: readonly (readonly [left: NumberField, right: NumberField])[] = [
  ["actor.followers", "actor.following"],
  ["actor.posts", "actor.followers"],
  ["actor.posts", "actor.following"],
  ["actor.followers", "item.reach"],
  ["text.words", "text.length"],
  ["text.titleSize", "text.bodySize"],
  ["text.urlCount", "text.words"],
];

/** Products of two facts that are compared with a third. */
const PRODUCTS: readonly (readonly [first: NumberField, second: NumberField, third: NumberField])[] = [
  ["text.urlCount", "actor.following", "actor.followers"],
  ["text.urlCount", "item.reach", "actor.posts"],
  ["text.words", "item.reach", "actor.followers"],
  ["actor.posts", "text.length", "actor.following"],
];

/** Share of events that a word of rank r turns up in: measured on the generator's bodies. */
const WORD_SHARE = 2.1;
/** Share of events that the commonest phrase turns up in; that of rank r has an r-th of it. */
const PHRASE_SHARE = 0.0114;

/** Makes a pack; the same arguments give the same detectors, and a smaller pack is the beginning of a larger one. */
export function generatePack(name: PackName, size: number, statistics: Statistics, seed: number): Conditions[] {
  const random = createRandom(seed);
  return Array.from({ length: size }, (_, index) => {
    const target = 0.7 / (30 + index);
    return new Author(random, statistics).write(name, index, target);
  });
}

class Author {
  readonly #random: Random;
  readonly #statistics: Statistics;

  constructor(random: Random, statistics: Statistics) {
    this.#random = random;
    this.#statistics = statistics;
  }

  write(pack: PackName, index: number, target: number): Conditions {
    if (pack === "selective") return this.#equality(target);
    if (pack === "hostile") return this.#notIndexable(target);
    // 40 % equality, 20 % thresholds, 20 % terms, 10 % counters, 10 % not indexable, at every size.
    const kinds = ["e", "t", "w", "e", "c", "e", "t", "w", "e", "n"] as const;
    switch (kinds[index % kinds.length]) {
      case "t":
        return this.#threshold(target);
      case "w":
        return this.#term(target);
      case "c":
        return this.#counter(target);
      case "n":
        return this.#notIndexable(target);
      default:
        return this.#equality(target);
    }
  }

  #equality(target: number): Conditions {
    const draw = this.#random.next();
    if (draw < 0.25) {
      const locale = this.#value("actor.locale", target);
      const kind = this.#value("actor.kind", target / locale.share);
      return this.#arrange([locale.condition, kind.condition], target / (locale.share * kind.share));
    }
    const field = draw < 0.7 ? "item.group" : draw < 0.9 ? "actor.handle" : "context.networkHash";
    const { condition, share } = this.#value(field, target);
    return this.#arrange([condition], target / share);
  }

  /** One of the rarer values among those that turn up at least as often as wanted. */
  #value(field: TextField, atLeast: number): { condition: Condition; share: number } {
    const values = this.#statistics.values(field);
    let enough = 0;
    while (enough < values.length && (values[enough] as { share: number }).share >= atLeast) enough++;
    const from = enough > 40 ? Math.floor(enough / 3) : 0;
    const { value, share } = values[
      this.#random.int(from, Math.max(from, Math.min(values.length, Math.max(enough, 3)) - 1))
    ] as {
      value: string;
      share: number;
    };
    return { condition: { kind: "equal", field, value }, share };
  }

  #threshold(target: number): Conditions {
    const { condition, share } = this.#tail(Math.min(0.2, target * this.#random.int(1, 5)));
    return this.#arrange([condition], target / share);
  }

  #tail(share: number): { condition: Condition; share: number } {
    const [field, op] = this.#random.pick(THRESHOLDS);
    return this.#compare(field, op, share);
  }

  #compare(field: NumberField | ReadingField, op: "<" | ">", share: number): { condition: Condition; share: number } {
    const bound = this.#statistics.bound(field, op, share);
    // Beyond the sample's last value there are only guesses: spread them, so that not all are the same.
    const value = bound.share < 0.001 && op === ">" ? Math.ceil(bound.value * (1 + this.#random.next())) : bound.value;
    return { condition: { kind: "compare", field, op, value }, share: Math.max(bound.share, 1e-4) };
  }

  #term(target: number): Conditions {
    if (this.#random.chance(0.35)) {
      const rank = Math.min(
        PHRASES.length - 1,
        Math.floor((PHRASE_SHARE / target) * (0.7 + 0.6 * this.#random.next())),
      );
      return this.#arrange([{ kind: "contains", value: PHRASES[rank] as string }], 1);
    }
    const wanted = Math.max(
      FIRST_COMPOUND,
      Math.floor((WORD_SHARE / (target * this.#random.int(1, 4))) * (0.7 + 0.6 * this.#random.next())),
    );
    const rank = Math.min(wanted, VOCABULARY.length - 1 - this.#random.int(0, 2_000));
    const value = VOCABULARY[rank] as string;
    return this.#arrange([{ kind: "contains", value }], (target * rank) / WORD_SHARE);
  }

  #counter(target: number): Conditions {
    const field = { reading: this.#random.int(0, READINGS.length - 1) };
    const { condition, share } = this.#compare(field, ">", Math.min(0.2, target * this.#random.int(1, 5)));
    return this.#arrange([condition], target / share);
  }

  /** A comparison of facts with one another, alone or beside another part that no index leads to. */
  #notIndexable(target: number): Conditions {
    const draw = this.#random.next();
    if (draw < 0.12) return [this.#suffix()];
    const parts: Condition[] = [];
    let wanted = target;
    if (draw < 0.27) {
      parts.push({ kind: "unequalFields", left: "actor.locale", right: "text.lang" });
      wanted = target / 0.15;
    } else if (draw < 0.42) {
      const { value } = this.#random.pick(this.#statistics.values("item.group"));
      parts.push({ kind: "unequal", field: "item.group", value });
    }
    wanted = Math.min(0.5, wanted);
    const pair = this.#random.int(0, PAIRS.length - 1);
    if (this.#random.chance(0.3)) {
      wanted = Math.sqrt(wanted);
      parts.push(this.#linear(pair + 3, wanted));
    }
    parts.push(this.#random.chance(0.3) ? this.#product(wanted) : this.#linear(pair, wanted));
    return this.#shuffle(parts);
  }

  #suffix(): Condition {
    const suffix = String(this.#random.int(0, 999));
    return { kind: "endsWith", field: "actor.handle", part: "actor.locale", suffix };
  }

  #linear(pair: number, share: number): Condition {
    const [left, right] = PAIRS[pair % PAIRS.length] as (typeof PAIRS)[number];
    const factor = this.#random.int(2, 40);
    const gap = (read: (field: NumberField) => number): number => read(right) - read(left) * factor;
    return { kind: "linear", left, factor, offset: this.#statistics.offset(gap, share, this.#random.next()), right };
  }

  #product(share: number): Condition {
    const [first, second, third] = this.#random.pick(PRODUCTS);
    const factor = this.#random.int(2, 40);
    const gap = (read: (field: NumberField) => number): number => read(first) * read(second) - read(third) * factor;
    const offset = this.#statistics.offset(gap, share, this.#random.next());
    return { kind: "product", first, second, third, factor, offset };
  }

  #shuffle(parts: Condition[]): Conditions {
    for (let i = parts.length - 1; i > 0; i--) {
      const j = this.#random.int(0, i);
      [parts[i], parts[j]] = [parts[j] as Condition, parts[i] as Condition];
    }
    return parts;
  }

  /** Adds what makes up for the difference to the wanted share, and now and then writes it in another order. */
  #arrange(parts: readonly Condition[], remaining: number): Conditions {
    const all = [...parts];
    if (remaining < 0.7) all.push(this.#tail(remaining).condition);
    else {
      const draw = this.#random.next();
      if (draw < 0.5) all.push({ kind: "verified", value: false });
      else if (draw < 0.75) all.push(this.#compare("text.words", ">", 0.85).condition);
    }
    return this.#random.chance(0.3) ? this.#shuffle(all) : all;
  }
}
