/** As much of Express as the example needs, over a real node:http server: Express itself is no dependency of ours. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";

type Request = IncomingMessage & { body?: unknown; session?: unknown };
type Response = ServerResponse & {
  locals: Record<string, unknown>;
  status: (code: number) => Response;
  json: (value: unknown) => void;
};
type Middleware = (req: Request, res: Response, next: (error?: unknown) => void) => unknown;
interface Layer {
  readonly method?: string;
  readonly path?: string;
  readonly handle: Middleware;
}

export function tinyExpress() {
  const layers: Layer[] = [];
  const on =
    (method: string) =>
    (path: string, ...handlers: Middleware[]) => {
      layers.push(...handlers.map((handle) => ({ method, path, handle })));
    };
  const listener: RequestListener = (incoming, outgoing) => {
    const req = incoming as Request;
    const res = Object.assign(outgoing as Response, {
      locals: {},
      status(code: number) {
        res.statusCode = code;
        return res;
      },
      json(value: unknown) {
        res.setHeader("content-type", "application/json").end(JSON.stringify(value));
      },
    });
    void runFrom(0);

    /** Runs the layers that fit, from one on. Express 5 hands what a handler's promise throws to `next`; so does this. */
    async function runFrom(at: number): Promise<void> {
      const layer = layers
        .slice(at)
        .find(({ method, path }) => (method ?? req.method) === req.method && (path ?? req.url) === req.url);
      if (layer === undefined) return void res.status(404).end();
      const next = (error?: unknown): void => {
        if (error === undefined) void runFrom(layers.indexOf(layer) + 1);
        else res.status(500).end();
      };
      try {
        await layer.handle(req, res, next);
      } catch (error) {
        next(error);
      }
    }
  };
  return {
    use: (handle: Middleware) => void layers.push({ handle }),
    get: on("GET"),
    post: on("POST"),
    server: createServer(listener),
  };
}

tinyExpress.json = (): Middleware => async (req, _, next) => {
  if (req.headers["content-type"]?.startsWith("application/json") === true) req.body = await json(req);
  next();
};
