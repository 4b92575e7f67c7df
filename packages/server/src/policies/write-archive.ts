import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { pack } from "tar-stream";
import { type PolicyFiles, sortFiles } from "./policy-files.js";

const compress = promisify(gzip);

/**
 * A policy as a gzipped tar, its files as they were uploaded. Equal files give equal tars: sorted, owned by nobody, with the
 * given time.
 *
 * @param modified the time of every file: when the version was uploaded
 */
export async function writeArchive(files: PolicyFiles, modified: Date): Promise<Buffer> {
  const tar = pack();
  const chunks: Buffer[] = [];
  const read = (async () => {
    for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk);
  })();
  for (const [name, text] of sortFiles(files)) {
    tar.entry({ name, mode: 0o644, uid: 0, gid: 0, mtime: modified, type: "file" }, text);
  }
  tar.finalize();
  await read;
  return compress(Buffer.concat(chunks));
}
