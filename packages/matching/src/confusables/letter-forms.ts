/**
 * Letters in another form that the confusables table leaves apart, although readers take them for the letter: small capitals,
 * turned and reversed letters, and white letters on a black shape. Pairs of a form and its letter, from the characters'
 * names.
 *
 * Small capitals also keep the two cases of Cyrillic together: the table says that Н looks like H but н like ʜ.
 */
const PAIRS =
  "ᴀa ʙb ƅb ᴅd ᴇe ꜰf ɢg ʜh ᴊj ᴋk ĸk ʟl ᴍm ʍm ɴn ᴎn ᴘp ꞯq ʀr ʁr ᴙr ᴚr ᴛt ᴜu " +
  "ǝe ɘe ɛe ɐa ɒa ɟf ᵷg ɥh ᴉi ʞk ꞁl ɹr ʇt ʎy ɔc ɯm";

/** First code points of the runs of 26 capital letters on a shape: regional indicators, negative circled and squared. */
const SHAPES = [0x1f1e6, 0x1f150, 0x1f170] as const;

const forms = new Map<number, string>();
for (const pair of PAIRS.split(" ")) forms.set(pair.codePointAt(0)!, pair.slice(-1));
for (const first of SHAPES) {
  for (let i = 0; i < 26; i++) forms.set(first + i, String.fromCharCode(0x61 + i));
}

/** The text with such letters replaced. */
export function replaceLetterForms(text: string): string {
  let replaced = "";
  for (const character of text) replaced += forms.get(character.codePointAt(0)!) ?? character;
  return replaced;
}
