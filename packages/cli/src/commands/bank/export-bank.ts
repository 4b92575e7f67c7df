import { type BankFormat, EvenhandError } from "@evenhand/contract";
import { writeBankFile } from "@evenhand/policy";
import { EXIT, type Io } from "../../io.js";
import { LineWriter } from "../../output/line-writer.js";
import { openRemote } from "../remote.js";
import { type BankOptions, bankPath, openBank } from "./bank-options.js";

interface ExportOptions extends BankOptions {
  readonly format: BankFormat;
  readonly added?: true;
}

const TIMEOUT_MS = 10 * 60_000;

/** `evenhand bank export BANK` */
export async function exportBank(name: string, options: ExportOptions, io: Io): Promise<number> {
  const { format, policy, added } = options;
  if (added === true && policy !== undefined) {
    throw new EvenhandError("EH_USAGE", "A policy folder holds nothing that was added. Leave out --added or --policy.");
  }
  const texts = policy === undefined ? download(name, options, io) : await fromFolder(name, policy, format);
  const out = new LineWriter(io.stdout, "standard output");
  let rest = "";
  for await (const text of texts) {
    const lines = `${rest}${text}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      out.line(line);
      if (out.full) await out.flush();
    }
  }
  if (rest !== "") out.line(rest);
  await out.flush();
  out.release();
  return EXIT.done;
}

async function* download(name: string, options: ExportOptions, io: Io): AsyncGenerator<string> {
  const utf8 = new TextDecoder("utf-8");
  const query = { format: options.format, entries: options.added === true ? "added" : undefined };
  for await (const chunk of openRemote(options, io).download(bankPath(name, "export"), {
    query,
    timeoutMs: TIMEOUT_MS,
  })) {
    yield utf8.decode(chunk, { stream: true });
  }
  yield utf8.decode();
}

async function fromFolder(name: string, folder: string, format: BankFormat): Promise<AsyncIterable<string>> {
  const { bank } = await openBank(folder, name);
  return writeBankFile(
    {
      bank,
      parts: async function* () {
        yield bank.entries;
      },
    },
    format,
  );
}
