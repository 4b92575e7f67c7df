/** A policy folder as it is uploaded: a .tar.gz or JSON. Nothing is written to disk, and every size has a bound. */
import { isUtf8 } from "node:buffer";
import { Readable, Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { EvenhandError } from "@evenhand/contract";
import { extract, type Header } from "tar-stream";
import { ARCHIVE_LIMITS, type ArchiveLimits, badArchive, tooBig } from "./archive-limits.js";
import { isWellFormed, pathInPolicy, safePath, topFolder } from "./archive-paths.js";
import type { PolicyFiles } from "./policy-files.js";

/**
 * Reads a policy from a gzipped tar: plain files and folders, in the archive's top folder or in one folder there. What does
 * not belong to a policy is left out; the rest is kept to the byte.
 *
 * @throws EvenhandError EH_POLICY_ARCHIVE, EH_POLICY_ARCHIVE_TOO_BIG
 */
export async function readArchive(gzipped: Buffer, limits: ArchiveLimits = ARCHIVE_LIMITS): Promise<PolicyFiles> {
  if (gzipped.length > limits.compressedBytes) throw tooBig(`it has more than ${limits.compressedBytes} bytes`);
  if (gzipped[0] !== 0x1f || gzipped[1] !== 0x8b) throw badArchive("The body is not gzip.");
  const found = new Map<string, Buffer>();
  const untar = extract();
  const unpacked = (async () => {
    let entries = 0;
    for await (const entry of untar) {
      entries += 1;
      if (entries > limits.entries) throw tooBig(`it holds more than ${limits.entries} files and folders`);
      const path = plainPath(entry.header, limits);
      if (path === undefined) {
        entry.resume();
        continue;
      }
      if (found.has(path)) throw badArchive(`The archive holds ${JSON.stringify(path)} twice.`);
      found.set(path, await readAll(entry as AsyncIterable<Buffer>, entry.header.size ?? 0));
    }
  })();
  try {
    // What ends first with an error ends the other.
    await Promise.all([
      unpacked.catch((error: unknown) => {
        untar.destroy(error instanceof Error ? error : new Error(String(error)));
        throw error;
      }),
      pipeline(Readable.from([gzipped]), createGunzip(), sizeGuard(gzipped.length, limits), untar),
    ]);
  } catch (error) {
    await unpacked.catch(() => undefined);
    if (error instanceof EvenhandError) throw error;
    throw badArchive(
      `The archive is cut short or damaged (${error instanceof Error ? error.message : String(error)}).`,
      error,
    );
  }
  return chooseFiles(found);
}

/**
 * Reads a policy from JSON: text by path.
 *
 * @throws EvenhandError EH_POLICY_ARCHIVE, EH_POLICY_ARCHIVE_TOO_BIG
 */
export function readJsonFiles(
  files: Readonly<Record<string, string>>,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): PolicyFiles {
  const paths = Object.keys(files);
  if (paths.length > limits.entries) throw tooBig(`it holds more than ${limits.entries} files`);
  const found = new Map<string, Buffer>();
  let total = 0;
  for (const raw of paths) {
    const text = files[raw] ?? "";
    const path = safePath(raw, limits);
    if (path === "" || found.has(path))
      throw badArchive(`${JSON.stringify(raw)} names no file, or one for the second time.`);
    if (!isWellFormed(text)) throw badArchive(`${path} holds half a character (a lone surrogate).`);
    const bytes = Buffer.from(text, "utf8");
    total += bytes.length;
    if (bytes.length > limits.fileBytes) throw tooBig(`${path} has more than ${limits.fileBytes} bytes`);
    if (total > limits.totalBytes) throw tooBig(`its files have more than ${limits.totalBytes} bytes together`);
    found.set(path, bytes);
  }
  return chooseFiles(found);
}

/** The path of a plain file, or undefined for a folder. Everything else is refused. */
function plainPath({ name, type, size }: Header, limits: ArchiveLimits): string | undefined {
  const path = safePath(name, limits);
  if (type === "directory") return undefined;
  if (type !== "file" && type !== "contiguous-file") {
    throw badArchive(`The archive holds ${JSON.stringify(path)}, a ${type}; a policy consists of plain files.`);
  }
  if (path === "") throw badArchive("The archive holds a file without a name.");
  if (size > limits.fileBytes) throw tooBig(`${path} has more than ${limits.fileBytes} bytes`);
  return path;
}

async function readAll(entry: AsyncIterable<Buffer>, size: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of entry) {
    chunks.push(chunk);
    length += chunk.length;
  }
  if (length !== size) throw badArchive("The archive is cut short.");
  return Buffer.concat(chunks, length);
}

/** Counts what comes out of the decompression, before anything else sees it. */
function sizeGuard(compressed: number, limits: ArchiveLimits): Transform {
  let total = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      total += chunk.length;
      if (total > limits.totalBytes) return done(tooBig(`it unpacks to more than ${limits.totalBytes} bytes`));
      if (total > limits.ratioFromBytes && total > compressed * limits.ratio) {
        return done(tooBig(`it unpacks to more than ${limits.ratio} times its size`));
      }
      done(null, chunk);
    },
  });
}

function chooseFiles(found: ReadonlyMap<string, Buffer>): PolicyFiles {
  const prefix = topFolder([...found.keys()]);
  const files = new Map<string, string>();
  for (const [path, bytes] of found) {
    const inside = pathInPolicy(path, prefix);
    if (inside === undefined) continue;
    if (!isUtf8(bytes)) throw badArchive(`${path} is not UTF-8. Save it as UTF-8 text.`);
    files.set(inside, bytes.toString("utf8"));
  }
  if (!files.has("evenhand.yaml"))
    throw badArchive("There is no evenhand.yaml at the top of the archive, or in its one folder.");
  return files;
}
