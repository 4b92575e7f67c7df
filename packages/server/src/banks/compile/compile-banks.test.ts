import { createHash } from "node:crypto";
import { createTermIndex, type TermBank } from "@evenhand/matching";
import { expect, test } from "vitest";
import { startTestDomain, type TestDomain } from "../../testing/test-domain.js";
import { intakePost } from "../../testing/test-event.js";
import { forEachStore } from "../../testing/test-store.js";
import { importEntries } from "../import-entries.js";
import { bankPolicy } from "../testing/bank-policy.js";
import { compileBanksJob } from "./compile-banks.js";
import { compileInThread } from "./compile-thread.js";

const STAFF = { role: "staff", id: "keyStaff01" } as const;
const never = new AbortController().signal;

/** Terms of which none holds another. */
function wordOf(n: number): string {
  return `term${n}x`;
}

async function importWords(domain: TestDomain, from: number, to: number): Promise<void> {
  const bytes = Buffer.from(Array.from({ length: to - from }, (_, n) => wordOf(from + n)).join("\n"));
  await importEntries(domain, { bank: "scam", format: "txt", bytes, actor: STAFF, signal: never });
}

async function outcome(domain: TestDomain, id: string, body: string): Promise<string> {
  const [result] = await domain.decider.submit([intakePost(id, body, { actor: id })]);
  return result?.ok === true ? result.answer.decision.outcome : "error";
}

forEachStore((_kind, open) => {
  test("a bank that has grown is compiled in a thread, and what changed meanwhile is found too", async () => {
    await using domain = await startTestDomain(await open(), bankPolicy());
    const job = compileBanksJob(domain);
    expect(await job.run(never)).toBe(false);
    await importWords(domain, 0, 1_500);
    const running = job.run(never);
    await importWords(domain, 1_500, 1_510);
    expect(await running).toBe(true);
    // It was adopted: too little has changed since to be due again.
    expect(await job.run(never)).toBe(false);
    const outcomes = [];
    for (const n of [0, 1_499, 1_509, 1_510]) outcomes.push(await outcome(domain, `e${n}`, `a ${wordOf(n)} here`));
    expect(outcomes).toEqual(["act", "act", "act", "allow"]);
  });

  test("where the thread is ended, the bank is as it was, and due still", async () => {
    await using domain = await startTestDomain(await open(), bankPolicy());
    await importWords(domain, 0, 1_500);
    await expect(compileBanksJob(domain).run(AbortSignal.abort())).rejects.toThrow("was ended with the service");
    expect(await outcome(domain, "e1", `a ${wordOf(1_499)} here`)).toBe("act");
    expect(domain.banks.current()?.banks.due()?.entries.length).toBeGreaterThanOrEqual(1_500);
  });
});

function digestOf(array: Int32Array | Uint16Array): string {
  return createHash("sha256")
    .update(Uint8Array.from(new Uint8Array(array.buffer, array.byteOffset, array.byteLength)))
    .digest("hex");
}

const entries = Array.from({ length: 5_000 }, (_, n) => ({ id: `${n}`, text: wordOf(n), match: "word" as const }));
const bank: TermBank = { name: "scam", fold: ["case", "leet"], entries };

test("a thread builds the tables that the index itself would build, in shared memory", async () => {
  const tables = await compileInThread(bank, never);
  expect(tables[0]?.cells.buffer).toBeInstanceOf(SharedArrayBuffer);
  const digests = (of: typeof tables) =>
    of.map((one) => new Map(Object.entries(one).map(([key, array]) => [key, digestOf(array as Int32Array)])));
  expect(digests(tables)).toEqual(digests(createTermIndex([bank]).tables));
});

test("a thread that takes too long, or fails, says so", async () => {
  const limits = { timeMs: 1, memoryMb: 1_024 };
  await expect(compileInThread(bank, never, limits)).rejects.toThrow("took more than 0.001 seconds");
  const empty = { ...bank, entries: [{ id: "e", text: "\u200b", match: "word" as const }] };
  await expect(compileInThread({ ...empty, fold: ["ignorables"] }, never)).rejects.toThrow(
    "nothing is left after folding",
  );
});
