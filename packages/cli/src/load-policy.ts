import { join } from "node:path";
import { EvenhandError, type Problem } from "@evenhand/contract";
import { type CaseDoc, type CompiledPolicy, compilePolicy, loadPolicy, type Policy } from "@evenhand/policy";
import { readPolicyFolder } from "./read-policy-folder.js";

/** A policy folder read, checked and compiled, as far as its errors allow. */
export interface PolicyFolder {
  readonly folder: string;
  readonly policy: Policy | undefined;
  readonly compiled: CompiledPolicy | undefined;
  readonly cases: readonly CaseDoc[];
  /** Errors and warnings, `where` relative to the folder. */
  readonly problems: readonly Problem[];
}

/** A policy folder without errors. */
export interface SoundPolicy extends PolicyFolder {
  readonly policy: Policy;
  readonly compiled: CompiledPolicy;
}

/**
 * Reads and compiles a policy folder and collects everything that is wrong with it.
 *
 * @throws EvenhandError EH_POLICY_FOLDER_* where the folder cannot be read at all
 */
export async function openPolicy(folder: string): Promise<PolicyFolder> {
  const loaded = loadPolicy(await readPolicyFolder(folder));
  const { policy, cases } = loaded;
  if (policy === undefined) return { folder, policy, compiled: undefined, cases, problems: loaded.problems };
  const { compiled, problems } = compilePolicy(policy);
  return { folder, policy, compiled, cases, problems: [...loaded.problems, ...problems] };
}

/**
 * Opens a policy folder that must be without errors.
 *
 * @throws EvenhandError EH_POLICY_INVALID with every error and its place
 */
export async function openSoundPolicy(folder: string): Promise<SoundPolicy> {
  const opened = await openPolicy(folder);
  const { policy, compiled } = opened;
  if (policy !== undefined && compiled !== undefined) return { ...opened, policy, compiled };
  const errors = opened.problems.filter((problem) => problem.severity !== "warning");
  throw new EvenhandError(
    "EH_POLICY_INVALID",
    `The policy in ${folder} has ${errors.length === 1 ? "an error" : `${errors.length} errors`}; it cannot be used until ` +
      `${errors.length === 1 ? "it is" : "they are"} mended. \`evenhand policy check ${folder}\` shows warnings as well.`,
    errors.map((problem) => inFolder(problem, folder)),
  );
}

/** The same problem with its place relative to where the command was run, so that an editor finds it. */
export function inFolder(problem: Problem, folder: string): Problem {
  return problem.where === undefined ? problem : { ...problem, where: join(folder, problem.where) };
}
