import { createServer } from "node:net";

const DEFAULT_PORT = 8480;

/**
 * A port where none was asked for: the service's own, or a free one where another program has that. What was asked for is
 * left as it is, and refused by the service where it is taken.
 *
 * @returns variables for the service
 */
export async function choosePort(env, say) {
  if ((env.EVENHAND_PORT ?? "") !== "") return {};
  const host = env.EVENHAND_HOST || "127.0.0.1";
  if ((await listen(host, DEFAULT_PORT)) !== undefined) return {};
  const port = await listen(host, 0);
  if (port === undefined) return {};
  say(`Port ${DEFAULT_PORT} is in use by another program; taking ${port} this time (EVENHAND_PORT sets another one).`);
  return { EVENHAND_PORT: String(port) };
}

/** The port that could be listened on, or undefined. */
function listen(host, port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, host, () => {
      const { port: got } = server.address();
      server.close(() => resolve(got));
    });
  });
}
