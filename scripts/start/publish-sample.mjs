/** Name of the sample community. */
const HARBOUR = "Harbour";

/**
 * Puts the sample policy in force where none is.
 *
 * @returns whether a policy of the sample community is in force, and its log may be fed
 */
export async function publishSample({ policies }, api, folder, readPolicyFolder, say) {
  const current = policies.current()?.compiled.policy;
  if (current !== undefined) {
    if (current.name === HARBOUR) return true;
    say(`The policy in force is "${current.name}", not the sample: nothing of the sample is published or fed here.`);
    return false;
  }
  say(`Publishing examples/harbour/policy: lint, cases, then in force …`);
  const files = Object.fromEntries(await readPolicyFolder(folder));
  const uploaded = await api.post("/v1/policies", { files });
  await api.post(`/v1/policies/${uploaded.version}/publish`, { expect: null });
  say(`In force: ${HARBOUR}, ${uploaded.cases.passed} cases passed, ${uploaded.version.slice(0, 19)}…`);
  return true;
}
