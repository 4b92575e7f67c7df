export * from "./decisions.js";
export * from "./common.js";
export * from "./accounts.js";
export * from "./journal.js";
export * from "./keys.js";
export * from "./operation.js";
export * from "./problem.js";
export * from "./webhooks.js";
