// The thread that compares a bank's entries with each other and with stored items: for the largest banks that takes seconds.
import { parentPort } from "node:worker_threads";
import type { HygieneAnswer, HygieneRequest } from "./hygiene-messages.js";
import { HygieneWork } from "./hygiene-work.js";

const work = new HygieneWork();

parentPort?.on("message", (request: HygieneRequest) => {
  let answer: HygieneAnswer;
  try {
    answer = work.answer(request);
  } catch (error) {
    answer = { kind: "failed", reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
  parentPort?.postMessage(answer);
});
