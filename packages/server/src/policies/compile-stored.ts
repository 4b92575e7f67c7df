import { setImmediate as nextTurn } from "node:timers/promises";
import { EvenhandError } from "@evenhand/contract";
import { type CompiledPolicy, compilePolicy, loadPolicy } from "@evenhand/policy";
import type { Service } from "../service/service.js";
import { readStoredFiles } from "./policy-files.js";

/**
 * Compiles a stored version from its files and makes sure that it still is what was published.
 *
 * Conditions become closures, which cannot come from another thread: this holds the event loop for as long as loading and
 * compiling take, in two pieces. Only versions that the checking thread did within its limits are ever stored.
 *
 * @throws EvenhandError EH_POLICY_NOT_FOUND; EH_POLICY_VERSION_DRIFT where this release reads the files differently
 */
export async function compileStored(service: Pick<Service, "store">, version: string): Promise<CompiledPolicy> {
  const files = await readStoredFiles(service, version);
  if (files === undefined) throw policyNotFound(version);
  const { policy, problems } = loadPolicy(files);
  if (policy === undefined || policy.version !== version) throw drifted(version, policy?.version, problems);
  await nextTurn();
  const result = compilePolicy(policy);
  if (result.compiled === undefined) throw drifted(version, policy.version, result.problems);
  return result.compiled;
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
