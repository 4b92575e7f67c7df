import { isScalar } from "yaml";
import type { StrikeSpec } from "../model.js";
import { Fields } from "./fields.js";
import { MAX_DAYS } from "./measures.js";
import type { ProblemSink } from "./problem-sink.js";
import { readDuration, readInteger } from "./values.js";
import type { Value } from "./yaml-file.js";

/** `{ count: 1, expires: 90d }`, or null for `none`; undefined where it is neither. */
export function readStrikes(value: Value, sink: ProblemSink): StrikeSpec | null | undefined {
  if (isScalar(value.node) && value.node.value === "none") return null;
  const fields = Fields.read(value, "strikes (a count and a time, or none)", sink);
  if (fields === undefined) return undefined;
  const count = fields.required("count");
  const expires = fields.required("expires");
  fields.close();
  const read = count && readInteger(count, sink, 1, 100);
  const expiresMs = expires && readDuration(expires, sink, MAX_DAYS);
  return read === undefined || expiresMs === undefined ? undefined : { count: read, expiresMs };
}
