/** The master secret where nobody set one: made once, kept beside the embedded database. */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { constants } from "node:fs";
import { join } from "node:path";

/** Read, or the one sentence that says why not. */
export type SecretResult =
  | { readonly ok: true; readonly secret: Buffer }
  | { readonly ok: false; readonly problem: string };

const SECRET_BYTES = 32;
const FOR_OTHERS = 0o077;

/** 32 bytes written as base64 (also base64url), 43 or 44 characters, or as 64 hexadecimal digits; otherwise undefined. */
export function parseSecret(text: string): Buffer | undefined {
  if (/^[0-9A-Fa-f]{64}$/.test(text)) return Buffer.from(text, "hex");
  if (!/^([A-Za-z0-9+/]{43}=?|[A-Za-z0-9_-]{43}=?)$/.test(text)) return undefined;
  const secret = Buffer.from(text, "base64");
  return secret.length === SECRET_BYTES ? secret : undefined;
}

/** `secret.key` of a data directory. */
export function secretPath(dataDirectory: string): string {
  return join(dataDirectory, "secret.key");
}

/**
 * Reads the directory's secret, making it where the directory is new. The file appears whole or not at all, and of two
 * processes that make it at once both get the same.
 */
export function readOrCreateSecret(dataDirectory: string): SecretResult {
  const path = secretPath(dataDirectory);
  try {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    if (!existsSync(path)) {
      if (existsSync(join(dataDirectory, "postgres", "PG_VERSION"))) {
        return {
          ok: false,
          problem:
            `${path} is missing, yet there is a database beside it. Restore the file from your backup: what it sealed ` +
            "cannot be read without it. Or set EVENHAND_SECRET.",
        };
      }
      createSecretFile(dataDirectory, path);
    }
    return readSecretFile(path);
  } catch (error) {
    return { ok: false, problem: `${path} cannot be read or made: ${(error as Error).message}` };
  }
}

function readSecretFile(path: string): SecretResult {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { mode } = fstatSync(file);
    if ((mode & FOR_OTHERS) !== 0) {
      const shown = (mode & 0o777).toString(8);
      return { ok: false, problem: `${path} is open to others (mode ${shown}). Close it: chmod 600 ${path}` };
    }
    const secret = parseSecret(readFileSync(file, "utf8").trim());
    if (secret !== undefined) return { ok: true, secret };
    return { ok: false, problem: `${path} does not hold 32 bytes in base64. Restore it from your backup.` };
  } finally {
    closeSync(file);
  }
}

/** Writes beside, syncs, and links to the name, which fails where the name exists: atomic, unlike writing in place. */
function createSecretFile(directory: string, path: string): void {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const file = openSync(draft, "wx", 0o600);
  try {
    writeSync(file, `${randomBytes(SECRET_BYTES).toString("base64")}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(draft, path);
  } catch (error) {
    // Somebody else was first: theirs counts.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const folder = openSync(directory, "r");
  fsyncSync(folder);
  closeSync(folder);
}
