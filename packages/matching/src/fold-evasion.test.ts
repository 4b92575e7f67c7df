import { describe, expect, it } from "vitest";
import { createFolder, type Folder } from "./fold.js";
import { stepsNeeded } from "./fold-needed.js";
import { FOLD_STEPS, type FoldStep } from "./fold-steps.js";

const TERM = "pathetic";

/** Whether a bank with these steps finds the term as a word. */
function sees(folder: Folder, text: string): boolean {
  const needle = folder.term(TERM);
  const folded = folder.fold(text);
  for (let at = folded.folded.indexOf(needle.folded); at >= 0; at = folded.folded.indexOf(needle.folded, at + 1)) {
    if (folded.holds(needle, at, "word")) return true;
  }
  return false;
}

const shifted = (first: number, from = 0x61): string =>
  Array.from(TERM, (letter) => String.fromCodePoint(first + letter.charCodeAt(0) - from)).join("");
const between = (separator: string): string => Array.from(TERM).join(separator);

/** Every disguise with the steps that see through it; "nothing" where none does. */
const GRID: readonly (readonly [disguise: string, text: string, needed: string])[] = [
  ["as it is", TERM, ""],
  ["capitals", "PaThEtIc", "case"],
  ["full-width", shifted(0xff41), "compatibility"],
  ["mathematical bold", shifted(0x1d41a), "compatibility"],
  ["mathematical script capitals", shifted(0x1d4d0), "compatibility case"],
  ["circled", shifted(0x24d0), "compatibility"],
  ["parenthesised", shifted(0x249c), "nothing"],
  ["squared", shifted(0x1f130), "compatibility case"],
  ["white on black squares", shifted(0x1f170), "confusables"],
  ["white on black circles", shifted(0x1f150), "confusables"],
  ["regional indicators", shifted(0x1f1e6), "confusables"],
  ["zero-width spaces", between("\u200b"), "ignorables"],
  ["zero-width joiners", between("\u200d"), "ignorables"],
  ["soft hyphens", between("\u00ad"), "ignorables"],
  ["variation selectors", between("\ufe0f"), "ignorables"],
  ["tags", between("\u{e0061}"), "ignorables"],
  ["Hangul fillers", between("\u3164"), "ignorables"],
  ["right-to-left overrides", between("\u202e"), "ignorables"],
  ["backspaces and other controls", between("\b"), "ignorables"],
  ["Braille blanks", between("\u2800"), "separators"],
  ["piles of marks", between("\u0336\u0489\u0301"), "marks"],
  ["accents", "páthëtîç", "marks"],
  ["strokes", "paŧħetic", "confusables marks"],
  ["Cyrillic", "раthеtіс", "confusables"],
  ["Cyrillic capitals", "РАТНЕТІС", "confusables case"],
  ["Greek capitals", "ΡΑΤΗΕΤΙϹ", "confusables case"],
  ["Cherokee and Lisu", "ᏢᎪᎢᎻᎬᎢᎥᏟ", "confusables case"],
  ["Armenian and Coptic mixed in", "раtһetiⲥ", "confusables"],
  ["small capitals", "ᴘᴀᴛʜᴇᴛɪᴄ", "confusables"],
  ["turned letters", "pɐʇɥǝʇᴉɔ", "confusables"],
  ["upside down, and so from right to left", "ɔᴉʇǝɥʇɐd", "nothing"],
  ["from right to left", "citehtap", "nothing"],
  ["digits", "p4th3t1c", "leet"],
  ["signs", "p@+het!c", "leet"],
  ["letters drawn out", "patheeeetic", "repeats"],
  ["one letter doubled", "patheetic", "nothing"],
  ["blanks", between(" "), "separators"],
  ["full stops", between("."), "separators"],
  ["hyphens", between("-"), "separators"],
  ["changing separators", "p.a-t_h*e/t|i.c", "nothing"],
  ["changing separators, no bar", "p.a-t_h*e/t~i.c", "separators"],
  ["blanks and signs", between(" - "), "separators"],
  ["emoji", between("😀"), "separators"],
  ["line breaks", between("\n"), "separators"],
  ["blanks and digits", "p 4 t h 3 t 1 c", "separators leet"],
  ["blanks and capitals drawn out", "P A T H E E E E T I C", "case separators repeats"],
  ["a blank in the middle", "path etic", "nothing"],
  ["a full stop in the middle", "path.etic", "nothing"],
  ["a star for a letter", "p*thetic", "nothing"],
  ["a letter left out", "pathtic", "nothing"],
  ["letters swapped", "pahtetic", "nothing"],
  ["sounds", "puhthetik", "nothing"],
  ["joined to the next word", "patheticman", "nothing"],
];

describe("disguises", () => {
  const all = createFolder(FOLD_STEPS);

  it.each(GRID)("%s: %j needs %j", (_, disguised, needed) => {
    const text = `You are ${disguised}, man`;
    const seen = sees(all, text);
    expect(seen ? stepsNeeded(disguised, TERM, FOLD_STEPS).join(" ") : "nothing").toBe(needed);
    if (!seen) return;
    // The steps named are enough, and none of them can be missed.
    const steps = needed.split(" ").filter((step): step is FoldStep => FOLD_STEPS.includes(step as FoldStep));
    expect(sees(createFolder(steps), text)).toBe(true);
    for (const step of steps) expect(sees(createFolder(steps.filter((other) => other !== step)), text)).toBe(false);
  });
});
