import type { TestBankBody, TestedBank } from "@evenhand/contract";
import { tryBank } from "@evenhand/policy";
import { EXIT, type Io } from "../../io.js";
import { print } from "../../output/print.js";
import { safeLine } from "../../output/safe-text.js";
import { openRemote } from "../remote.js";
import { type BankOptions, bankPath, hashOf, openBank } from "./bank-options.js";

/** `evenhand bank test BANK WHAT` */
export async function testBank(name: string, what: string, options: BankOptions, io: Io): Promise<number> {
  const image = hashOf(what);
  const asked: TestBankBody = image === undefined ? { text: what } : { text: what, image };
  const found =
    options.policy === undefined
      ? await atService(name, asked, options, io)
      : await inFolder(name, options.policy, asked, io);
  const lines = [
    ...found.hits.map(({ entry, text, start, end, category, severity, ...origin }) => {
      const grade = [...(category === "" ? [] : [category]), ...(severity === 0 ? [] : [`severity ${severity}`])].join(
        ", ",
      );
      return `${start}–${end} ${JSON.stringify(text)}: ${entry}${grade === "" ? "" : ` (${grade})`}${originOf(origin)}`;
    }),
    ...found.links.map(({ entry, ...origin }) => `${entry}${originOf(origin)}`),
    ...(found.sample === null
      ? []
      : [`${found.sample.sample}: similarity ${found.sample.similarity.toFixed(2)}${originOf(found.sample)}`]),
    ...(found.image === null ? [] : [`${found.image.entry}: distance ${found.image.distance}${originOf(found.image)}`]),
  ];
  if (options.json) await print(io, JSON.stringify(found));
  else await print(io, ...(lines.length === 0 ? ["nothing is found"] : lines.map((line) => safeLine(line))));
  return lines.length === 0 ? EXIT.differences : EXIT.done;
}

function originOf({ id, source }: { readonly id?: string; readonly source?: string }): string {
  return `${source === undefined ? "" : `, from ${source}`}${id === undefined ? "" : `, added as ${id}`}`;
}

function atService(name: string, body: TestBankBody, options: BankOptions, io: Io): Promise<TestedBank> {
  return openRemote(options, io).ask<TestedBank>(bankPath(name, "test"), { method: "POST", body });
}

async function inFolder(name: string, folder: string, body: TestBankBody, io: Io): Promise<TestedBank> {
  const { opened, bank } = await openBank(folder, name);
  return { bank: name, revision: 0, ...tryBank(bank, opened.compiled.signals, body, io.now()) };
}
