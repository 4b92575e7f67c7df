import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEvenhand, type Evenhand } from "../create-evenhand.js";
import { ContractServer } from "../testing/contract-server.js";

let server: ContractServer;
let evenhand: Evenhand;

beforeEach(async () => {
  server = await ContractServer.start();
  evenhand = createEvenhand({ url: server.url, key: "eh_test", backoffMs: 5 });
});
afterEach(() => server[Symbol.asyncDispose]());

function last(): string {
  const { method, path, query } = server.received.at(-1)!;
  return `${method} ${path}${query.size === 0 ? "" : `?${query.toString()}`}`;
}

describe("reading", () => {
  it.each([
    ["GET /v1/accounts/a1", () => evenhand.accounts.get("a1")],
    ["GET /v1/accounts/a1/standing", () => evenhand.accounts.standing("a1")],
    [
      "GET /v1/accounts/a1/standing?at=2026-03-01T00%3A00%3A00.000Z",
      () => evenhand.accounts.standing("a1", { at: new Date("2026-03-01T00:00:00Z") }),
    ],
    ["GET /v1/items/p1", () => evenhand.items.get("p1")],
    ["GET /v1/statements/s1?lang=zh-Hans", () => evenhand.statements.get("s1", { lang: "zh-Hans" })],
    ["GET /v1/decisions/d1", () => evenhand.decisions.get("d1")],
    ["GET /v1/decisions/d1/explain?detector=flood", () => evenhand.decisions.explain("d1", { detector: "flood" })],
  ] as const)("%s", async (request, call) => {
    await call();
    expect(last()).toBe(request);
    expect(server.received.at(-1)!.headers["idempotency-key"]).toBeUndefined();
  });

  it("puts any id of a platform's into the path as one segment", async () => {
    for (const id of ["a/b", "https://forum.example/u/7?x#y", "年糕", "100%", "a b"])
      expect((await evenhand.accounts.get(id)).id).toBe(id);
    expect(() => evenhand.accounts.get("..")).toThrow(RangeError);
    expect(() => evenhand.items.get("")).toThrow(RangeError);
  });

  it("tells what is not there", async () => {
    await expect(evenhand.accounts.get("nobody")).rejects.toMatchObject({ code: "EH_ACCOUNT_NOT_FOUND", status: 404 });
  });
});

describe("changing", () => {
  it("carries one key for all attempts of a call, and another for another call", async () => {
    server.misbehave("lost", { status: 503 }, undefined, "reset");
    await evenhand.measures.void("m1", { reason: "The detector was wrong." });
    await evenhand.measures.void("m1", { reason: "The detector was wrong." });
    const keys = server.received.map((request) => request.headers["idempotency-key"]);
    expect(keys).toHaveLength(5);
    expect(keys[0]).toMatch(/^"[0-9a-f-]{36}"$/);
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    expect(new Set(keys.slice(3)).size).toBe(1);
    expect(keys[0]).not.toBe(keys[3]);
    expect(last()).toBe("POST /v1/measures/m1/void");
    expect(JSON.parse(server.received[0]!.body)).toEqual({ reason: "The detector was wrong." });
  });

  it("takes the caller's own key, which outlives a restart", async () => {
    await evenhand.measures.lift("m1", { reason: "Paid back.", idempotencyKey: "refund-17" });
    expect(server.received[0]!.headers["idempotency-key"]).toBe('"refund-17"');
    expect(server.received[0]!.body).toBe('{"reason":"Paid back."}');
  });

  it("applies what a person decided", async () => {
    const reason = { en: "Sold what may not be sold." };
    await evenhand.measures.apply({
      kind: "remove",
      target: { kind: "item", id: "p1" },
      clause: "goods.banned",
      reason,
    });
    expect(last()).toBe("POST /v1/measures");
    expect(JSON.parse(server.received[0]!.body)).toMatchObject({ kind: "remove", reason });
  });

  it("erases without a body", async () => {
    await evenhand.accounts.erase("a1");
    expect(last()).toBe("DELETE /v1/accounts/a1/personal-data");
    expect(server.received[0]).toMatchObject({ body: "" });
    expect(server.received[0]!.headers["content-type"]).toBeUndefined();
  });
});
