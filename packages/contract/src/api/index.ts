export * from "./journal.js";
export * from "./keys.js";
export * from "./operation.js";
export * from "./problem.js";
