/** The words of the made-up forum. All ASCII, so that every engine counts the same characters. */
import type { Random } from "./random.js";

const FUNCTION_WORDS =
  "the a and to of in it is on for with that this you my we at but have not so as what if when from or how can just".split(
    " ",
  );

const NOUNS =
  `boat sail mast rope anchor keel rudder deck hull engine oar buoy harbour tide wind wave chart compass lamp paint
  varnish timber plank nail screw hammer saw drill clamp glue brush bucket pump hose valve wire fuse switch battery
  radio aerial tuner dial garden seed soil spade rake fence gate hedge rose tulip bean tomato pepper herb apple pear
  plum cherry kettle bread flour yeast oven spoon plate bowl jar lid wool yarn needle stitch button ribbon scarf glove
  hat coat boot lace bike wheel chain pedal saddle brake bell tent pack trail map stove torch river lake hill forest
  stone bird owl heron gull fish trout perch net hook reel line camera lens film frame album canvas easel pencil ink
  paper stamp coin clock spring gear puzzle card dice board chess kite drone train track tunnel bridge signal
  whistle ticket`
    .split(/\s+/)
    .filter((word) => word !== "");

/**
 * Words by rank: the commonest first. After the function words and the nouns come compounds of two nouns
 * ("sailpaint"), so that there are enough rare words for ten thousand detectors to look for.
 */
export const VOCABULARY: readonly string[] = [
  ...FUNCTION_WORDS,
  ...NOUNS,
  ...NOUNS.flatMap((_, shift) => NOUNS.map((noun, i) => `${noun}${NOUNS[(i + shift) % NOUNS.length]}`)),
].slice(0, 20_000);

/** Rank of the first word that is no part of other words: below it, looking for a word finds its compounds too. */
export const FIRST_COMPOUND = FUNCTION_WORDS.length + NOUNS.length;

/** Phrases that turn up as a whole, the commonest first. */
export const PHRASES: readonly string[] = NOUNS.flatMap((noun, i) => [
  `cheap ${noun} ${NOUNS[(i * 7 + 3) % NOUNS.length]} today`,
  `free ${noun} for the first ${NOUNS[(i * 11 + 5) % NOUNS.length]}`,
  `send me your ${noun} ${NOUNS[(i * 13 + 1) % NOUNS.length]}`,
  `best ${noun} and ${NOUNS[(i * 17 + 2) % NOUNS.length]} deals`,
]);

/** A name such as "ropeheron". */
export function makeName(random: Random): string {
  return `${random.pick(NOUNS)}${random.pick(NOUNS)}`;
}
