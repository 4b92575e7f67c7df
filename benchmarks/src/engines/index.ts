import { createBufbuildCel } from "./bufbuild-cel.js";
import { createClosures } from "./closures.js";
import type { EngineSpec } from "./engine.js";
import { createEvenhandDecide, createEvenhandFindings, createEvenhandWithBanks } from "./evenhand.js";
import { createFactsAlone } from "./facts-alone.js";
import { JSON_RULES_FORMS } from "./json-rules-engine.js";
import { ZEN_FORMS } from "./zen-engine.js";

export type { Competitor, EngineSpec, Found } from "./engine.js";

/** The closures come first: what they find is what all others have to find. */
export const ENGINES: readonly EngineSpec[] = [
  { name: "closures", role: "ceiling", forms: [createClosures] },
  { name: "evenhand decide", role: "ours", forms: [createEvenhandDecide] },
  { name: "evenhand decide, with banks", role: "ours", forms: [createEvenhandWithBanks] },
  { name: "evenhand findings", role: "ours", forms: [createEvenhandFindings] },
  { name: "@bufbuild/cel", role: "peer", forms: [createBufbuildCel] },
  { name: "zen-engine", role: "peer", forms: ZEN_FORMS },
  { name: "json-rules-engine", role: "peer", forms: JSON_RULES_FORMS },
];

/** Measured beside the engines, but not one of them: it has no findings to compare. */
export const FLOOR: EngineSpec = { name: "facts alone", role: "floor", forms: [createFactsAlone] };
