import { createServer } from "node:http";
import { Readable } from "node:stream";

/** Serves a fetch-style handler with Node's own server. Resolves once it listens. */
export async function serve(handler, { port = 0, host = "127.0.0.1" } = {}) {
  const server = createServer(async (incoming, outgoing) => {
    try {
      const { method, headers } = incoming;
      const body = method === "GET" || method === "HEAD" ? undefined : Readable.toWeb(incoming);
      const url = new URL(incoming.url, "http://localhost");
      const response = await handler(new Request(url, { method, headers, body, duplex: "half" }));
      outgoing.writeHead(response.status).end(Buffer.from(await response.arrayBuffer()));
    } catch {
      outgoing.writeHead(400).end();
    }
  });
  await new Promise((resolve) => server.listen(port, host, resolve));
  return server;
}
