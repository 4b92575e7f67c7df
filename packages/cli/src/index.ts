export { EXIT, type Io, type Output } from "./io.js";
export { readPolicyFolder } from "./read-policy-folder.js";
export { run } from "./run.js";
