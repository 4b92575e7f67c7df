import { EvenhandError, type PolicyPage } from "@evenhand/contract";
import type { Remote } from "./remote.js";

const WHOLE = /^sha256:[0-9a-f]{64}$/;
const PART = /^(sha256:)?[0-9a-f]{6,64}$/;

/**
 * The whole version that its beginning names, as people copy it: at least six digits, with or without `sha256:`.
 *
 * @throws EvenhandError EH_USAGE where nothing or several begin so
 */
export async function wholeVersion(remote: Remote, given: string): Promise<string> {
  if (WHOLE.test(given)) return given;
  if (!PART.test(given)) {
    throw new EvenhandError(
      "EH_USAGE",
      `"${given}" is no version. Write sha256: and its hexadecimal digits, at least six of them.`,
    );
  }
  const beginning = given.startsWith("sha256:") ? given : `sha256:${given}`;
  const found: string[] = [];
  for (let after: string | undefined; ;) {
    const page = await remote.ask<PolicyPage>("/v1/policies", { query: { limit: 200, after } });
    found.push(...page.items.map(({ version }) => version).filter((version) => version.startsWith(beginning)));
    if (page.next === null) break;
    after = page.next;
  }
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  throw new EvenhandError(
    "EH_USAGE",
    only === undefined
      ? `The service has no version that begins with ${beginning}.`
      : `${found.length} versions begin with ${beginning}: ${found.slice(0, 5).join(", ")}. Write more of it.`,
  );
}
