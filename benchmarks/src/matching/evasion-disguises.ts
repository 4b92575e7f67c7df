/** Ways in which people respell a word so that a list of words misses it, each as a seeded function. */
import type { Random } from "../generate/random.js";

type Disguise = (word: string, random: Random) => string;

const CYRILLIC: Readonly<Record<string, string>> = {
  a: "а",
  c: "с",
  e: "е",
  i: "і",
  j: "ј",
  o: "о",
  p: "р",
  s: "ѕ",
  x: "х",
  y: "у",
};
const LEET: Readonly<Record<string, string>> = { a: "4", b: "8", e: "3", i: "1", l: "1", o: "0", s: "5", t: "7" };
const SIGNS: Readonly<Record<string, string>> = { a: "@", i: "!", s: "$", t: "+" };
const SMALL = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡxʏᴢ";

const letters = (word: string, map: (letter: string, at: number) => string): string =>
  Array.from(word, (letter, at) => map(letter, at)).join("");
const offset = (word: string, first: number): string =>
  letters(word, (letter) =>
    /^[a-z]$/.test(letter) ? String.fromCodePoint(first + letter.charCodeAt(0) - 97) : letter,
  );
/** Where inside a word something is done to it: not before its first letter. */
const inside = (word: string, random: Random): number => random.int(1, Math.max(1, word.length - 2));

/** In the order in which a table lists them. Those at the end change the letters themselves, which no folding undoes. */
export const DISGUISES: Readonly<Record<string, Disguise>> = {
  capitals: (word) => letters(word, (letter, at) => (at % 2 === 0 ? letter : letter.toUpperCase())),
  "full-width": (word) => offset(word, 0xff41),
  "mathematical letters": (word) => offset(word, 0x1d586),
  squares: (word) => offset(word, 0x1f170),
  "small capitals": (word) =>
    letters(word, (letter) => (/^[a-z]$/.test(letter) ? SMALL[letter.charCodeAt(0) - 97]! : letter)),
  "Cyrillic letters": (word) => letters(word, (letter) => CYRILLIC[letter] ?? letter),
  accents: (word) => letters(word, (letter) => `${letter}\u0301`),
  "piles of marks": (word) => letters(word, (letter) => `${letter}\u0336\u0489\u0310`),
  "zero-width spaces": (word) => Array.from(word).join("\u200b"),
  "a soft hyphen": (word, random) => {
    const at = inside(word, random);
    return `${word.slice(0, at)}\u00ad${word.slice(at)}`;
  },
  "all digits": (word) => letters(word, (letter) => LEET[letter] ?? letter),
  "one digit": (word, random) => {
    const places = Array.from(word).flatMap((letter, at) => (LEET[letter] === undefined ? [] : [at]));
    const at = random.pick(places);
    return letters(word, (letter, place) => (place === at ? LEET[letter]! : letter));
  },
  signs: (word) => letters(word, (letter) => SIGNS[letter] ?? letter),
  "a letter drawn out": (word, random) => {
    const at = inside(word, random);
    return word.slice(0, at) + word.charAt(at).repeat(random.int(3, 6)) + word.slice(at + 1);
  },
  blanks: (word) => Array.from(word).join(" "),
  "full stops": (word) => Array.from(word).join("."),
  "hyphens and stars": (word) =>
    letters(word, (letter, at) => (at === 0 ? letter : (at % 2 === 0 ? "-" : "*") + letter)),
  "one blank": (word, random) => {
    const at = inside(word, random);
    return `${word.slice(0, at)} ${word.slice(at)}`;
  },
  "one full stop": (word, random) => {
    const at = inside(word, random);
    return `${word.slice(0, at)}.${word.slice(at)}`;
  },
  "a letter doubled": (word, random) => {
    const at = inside(word, random);
    return word.slice(0, at) + word.charAt(at) + word.slice(at);
  },
  "a letter left out": (word, random) => {
    const at = inside(word, random);
    return word.slice(0, at) + word.slice(at + 1);
  },
  "two letters swapped": (word, random) => {
    const at = inside(word, random);
    return word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
  },
  "a star for a letter": (word, random) => {
    const at = inside(word, random);
    return `${word.slice(0, at)}*${word.slice(at + 1)}`;
  },
};
