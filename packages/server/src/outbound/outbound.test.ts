import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { isPublicAddress } from "./addresses.js";
import type { Resolve } from "./checked-lookup.js";
import { OutboundClient, type OutboundCall, type OutboundClientOptions } from "./outbound-client.js";
import { parseOutboundUrl } from "./outbound-url.js";

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function serve(handler: RequestListener): Promise<{ server: Server; port: number; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.host ?? "");
    request.resume();
    handler(request, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  opened.push({ close: () => (server.closeAllConnections(), server.close()) });
  return { server, port: (server.address() as AddressInfo).port, seen };
}

function client(options: OutboundClientOptions = {}): OutboundClient {
  const made = new OutboundClient(options);
  opened.push({ close: () => made[Symbol.dispose]() });
  return made;
}

const call = (url: string, more: Partial<OutboundCall> = {}): OutboundCall => ({
  url,
  headers: { "content-type": "application/json" },
  body: Buffer.from("{}"),
  allowPrivate: false,
  timeoutMs: 2000,
  ...more,
});

const resolveTo =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

describe("addresses", () => {
  test.each([
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "0.1.2.3",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:808:808::",
    "2001:0:4136:e378::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd00::1",
    "fd00:ec2::254",
    "ff02::1",
    "100::1",
    "2001:db8::1",
    "3fff::1",
    "5f00::1",
    "localhost",
    "",
    "1",
    "not an address",
  ])("%s is not public", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(["1.1.1.1", "8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001:81b::200e"])(
    "%s is",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe("URLs", () => {
  test.each([
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://0.0.0.0/",
    "https://0/",
    "https://169.254.169.254/latest/meta-data",
    "https://[fd00::1]/",
    "https://[fe80::1]/",
    "https://１２７.0.0.1/",
    "https://127。0。0。1/",
    "http://example.org/",
    "ftp://example.org/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://user:pass@example.org/",
    "https://user@example.org/",
    "https://example.org/#part",
    "https://example.org:22/",
    "https://example.org:6379/",
    "https://example.org:5432/",
    "https://example.org:0/",
    "example.org",
    "",
    "https://",
    `https://example.org/${"a".repeat(2048)}`,
  ])("%s is refused", (url) => {
    expect(() => parseOutboundUrl(url, false)).toThrow(expect.objectContaining({ code: "EH_OUTBOUND_URL" }));
  });

  test.each(["https://example.org/hooks?a=b", "https://example.org:8443/", "https://1.1.1.1/"])("%s is fine", (url) => {
    expect(parseOutboundUrl(url, false).href).toBe(url);
  });

  test("private ones are allowed where said, and still not everything", () => {
    expect(parseOutboundUrl("http://127.0.0.1:8080/", true).port).toBe("8080");
    for (const url of [
      "http://0.0.0.0/",
      "http://224.0.0.1/",
      "http://localhost:6379/",
      "http://u:p@localhost/",
      "ftp://localhost/",
    ]) {
      expect(() => parseOutboundUrl(url, true), url).toThrow(expect.objectContaining({ code: "EH_OUTBOUND_URL" }));
    }
  });
});

describe("names", () => {
  test.each([
    "127.0.0.1",
    "::ffff:127.0.0.1",
    "::1",
    "0.0.0.0",
    "169.254.169.254",
    "fd00::1",
    "10.0.0.1",
    "64:ff9b::7f00:1",
  ])("that resolve to %s are refused before anything is sent", async (address) => {
    const { port, seen } = await serve((_, response) => response.end());
    const result = await client({ resolve: resolveTo(address) }).post(call(`https://inner.example:${port}/`));
    expect(result).toMatchObject({ kind: "refused", reason: "inner.example has no address that may be called" });
    expect(seen).toEqual([]);
  });

  test("of localhost are refused by the system's resolver too", async () => {
    const { port, seen } = await serve((_, response) => response.end());
    expect(await client().post(call(`https://localhost:${port}/`))).toMatchObject({ kind: "refused" });
    // With the dot at the end, some resolvers do not know the name.
    expect(["refused", "failed"]).toContain((await client().post(call(`https://localhost.:${port}/`))).kind);
    expect(seen).toEqual([]);
  });

  test("that answer differently the second time are resolved once: the socket gets what was checked", async () => {
    const { port, seen } = await serve((_, response) => response.end());
    let asked = 0;
    const resolve: Resolve = async () => {
      // First an address that is public and that nobody answers on, then a private one.
      const address = asked++ === 0 ? "11.255.255.254" : "127.0.0.1";
      return [{ address, family: 4 }];
    };
    const outbound = client({ resolve });
    const first = await outbound.post(call(`https://rebind.example:${port}/`, { timeoutMs: 500 }));
    expect(["timeout", "failed"]).toContain(first.kind);
    expect(asked).toBe(1);
    expect(await outbound.post(call(`https://rebind.example:${port}/`))).toMatchObject({ kind: "refused" });
    expect(asked).toBe(2);
    expect(seen).toEqual([]);
  });

  test("with a public and a private address only ever reach the public one", async () => {
    const { port, seen } = await serve((_, response) => response.end());
    const outbound = client({ resolve: resolveTo("127.0.0.1", "11.255.255.254") });
    const result = await outbound.post(call(`https://mixed.example:${port}/`, { timeoutMs: 500 }));
    expect(["timeout", "failed"]).toContain(result.kind);
    expect(seen).toEqual([]);
  });

  test("are called by name where private addresses are allowed", async () => {
    const { port, seen } = await serve((_, response) => response.writeHead(204).end());
    const outbound = client({ resolve: resolveTo("127.0.0.1") });
    const result = await outbound.post(call(`http://platform.example:${port}/`, { allowPrivate: true }));
    expect(result).toMatchObject({ kind: "answered", status: 204 });
    expect(seen).toEqual([`platform.example:${port}`]);
  });

  test("a connection made for private addresses is not used where they are refused", async () => {
    const { port, seen } = await serve((_, response) => response.end());
    const outbound = client({ resolve: resolveTo("127.0.0.1") });
    await outbound.post(call(`http://platform.example:${port}/`, { allowPrivate: true }));
    expect(await outbound.post(call(`https://platform.example:${port}/`))).toMatchObject({ kind: "refused" });
    expect(seen).toHaveLength(1);
  });
});

describe("answers", () => {
  const local = { allowPrivate: true };

  test("of redirects are not followed", async () => {
    const target = await serve((_, response) => response.end());
    const { port } = await serve((_, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${target.port}/` }).end(),
    );
    expect(await client().post(call(`http://127.0.0.1:${port}/`, local))).toMatchObject({
      kind: "answered",
      status: 302,
    });
    expect(target.seen).toEqual([]);
  });

  test("that never come end in a timeout", async () => {
    const { port } = await serve(() => {});
    const result = await client().post(call(`http://127.0.0.1:${port}/`, { ...local, timeoutMs: 200 }));
    expect(result).toMatchObject({ kind: "timeout", reason: "no answer within 0.2 s" });
  });

  test("that trickle or never end count by their status, and do not hold the connection", async () => {
    let closed = 0;
    const { port } = await serve((request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write("x".repeat(1000)), 5);
      request.socket.once("close", () => (clearInterval(timer), closed++));
    });
    expect(await client().post(call(`http://127.0.0.1:${port}/`, local))).toMatchObject({
      kind: "answered",
      status: 200,
    });
    await expect.poll(() => closed, { timeout: 3000 }).toBe(1);
  });

  test("with a head that is too long are failures", async () => {
    const { port } = await serve((_, response) => response.writeHead(200, { a: "x".repeat(12_000) }).end());
    const result = await client().post(call(`http://127.0.0.1:${port}/`, local));
    expect(result).toMatchObject({ kind: "failed", reason: expect.stringContaining("head") });
  });

  test("of a reset connection and of a closed port are failures with a reason", async () => {
    const { port } = await serve((request) => request.socket.resetAndDestroy());
    expect(await client().post(call(`http://127.0.0.1:${port}/`, local))).toMatchObject({
      kind: "failed",
      stale: false,
    });
    const server = createTcpServer().listen(0, "127.0.0.1");
    await new Promise((done) => server.once("listening", done));
    const free = (server.address() as AddressInfo).port;
    await new Promise((done) => server.close(done));
    expect(await client().post(call(`http://127.0.0.1:${free}/`, local))).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("ECONNREFUSED"),
    });
  });

  test("a kept connection that was closed meanwhile is replaced, and the call succeeds", async () => {
    let requests = 0;
    const { port } = await serve((request, response) => {
      requests++;
      if (requests === 2) request.socket.resetAndDestroy();
      else response.end();
    });
    const outbound = client();
    await outbound.post(call(`http://127.0.0.1:${port}/`, local));
    await new Promise((done) => setTimeout(done, 50));
    expect(await outbound.post(call(`http://127.0.0.1:${port}/`, local))).toMatchObject({
      kind: "answered",
      status: 200,
    });
    expect(requests).toBe(3);
  });

  test("connections are kept and used again", async () => {
    const sockets = new Set<unknown>();
    const { port } = await serve((request, response) => (sockets.add(request.socket), response.end("ok")));
    const outbound = client();
    for (let i = 0; i < 5; i++) {
      await outbound.post(call(`http://127.0.0.1:${port}/`, local));
      await new Promise((done) => setTimeout(done, 10));
    }
    expect(sockets.size).toBe(1);
  });

  test("a call can be ended", async () => {
    const { port } = await serve(() => {});
    const controller = new AbortController();
    const result = client().post(call(`http://127.0.0.1:${port}/`, { ...local, signal: controller.signal }));
    setTimeout(() => controller.abort(), 50);
    expect(await result).toMatchObject({ kind: "aborted" });
  });

  test("proxies of the environment are not used", async () => {
    const proxy = await serve((_, response) => response.end());
    const { port, seen } = await serve((_, response) => response.end());
    process.env["http_proxy"] = `http://127.0.0.1:${proxy.port}`;
    process.env["HTTP_PROXY"] = `http://127.0.0.1:${proxy.port}`;
    try {
      await client().post(call(`http://127.0.0.1:${port}/`, local));
    } finally {
      delete process.env["http_proxy"];
      delete process.env["HTTP_PROXY"];
    }
    expect(proxy.seen).toEqual([]);
    expect(seen).toHaveLength(1);
  });
});

// Node makes no certificates by itself.
const noOpenssl = spawnSync("openssl", ["version"]).status !== 0;
if (noOpenssl) console.warn("SKIPPED: TLS of outbound calls: there is no openssl to make a certificate with");

describe.skipIf(noOpenssl)("TLS", () => {
  const directory = mkdtempSync(join(tmpdir(), "evenhand-tls-"));
  const [key, cert] = [join(directory, "key.pem"), join(directory, "cert.pem")];
  let pem = "";
  beforeAll(() => {
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=platform.example",
        "-addext",
        "subjectAltName=DNS:platform.example",
        "-keyout",
        key,
        "-out",
        cert,
      ],
      { stdio: "ignore" },
    );
    pem = readFileSync(cert, "utf8");
  });

  async function serveTls(): Promise<number> {
    const server = createTlsServer({ key: readFileSync(key), cert: pem }, (request, response) => {
      request.resume();
      response.end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    opened.push({ close: () => (server.closeAllConnections(), server.close()) });
    return (server.address() as AddressInfo).port;
  }
  const resolve = resolveTo("127.0.0.1");
  const local = { allowPrivate: true };

  test("a certificate for the name that was called is needed", async () => {
    const port = await serveTls();
    const right = await client({ resolve, ca: pem }).post(call(`https://platform.example:${port}/`, local));
    expect(right).toMatchObject({ kind: "answered", status: 200 });
    const otherName = await client({ resolve, ca: pem }).post(call(`https://other.example:${port}/`, local));
    expect(otherName).toMatchObject({ kind: "failed", reason: expect.stringContaining("another name") });
  });

  test("an unknown issuer is refused, whatever the environment says", async () => {
    const port = await serveTls();
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
    try {
      const result = await client({ resolve }).post(call(`https://platform.example:${port}/`, local));
      expect(result).toMatchObject({ kind: "failed", reason: expect.stringContaining("signed by itself") });
    } finally {
      delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    }
  });

  test("plain HTTP where TLS is expected is a failure", async () => {
    const { port } = await serve((_, response) => response.end());
    const result = await client({ resolve }).post(call(`https://platform.example:${port}/`, local));
    expect(result).toMatchObject({ kind: "failed" });
  });
});
