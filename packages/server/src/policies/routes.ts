import type { Route } from "../http/route.js";
import type { Service } from "../service/service.js";
import type { PolicyBook } from "./policy-book.js";
import { approvePolicyRoute } from "./routes/approve-policy.js";
import { getPolicyArchiveRoute } from "./routes/get-policy-archive.js";
import { getPolicyFilesRoute } from "./routes/get-policy-files.js";
import { getPolicyInForceRoute } from "./routes/get-policy-in-force.js";
import { getPolicyRoute } from "./routes/get-policy.js";
import { listPoliciesRoute } from "./routes/list-policies.js";
import { listRulesRoute } from "./routes/list-rules.js";
import { publishPolicyRoute } from "./routes/publish-policy.js";
import { rollbackPolicyRoute } from "./routes/rollback-policy.js";
import { uploadPolicyRoute } from "./routes/upload-policy.js";

/** Operations on policies, and the rules as everybody reads them. */
export function policyRoutes(service: Service, book: PolicyBook): readonly Route[] {
  return [
    uploadPolicyRoute(service),
    listPoliciesRoute(service),
    getPolicyInForceRoute(service),
    getPolicyRoute(service),
    getPolicyArchiveRoute(service),
    getPolicyFilesRoute(service),
    approvePolicyRoute(service),
    publishPolicyRoute(service, book),
    rollbackPolicyRoute(service, book),
    listRulesRoute(book),
  ];
}
