import type { Key } from "@evenhand/contract";
import { EXIT, type Io } from "../../io.js";
import { coloursFor } from "../../output/colours.js";
import { print } from "../../output/print.js";
import { formatRows } from "../../output/rows.js";
import { allPages } from "../all-pages.js";
import { openRemote, type RemoteOptions } from "../remote.js";

interface ListOptions extends RemoteOptions {
  readonly all?: true;
  readonly json?: true;
}

/** `evenhand keys list` */
export async function listKeys(options: ListOptions, io: Io): Promise<number> {
  const keys: Key[] = [];
  for await (const page of allPages<Key>(openRemote(options, io), "/v1/keys")) keys.push(...page);
  const wanted = keys.filter((key) => options.all || key.state === "active");
  if (options.json) await print(io, ...wanted.map((key) => JSON.stringify(key)));
  else {
    const headings = ["ID", "STATE", "ROLE", "CREATED", "LAST USED", "EXPIRES", "NAME", "SCOPES"];
    const rows = wanted.map((key) => [
      key.id,
      key.state,
      key.role,
      key.createdAt.slice(0, 10),
      key.lastUsedAt?.slice(0, 16) ?? "never",
      key.expiresAt?.slice(0, 16) ?? "–",
      key.name,
      key.scopes.join(","),
    ]);
    await print(io, ...formatRows(headings, rows, coloursFor(io.stdout, io.env)));
  }
  return EXIT.done;
}
