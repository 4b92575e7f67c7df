import type { NewKey } from "@evenhand/contract";
import type { Io } from "../../io.js";
import { coloursFor } from "../../output/colours.js";
import { print } from "../../output/print.js";
import { safeLine } from "../../output/safe-text.js";

/** Prints a new key: the one place where a secret is shown. */
export async function printNewKey({ key, text }: NewKey, json: true | undefined, io: Io): Promise<void> {
  if (json) return print(io, JSON.stringify({ key, text }));
  const { bold, dim } = coloursFor(io.stdout, io.env);
  await print(
    io,
    `Key ${key.id} "${safeLine(key.name)}", ${key.role}, may ${key.scopes.includes("admin") ? "do everything" : key.scopes.join(", ")}; ${key.expiresAt === null ? "it does not expire" : `until ${key.expiresAt}`}.`,
    "It is shown only now; keep it:",
    "",
    `  ${bold(text)}`,
    "",
    dim("Use it with this command as EVENHAND_KEY, over HTTP as `Authorization: Bearer …`."),
  );
}
