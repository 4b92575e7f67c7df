/** Parts of documents that come from the code: between `<!-- NAME -->` and `<!-- /NAME -->`, written anew with UPDATE_DOCS=1. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./run-document.js";

/** What a document has between its marks, without the empty lines around it. */
export function generatedPart(path: string, name: string): string {
  const text = readFileSync(join(ROOT, path), "utf8");
  const [, part] = partPattern(name).exec(text) ?? [];
  if (part === undefined) throw new TypeError(`${path} has no <!-- ${name} --> … <!-- /${name} -->`);
  return part.trim();
}

/** With UPDATE_DOCS=1, puts `content` between the marks. */
export function updatePart(path: string, name: string, content: string): void {
  if ((process.env["UPDATE_DOCS"] ?? "") === "") return;
  const file = join(ROOT, path);
  const whole = `<!-- ${name} -->\n\n${content.trim()}\n\n<!-- /${name} -->`;
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace(partPattern(name), () => whole),
  );
}

function partPattern(name: string): RegExp {
  return new RegExp(`<!-- ${name} -->\\n([\\s\\S]*?)<!-- /${name} -->`);
}
