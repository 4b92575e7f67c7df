import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEvenhand, type Evenhand } from "../create-evenhand.js";
import { ContractServer } from "../testing/contract-server.js";
import { samplePost } from "../testing/sample-event.js";
import { EvenhandApiError, EvenhandClientError } from "./errors.js";

let server: ContractServer;
let evenhand: Evenhand;

beforeEach(async () => {
  server = await ContractServer.start();
  evenhand = createEvenhand({ url: `${server.url}/`, key: "eh_test", backoffMs: 5, timeoutMs: 2_000 });
});
afterEach(() => server[Symbol.asyncDispose]());

async function failureOf(promise: Promise<unknown>): Promise<EvenhandApiError> {
  return promise.then(
    () => expect.fail("It succeeded."),
    (error: unknown) => error as EvenhandApiError,
  );
}

describe("trying again", () => {
  it.each([
    "reset",
    "lost",
    "cut",
    { status: 429 },
    { status: 502, body: "<h1>Bad gateway</h1>" },
    { status: 503 },
    { status: 504 },
  ] as const)("gets through after %o, with the same body", async (step) => {
    server.misbehave(step, step);
    const answer = await evenhand.events.send(samplePost("e1"));
    expect(answer.decision.outcome).toBe("allow");
    expect(server.received).toHaveLength(3);
    expect(new Set(server.received.map((request) => request.body)).size).toBe(1);
    expect(server.stored).toEqual(["e1"]);
    // What was stored before the answer was lost is not stored again, and the answer says so.
    expect(answer.repeated).toBe(step === "lost" || step === "cut");
  });

  it("waits as long as Retry-After says", async () => {
    server.misbehave({ status: 429, headers: { "retry-after": "1" } });
    await evenhand.check(samplePost("e1"));
    const [first, second] = server.received;
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(995);
  });

  it("does not wait longer than allowed: the error says for how long", async () => {
    server.misbehave({ status: 503, headers: { "retry-after": "120" } });
    const error = await failureOf(evenhand.check(samplePost("e1")));
    expect(error).toMatchObject({ status: 503, retryAfterMs: 120_000 });
    expect(server.received).toHaveLength(1);
  });

  it("gives up after the given number of attempts", async () => {
    server.misbehave("reset", "reset", "reset", "reset");
    const error = await failureOf(evenhand.events.send(samplePost("e1"), { retries: 2 }));
    expect(error).toBeInstanceOf(EvenhandClientError);
    expect(error.code).toBe("EH_CLIENT_UNREACHABLE");
    expect(server.received).toHaveLength(3);
  });

  it("does not try again what can't succeed", async () => {
    await evenhand.events.send(samplePost("e1"));
    const error = await failureOf(evenhand.events.send(samplePost("e1", "Another text.")));
    expect(error).toBeInstanceOf(EvenhandApiError);
    expect(error).toMatchObject({ code: "EH_EVENT_CONFLICT", status: 409, requestId: "req-1" });
    expect(error.problem.title).toBe("The same id with another body");
    expect(server.received).toHaveLength(2);
  });
});

describe("time", () => {
  it("ends an attempt that takes too long, and tries again", async () => {
    server.misbehave("hang");
    await evenhand.events.send(samplePost("e1"), { timeoutMs: 100 });
    expect(server.received).toHaveLength(2);
    server.misbehave("hang");
    const error = await failureOf(evenhand.events.send(samplePost("e2"), { timeoutMs: 100, retries: 0 }));
    expect(error.code).toBe("EH_CLIENT_TIMEOUT");
  });

  it("ends with the caller's signal: before, during an attempt, between attempts; and leaves no listener behind", async () => {
    const gone = new Error("The user went away.");
    const before = AbortSignal.abort(gone);
    expect(await failureOf(evenhand.check(samplePost("e1"), { signal: before }))).toBe(gone);
    expect(server.received).toHaveLength(0);
    const controller = new AbortController();
    server.misbehave("hang");
    setTimeout(() => controller.abort(gone), 50);
    expect(await failureOf(evenhand.check(samplePost("e1"), { signal: controller.signal }))).toBe(gone);
    const later = new AbortController();
    server.misbehave({ status: 503, headers: { "retry-after": "20" } });
    setTimeout(() => later.abort(gone), 50);
    expect(await failureOf(evenhand.check(samplePost("e1"), { signal: later.signal }))).toBe(gone);
    const lasting = new AbortController();
    server.misbehave("reset");
    await evenhand.check(samplePost("e1"), { signal: lasting.signal });
    expect(getEventListeners(lasting.signal, "abort")).toEqual([]);
  });
});

describe("answers that are not the service's", () => {
  it("names a redirect for what it is, and does not follow it", async () => {
    server.misbehave({ status: 302, headers: { location: "https://elsewhere.example/" } });
    const error = await failureOf(evenhand.check(samplePost("e1")));
    expect(error).toMatchObject({ code: "EH_CLIENT_ANSWER_INVALID", status: 302 });
    expect(error.message).toContain("redirects");
  });

  it("refuses a page that says 200", async () => {
    server.misbehave({ status: 200, body: "<html>Log in to the hotel's network</html>" });
    expect((await failureOf(evenhand.check(samplePost("e1")))).code).toBe("EH_CLIENT_ANSWER_INVALID");
  });

  it("keeps the status of a proxy's own page", async () => {
    server.misbehave({ status: 403, body: "<h1>Forbidden</h1>" });
    expect(await failureOf(evenhand.check(samplePost("e1")))).toMatchObject({
      code: "EH_CLIENT_ANSWER_INVALID",
      status: 403,
    });
  });
});

describe("options", () => {
  const good = { url: "https://evenhand.example", key: "eh_test" };

  it.each([
    { ...good, url: "evenhand.example" },
    { ...good, url: "ftp://evenhand.example" },
    { ...good, url: "https://user:secret@evenhand.example" },
    { ...good, url: undefined as unknown as string },
    { ...good, key: "" },
    { ...good, key: "eh_secret\n" },
    { ...good, key: undefined as unknown as string },
    { ...good, retries: -1 },
    { ...good, timeoutMs: 0 },
  ])("are checked: %o", (options) => {
    expect(() => createEvenhand(options)).toThrow(expect.objectContaining({ code: "EH_CLIENT_OPTION_INVALID" }));
  });

  it("are never repeated where they are secret", () => {
    expect(() => createEvenhand({ ...good, key: "eh_secret\n" })).toThrow(/^(?!.*eh_secret)/s);
  });

  it("keep a path of the address, and take another fetch", async () => {
    const seen: string[] = [];
    const fetch = (async (input) => {
      seen.push(input as string);
      return Response.json({ decision: { outcome: "allow" } });
    }) as typeof globalThis.fetch;
    await createEvenhand({ url: "https://x.example/governance/", key: "eh_test", fetch }).check(samplePost("e1"));
    expect(seen).toEqual(["https://x.example/governance/v1/check"]);
  });
});
