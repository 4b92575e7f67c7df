import { EvenhandError } from "@evenhand/contract";
import { type CaseDoc, decideCase, type DecidedCase } from "@evenhand/policy";
import type { SoundPolicy } from "../load-policy.js";

/** Decides one of the policy's cases by its name, or by a part of the name that no other has. */
export function decideNamedCase({ compiled, cases, folder }: SoundPolicy, name: string): DecidedCase {
  return decideCase(compiled, findCase(cases, name, folder));
}

function findCase(cases: readonly CaseDoc[], name: string, folder: string): CaseDoc {
  const exact = cases.find((doc) => doc.name === name);
  const near = cases.filter((doc) => doc.name.toLowerCase().includes(name.toLowerCase()));
  const [only] = near;
  if (exact !== undefined) return exact;
  if (only !== undefined && near.length === 1) return only;
  const which = near
    .slice(0, 5)
    .map((doc) => `"${doc.name}"`)
    .join(", ");
  throw new EvenhandError(
    "EH_CASE_UNKNOWN",
    near.length === 0
      ? `The policy in ${folder} has no case named "${name}"; \`evenhand policy test ${folder}\` lists them.`
      : `"${name}" is in the name of ${near.length} cases: ${which}${near.length > 5 ? " …" : ""}. Write more of it.`,
  );
}
