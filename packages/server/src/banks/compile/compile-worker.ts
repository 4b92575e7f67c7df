// The thread that compiles a bank of terms: for the largest ones that takes seconds.
import { parentPort } from "node:worker_threads";
import { createTermIndex, shareTables, type TermEntry } from "@evenhand/matching";
import type { CompileAnswer, CompileRequest } from "./compile-messages.js";

const entries: TermEntry[] = [];

parentPort?.on("message", (request: CompileRequest) => {
  if (request.kind === "entries") {
    for (const entry of request.entries) entries.push(entry);
    return;
  }
  let answer: CompileAnswer;
  try {
    const { tables } = createTermIndex([{ ...request.bank, entries }]);
    answer = { kind: "compiled", tables: tables.map(shareTables) };
  } catch (error) {
    answer = { kind: "failed", reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
  parentPort?.postMessage(answer);
});
