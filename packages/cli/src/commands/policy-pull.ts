import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { EvenhandError, type PolicyDetail, type StoredPolicyFiles } from "@evenhand/contract";
import { loadPolicy } from "@evenhand/policy";
import { EXIT, type Io } from "../io.js";
import { count } from "../output/count.js";
import { outputError } from "../output/line-writer.js";
import { print } from "../output/print.js";
import { wholeVersion } from "./remote-policy-version.js";
import { openRemote, type RemoteOptions } from "./remote.js";

interface PullOptions extends RemoteOptions {
  readonly json?: true;
}

/** A file of a policy, and nothing that leads elsewhere: what a service says is written to the disk of whoever asks. */
const FILE =
  /^(?:(?:rules|detectors|banks|classifiers|cases)(?:\/[^/.\p{Cc}\\:][^/\p{Cc}\\:]*)+|[^/.\p{Cc}\\:][^/\p{Cc}\\:]*\.ya?ml)$/u;

/**
 * `evenhand policy pull [VERSION] DIR`: writes the folder of a stored version, the one in force unless said. Whether it is
 * that version is computed from the files, whatever the service says.
 */
export async function pullPolicy(
  given: string | undefined,
  folder: string,
  options: PullOptions,
  io: Io,
): Promise<number> {
  const remote = openRemote(options, io);
  await refuseFull(folder);
  const version =
    given === undefined
      ? (await remote.ask<PolicyDetail>("/v1/policies/current")).version
      : await wholeVersion(remote, given);
  const { files } = await remote.ask<StoredPolicyFiles>(`/v1/policies/${version}/files`, { timeoutMs: 120_000 });
  checkFiles(files, version, remote.url);
  try {
    for (const [path, text] of Object.entries(files)) {
      const at = join(folder, path);
      await mkdir(dirname(at), { recursive: true });
      await writeFile(at, text, { flag: "wx" });
    }
  } catch (error) {
    throw outputError(folder, error);
  }
  const paths = Object.keys(files);
  await print(
    io,
    options.json
      ? JSON.stringify({ version, folder, files: paths })
      : `${count(paths.length, "file")} of ${version} written to ${folder}`,
  );
  return EXIT.done;
}

async function refuseFull(folder: string): Promise<void> {
  const there = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw outputError(folder, error);
  });
  if (there.length === 0) return;
  throw new EvenhandError(
    "EH_OUTPUT_EXISTS",
    `The folder ${folder} is not empty, and nothing in it is written over. Name one that does not exist yet.`,
  );
}

function checkFiles(files: StoredPolicyFiles["files"], version: string, url: string): void {
  const odd = Object.keys(files).find((path) => !FILE.test(path) || typeof files[path] !== "string");
  if (odd !== undefined) {
    throw new EvenhandError(
      "EH_SERVICE_ANSWER",
      `${url} sent ${JSON.stringify(odd)}, which is no file of a policy. Nothing was written.`,
    );
  }
  const { policy, problems } = loadPolicy(new Map(Object.entries(files)));
  if (policy?.version === version) return;
  throw new EvenhandError(
    "EH_POLICY_VERSION_DRIFT",
    `What ${url} sent is ${policy === undefined ? "no policy that this release can read" : policy.version}, not ${version}. ` +
      "Use the release of the `evenhand` command that the service runs. Nothing was written.",
    problems.filter(({ severity }) => severity !== "warning"),
  );
}
