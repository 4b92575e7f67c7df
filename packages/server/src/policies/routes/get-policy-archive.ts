import { PolicyParams } from "@evenhand/contract";
import { route, type Route } from "../../http/route.js";
import type { Service } from "../../service/service.js";
import { policyNotFound } from "../compile-stored.js";
import { readStoredFiles } from "../policy-files.js";
import { writeArchive } from "../write-archive.js";

/** GET /v1/policies/:version/archive */
export function getPolicyArchiveRoute(service: Service): Route {
  return route({
    operation: "getPolicyArchive",
    method: "GET",
    path: "/v1/policies/:version/archive",
    summary: "Download a policy",
    description: "The folder of a stored version as a gzipped tar, its files to the byte as they were uploaded.",
    tag: "Policies",
    scope: "policies:read",
    params: PolicyParams,
    responses: { 200: { description: "The archive", contentType: "application/gzip" } },
    errors: ["EH_POLICY_NOT_FOUND"],
    handle: async ({ params: { version } }) => {
      const files = await readStoredFiles(service, version);
      if (files === undefined) throw policyNotFound(version);
      const name = `policy-${version.slice("sha256:".length, "sha256:".length + 12)}.tar.gz`;
      return {
        status: 200,
        // Equal at every download: the files never change, and neither does their time.
        body: await writeArchive(files, new Date(0)),
        headers: { "content-disposition": `attachment; filename="${name}"` },
      };
    },
  });
}
