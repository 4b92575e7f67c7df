import type { ProblemPart } from "./wire-types.js";

/** RFC 9457 problem details, as the service sends them; also made here of what a proxy answered in its stead. */
export interface Problem {
  /** Stable, `EH_…`: what programs look at. */
  readonly code: string;
  readonly title: string;
  readonly status: number;
  /** What is wrong with this request, and what to do. */
  readonly detail?: string;
  /** Where the error is explained. */
  readonly type?: string;
  readonly instance?: string;
  readonly errors?: readonly ProblemPart[];
  readonly [extension: string]: unknown;
}
