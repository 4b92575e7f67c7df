import type { ScoredWord } from "@evenhand/policy";
import type { Definition } from "./definition.js";

/** What a classifier is asked. Nothing else of an event is sent: no ids, no names, no context. */
export interface Question {
  readonly definition: Definition;
  readonly text: string;
  /** BCP 47, or empty where nobody said. */
  readonly lang: string;
}

/** A part of a text that moved its score. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly weight: number;
}

/** What a classifier said of a text. */
export interface Answer {
  /** 0 to 1. */
  readonly score: number;
  /** The heaviest first. */
  readonly words: readonly ScoredWord[];
}

/** Why there was no answer, as the metrics count it. */
export type Reason =
  /** The operator has not allowed its host, or not set its key. */
  | "setup"
  | "budget"
  | "busy"
  | "open"
  | "refused"
  | "timeout"
  | "failed"
  | "status"
  | "throttled"
  | "answer"
  | "stopped";

export interface NoAnswer {
  readonly reason: Reason;
  /** For people; recorded with the decision. Holds nothing of a text, an answer or a secret. */
  readonly why: string;
}

export type Reply = Answer | NoAnswer;

export function isAnswer(reply: Reply): reply is Answer {
  return "score" in reply;
}
