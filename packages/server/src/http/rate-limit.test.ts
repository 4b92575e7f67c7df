import { parseList, serializeList } from "structured-headers";
import { expect, test } from "vitest";
import { addressPartition, rateHeaders, RateLimiter } from "./rate-limit.js";

const policy = { name: "default", quota: 3 };
const MINUTE = 60_000;

test("a quota for each partition and window; a clock that steps back locks nobody out", () => {
  const limiter = new RateLimiter();
  const take = (partition: string, at: number) => limiter.take(policy, partition, at);
  expect([1, 2, 3, 4].map(() => take("a", 10 * MINUTE).allowed)).toEqual([true, true, true, false]);
  expect(take("b", 10 * MINUTE)).toEqual({ allowed: true, remaining: 2, resetSeconds: 60 });
  expect(take("b", 10 * MINUTE + 59_999)).toEqual({ allowed: true, remaining: 1, resetSeconds: 1 });
  expect(take("a", 11 * MINUTE).allowed).toBe(true);
  for (let i = 0; i < 5; i += 1) take("a", 11 * MINUTE);
  expect(take("a", 5 * MINUTE).allowed).toBe(true);
});

test("looking does not count", () => {
  const limiter = new RateLimiter();
  for (let i = 0; i < 10; i += 1) expect(limiter.peek(policy, "a", 0)).toMatchObject({ allowed: true, remaining: 3 });
});

test("a crowd of addresses shares a window, and memory stays bounded", () => {
  const limiter = new RateLimiter();
  for (let i = 0; i < 100_010; i += 1) limiter.take(policy, `p${i}`, 0);
  expect(limiter.take(policy, "one more", 0).allowed).toBe(false);
  expect(limiter.take(policy, "p1", 0).allowed).toBe(true);
});

test("headers are structured fields as the draft has them", () => {
  const given = rateHeaders({ name: "default", quota: 7 }, { allowed: true, remaining: 5, resetSeconds: 3 });
  for (const text of Object.values(given)) expect(serializeList(parseList(text))).toBe(text);
  expect(rateHeaders({ name: "default", quota: 6000 }, { allowed: true, remaining: 50, resetSeconds: 30 })).toEqual({
    "ratelimit-policy": '"default";q=6000;w=60',
    ratelimit: '"default";r=50;t=30',
  });
});

test("addresses: IPv4 whole, IPv6 by its network, IPv4 in IPv6 as IPv4", () => {
  expect(addressPartition("::ffff:192.0.2.1")).toBe(addressPartition("192.0.2.1"));
  expect(addressPartition("2001:db8:0:1::1")).toBe(addressPartition("2001:db8:0:1:ffff::2"));
  expect(addressPartition("2001:db8:0:1::1")).not.toBe(addressPartition("2001:db8:0:2::1"));
  expect(addressPartition("nonsense")).toBe("unknown");
});
