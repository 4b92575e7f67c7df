// `node scripts/confusables.mjs PATH/confusables-17.0.txt`: writes the table of confusables of packages/matching from
// Unicode's file (UTS #39). Run it when Unicode publishes a new version; the file itself is not kept here.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./prepare.mjs";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const LINE = 110;

const source = process.argv[2];
if (source === undefined) {
  console.error("Usage: node scripts/confusables.mjs PATH/confusables-17.0.txt");
  process.exit(2);
}
const file = readFileSync(source, "utf8");
const version = /^# Version: (\S+)/m.exec(file)?.[1] ?? "unknown";

/** From code point to the string that it is confused with. */
const mappings = new Map();
for (const line of file.split("\n")) {
  const [from, to] = line.replace(/^\ufeff|#.*$/g, "").split(";");
  if (to === undefined) continue;
  const text = (hex) =>
    String.fromCodePoint(
      ...hex
        .trim()
        .split(/\s+/)
        .map((one) => parseInt(one, 16)),
    );
  const character = text(from);
  // A skeleton decomposes first, so that what has a canonical decomposition is never looked up.
  if (character.normalize("NFD") === character) mappings.set(character.codePointAt(0), text(to));
}

/** Numbers of five bits a digit, the lowest first; the digit's sixth bit says that more follow. */
function encode(number) {
  let digits = "";
  let rest = number;
  for (; rest >= 32; rest = Math.floor(rest / 32)) digits += DIGITS[32 + (rest % 32)];
  return digits + DIGITS[rest];
}

/** Signed as unsigned, small ones first: 0, -1, 1, -2, 2… */
const signed = (number) => encode(number < 0 ? -2 * number - 1 : 2 * number);

const byCodePoints = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const targets = [...new Set(mappings.values())].sort(byCodePoints);
let targetDigits = "";
let first = 0;
for (const target of targets) {
  const codePoints = Array.from(target, (character) => character.codePointAt(0));
  targetDigits += encode(codePoints.length);
  let previous = first;
  for (const codePoint of codePoints) {
    targetDigits += signed(codePoint - previous);
    previous = codePoint;
  }
  first = codePoints[0];
}

const numbers = new Map(targets.map((target, number) => [target, number]));
let mappingDigits = "";
let codePoint = -1;
let number = -1;
for (const [from, to] of [...mappings].sort(([a], [b]) => a - b)) {
  mappingDigits += encode(from - codePoint - 1) + signed(numbers.get(to) - number - 1);
  codePoint = from;
  number = numbers.get(to);
}

function literal(digits) {
  const lines = digits.match(new RegExp(`.{1,${LINE}}`, "g"));
  return lines.map((line) => `"${line}"`).join(" +\n  ");
}

const notice = readFileSync(join(root, "packages/matching/src/confusables/UNICODE-LICENSE.txt"), "utf8");
const output = join(root, "packages/matching/src/confusables/confusables-data.ts");
writeFileSync(
  output,
  `/*
 * Written by scripts/confusables.mjs from Unicode's confusables.txt, version ${version}: facts of that file under its licence.
 *
${notice
  .trim()
  .split("\n")
  .map((line) => ` * ${line}`.trimEnd())
  .join("\n")}
 */

/** Version of the Unicode data. */
export const CONFUSABLES_VERSION = ${JSON.stringify(version)};

/** The strings that characters are confused with; see \`confusables.ts\` for the encoding. */
export const TARGETS =
  ${literal(targetDigits)};

/** The characters and the number of the string of each. */
export const MAPPINGS =
  ${literal(mappingDigits)};
`,
);
console.error(
  `${mappings.size} mappings, ${targets.length} targets, ${targetDigits.length + mappingDigits.length} digits: ${output}`,
);
