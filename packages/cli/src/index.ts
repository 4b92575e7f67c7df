export { endSignal } from "./commands/service/end-signal.js";
export { type StartedService, startService } from "./commands/service/start-service.js";
export { EXIT, type Io, type Output } from "./io.js";
export { coloursFor } from "./output/colours.js";
export { formatError } from "./output/format-problem.js";
export { readPolicyFolder } from "./read-policy-folder.js";
export { run } from "./run.js";
