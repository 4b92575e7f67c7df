import { EvenhandError } from "@evenhand/contract";
import { type CompiledPolicy, compilePolicy, loadPolicy, type LoadResult } from "@evenhand/policy";
import type { Service } from "../service/service.js";
import { type PolicyFiles, readStoredFiles } from "./policy-files.js";
import { startPolicyThread } from "./policy-thread.js";

/** Reads the files of a policy. */
export type PolicyLoader = (files: PolicyFiles) => Promise<Pick<LoadResult, "policy" | "problems">>;

/** In this thread: for the start, when nobody waits. */
export const loadHere: PolicyLoader = async (files) => loadPolicy(files);

/** In a thread of its own, so that requests go on meanwhile. */
export const loadInThread: PolicyLoader = async (files) => {
  await using thread = startPolicyThread();
  return await thread.ask({ kind: "load", files }, "loaded");
};

/**
 * Compiles a stored version from its files and makes sure that it still is what was published.
 *
 * Conditions become closures, which cannot come from another thread: this holds the event loop for as long as compiling
 * takes. Only versions that the checking thread did within its limits are ever stored.
 *
 * @param load where the files are read
 * @throws EvenhandError EH_POLICY_NOT_FOUND; EH_POLICY_VERSION_DRIFT where this release reads the files differently
 */
export async function compileStored(
  service: Pick<Service, "store">,
  version: string,
  load: PolicyLoader,
): Promise<CompiledPolicy> {
  const files = await readStoredFiles(service, version);
  if (files === undefined) throw policyNotFound(version);
  const { policy, problems } = await load(withoutCases(files));
  if (policy === undefined || policy.version !== version) throw drifted(version, policy?.version, problems);
  const result = compilePolicy(policy);
  if (result.compiled === undefined) throw drifted(version, policy.version, result.problems);
  return result.compiled;
}

/** Cases were run when it was uploaded. They decide nothing, and reading them takes a fifth of the whole. */
function withoutCases(files: PolicyFiles): PolicyFiles {
  return new Map([...files].filter(([path]) => !path.startsWith("cases/")));
}

/** The answer where a version is not stored. */
export function policyNotFound(version: string): EvenhandError {
  return new EvenhandError(
    "EH_POLICY_NOT_FOUND",
    `No policy ${version} is stored here. GET /v1/policies lists the versions there are.`,
  );
}

function drifted(version: string, now: string | undefined, problems: EvenhandError["problems"]): EvenhandError {
  const how = now === undefined || now === version ? "has errors in it" : `reads it as ${now}`;
  return new EvenhandError(
    "EH_POLICY_VERSION_DRIFT",
    `The stored policy ${version} no longer means what was published: this release ${how}. Decisions would not be those ` +
      "that people were told of. Start the release that published it (its CHANGELOG entry says how to move on).",
    problems.filter((problem) => problem.severity !== "warning"),
  );
}
