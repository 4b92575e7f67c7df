import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { EvenhandError } from "@evenhand/contract";
import { openRemote } from "./remote.js";

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A server on a free port. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function errorOf(work: Promise<unknown>): Promise<EvenhandError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(EvenhandError);
  return error as EvenhandError;
}

const KEY = "eh_verysecret";

test("sends key, query and JSON, and reads JSON", async () => {
  const url = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url: path, headers } = request;
      response.end(
        JSON.stringify({ method, path, key: headers.authorization, body: Buffer.concat(chunks).toString() }),
      );
    });
  });
  const remote = openRemote({ url: `${url}/` }, { env: { EVENHAND_KEY: KEY } });
  expect(remote.url).toBe(url);
  expect(
    await remote.ask("/v1/x", { method: "POST", body: { a: 1 }, query: { after: "ü&", limit: undefined } }),
  ).toEqual({
    method: "POST",
    path: "/v1/x?after=%C3%BC%26",
    key: `Bearer ${KEY}`,
    body: '{"a":1}',
  });
});

test("gives a refusal with its code and every problem", async () => {
  const url = await serve((_, response) => {
    response.writeHead(422, { "content-type": "application/problem+json", "retry-after": "7" });
    response.end(
      JSON.stringify({
        code: "EH_POLICY_REFUSED",
        title: "Refused",
        detail: "It has an error.",
        errors: [
          { code: "EH_CEL_SYNTAX", detail: "Not CEL.", where: "a.yaml:1:2", excerpt: " 1 | x" },
          7,
          { pointer: "/a", detail: "no" },
        ],
      }),
    );
  });
  const error = await errorOf(openRemote({ url, key: KEY }, { env: {} }).ask("/v1/policies"));
  expect(error).toMatchObject({
    code: "EH_POLICY_REFUSED",
    message: "It has an error. Try again in 7 seconds.",
    problems: [
      { code: "EH_CEL_SYNTAX", message: "Not CEL.", severity: "error", where: "a.yaml:1:2", excerpt: " 1 | x" },
      { code: "EH_POLICY_REFUSED", message: "no", severity: "error", where: "/a" },
    ],
  });
});

test("says that no key was sent", async () => {
  const url = await serve((_, response) =>
    response.writeHead(401).end('{"code":"EH_KEY_MISSING","detail":"A key is needed."}'),
  );
  expect((await errorOf(openRemote({ url }, { env: {} }).ask("/v1/x"))).message).toContain("EVENHAND_KEY");
});

test("knows an answer that is not Evenhand's, and does not follow it elsewhere", async () => {
  let redirected = 0;
  const elsewhere = await serve((_, response) => {
    redirected += 1;
    response.end("{}");
  });
  for (const [status, body] of [
    [200, "<html>"],
    [502, "<html>"],
    [404, '{"code":404}'],
    [302, ""],
  ] as const) {
    const url = await serve((_, response) => response.writeHead(status, { location: elsewhere }).end(body));
    const error = await errorOf(openRemote({ url, key: KEY }, { env: {} }).ask("/v1/x"));
    expect(error.code).toBe("EH_SERVICE_ANSWER");
    if (status === 302) expect(error.message).toContain(elsewhere);
  }
  expect(redirected).toBe(0);
});

test("says what to do where nothing answers, or too late", async () => {
  const error = await errorOf(openRemote({ url: "http://127.0.0.1:1", key: KEY }, { env: {} }).ask("/v1/x"));
  expect(error.code).toBe("EH_SERVICE_UNREACHABLE");
  expect(error.message).toContain("evenhand serve");
  const silent = await serve(() => undefined);
  const late = await errorOf(openRemote({ url: silent }, { env: {} }).ask("/v1/x", { timeoutMs: 50 }));
  expect(late).toMatchObject({ code: "EH_SERVICE_UNREACHABLE", message: expect.stringContaining("in time") });
  const cut = await serve((_, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("{");
    setTimeout(() => response.destroy(), 20);
  });
  expect((await errorOf(openRemote({ url: cut }, { env: {} }).ask("/v1/x"))).code).toBe("EH_SERVICE_UNREACHABLE");
});

test.each(["127.0.0.1:8480", "ftp://x", "http://user:geheim@host", ""])("refuses the address %j", (url) => {
  expect(() => openRemote({ url }, { env: {} })).toThrow("--url or EVENHAND_URL");
  expect(() => openRemote({ url }, { env: {} })).not.toThrow("geheim");
});

test("never shows the key", async () => {
  for (const key of [`${KEY}\n`, `"${KEY} "`, "schlüssel"]) {
    const fails = (): unknown => openRemote({ key }, { env: {} });
    expect(fails).toThrow("The key holds");
    expect(fails).not.toThrow(/secret|schl/);
  }
});
