/** What the service and the checking thread say to each other: each request gets one answer, in order. */
import type { Problem } from "@evenhand/contract";
import type { BacktestReport, Policy } from "@evenhand/policy";
import type { PolicyCheck } from "./check-policy.js";
import type { PolicyFiles } from "./policy-files.js";

export type WorkerRequest =
  /** Loads a stored version: what is plain data of it comes back, and is compiled where it decides. */
  | { readonly kind: "load"; readonly files: PolicyFiles }
  | { readonly kind: "check"; readonly files: PolicyFiles }
  /** Compares the policy checked last with `before`; events follow. */
  | { readonly kind: "backtest"; readonly before: PolicyFiles; readonly nowMs: number }
  /** Bodies of stored events as JSON, oldest first. */
  | { readonly kind: "events"; readonly bodies: readonly string[] }
  | { readonly kind: "report" };

export type WorkerAnswer =
  | { readonly kind: "loaded"; readonly policy: Policy | undefined; readonly problems: readonly Problem[] }
  | { readonly kind: "checked"; readonly check: PolicyCheck }
  | { readonly kind: "ready" }
  | { readonly kind: "report"; readonly report: BacktestReport }
  | { readonly kind: "failed"; readonly reason: string };
