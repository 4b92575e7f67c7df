import { PolicyFolder, UploadedPolicy, UploadPolicyQuery } from "@evenhand/contract";
import { Compile } from "typebox/compile";
import { EvenhandError } from "@evenhand/contract";
import { JSON_LIMITS, parseJson } from "../../http/parse-json.js";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { ARCHIVE_LIMITS } from "../archive-limits.js";
import { readApprovals } from "../approvals.js";
import type { PolicyFiles } from "../policy-files.js";
import { problemView } from "../policy-view.js";
import { readArchive, readJsonFiles } from "../read-archive.js";
import { uploadPolicy } from "../upload-policy.js";

const folder = Compile(PolicyFolder);

/** POST /v1/policies */
export function uploadPolicyRoute(service: Service): Route {
  return route({
    operation: "uploadPolicy",
    method: "POST",
    path: "/v1/policies",
    summary: "Upload a policy",
    description:
      "A policy folder as a gzipped tar of plain files, or as JSON. It is loaded, linted, its cases are run, and it is compared with the policy in force over the newest stored events; all of that is stored with it. A policy with errors or failing cases is refused with everything that is wrong and where. Nothing is decided by it until it is published.",
    tag: "Policies",
    scope: "policies:write",
    query: UploadPolicyQuery,
    body: PolicyFolder,
    contentTypes: ["application/gzip", "application/x-gzip", "application/json"],
    bodyBytes: ARCHIVE_LIMITS.compressedBytes,
    responses: {
      200: { description: "It was stored before, or it was a dry run", schema: UploadedPolicy },
      201: { description: "Stored", schema: UploadedPolicy },
    },
    errors: [
      "EH_POLICY_ARCHIVE",
      "EH_POLICY_ARCHIVE_TOO_BIG",
      "EH_POLICY_REFUSED",
      "EH_POLICY_CHECK_ABORTED",
      "EH_POLICY_BUSY",
    ],
    idempotency: "natural",
    handle: async ({ caller, query, headers, body }) => {
      const files = await filesOf(body as unknown as Buffer, String(headers["content-type"] ?? ""));
      const { problems, ...result } = await uploadPolicy(service, { files, actor: caller.actor, dryRun: query.dryRun });
      const given = (await readApprovals(service.store.db, result.version)).length;
      const approvals = { needed: service.config.policies.approvals, given };
      return {
        status: result.created ? 201 : 200,
        body: { ...result, lint: problems.map(problemView), approvals },
        ...(result.created ? { headers: { location: `/v1/policies/${result.version}` } } : {}),
      };
    },
  });
}

/** @param body bytes, whatever the content type */
async function filesOf(body: Buffer, contentType: string): Promise<PolicyFiles> {
  if (!/^application\/json\b/i.test(contentType.trim())) return readArchive(body);
  // Files may hold any character.
  const value = parseJson(body, { ...JSON_LIMITS, nul: true });
  if (!folder.Check(value)) {
    throw new EvenhandError(
      "EH_REQUEST_INVALID",
      'The body must be {"files": {"evenhand.yaml": "…", "rules/spam.md": "…"}}: whole texts by path, and nothing else.',
    );
  }
  return readJsonFiles(value.files);
}
