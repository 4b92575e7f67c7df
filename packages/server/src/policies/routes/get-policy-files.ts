import { PolicyParams, StoredPolicyFiles } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { policyNotFound } from "../compile-stored.js";
import { readStoredFiles } from "../policy-files.js";

/** GET /v1/policies/:version/files */
export function getPolicyFilesRoute(service: Service): Route {
  return route({
    operation: "getPolicyFiles",
    method: "GET",
    path: "/v1/policies/:version/files",
    summary: "Read a policy's files",
    description:
      "The folder of a stored version as JSON, its files to the byte as they were uploaded: what an upload takes.",
    tag: "Policies",
    scope: "policies:read",
    params: PolicyParams,
    responses: { 200: { description: "The files", schema: StoredPolicyFiles } },
    errors: ["EH_POLICY_NOT_FOUND"],
    handle: async ({ params: { version } }) => {
      const files = await readStoredFiles(service, version);
      if (files === undefined) throw policyNotFound(version);
      return { status: 200, body: { version, files: Object.fromEntries(files) } };
    },
  });
}
