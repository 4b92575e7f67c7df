/**
 * Express middleware for Evenhand. Written against the request and response of Express 4 and 5, and of what is like them;
 * imports nothing but the client.
 */
import { Readable } from "node:stream";
import { webhookHandler } from "@evenhand/client";

/**
 * Before posting: asks what the rules say about the draft, and tells the author while the text is still in the box.
 * Nothing is recorded. An author who has read the warning may post all the same (`acknowledged: true` in the body): it is
 * a warning, and the decision is made when the event arrives.
 *
 * Where Evenhand can't answer in time, posting goes on: the event that follows is what counts.
 *
 * @param evenhand from createEvenhand()
 * @param eventOf (req) => the event that posting this draft would become
 */
export function warnBeforePosting(evenhand, eventOf, { timeoutMs = 500, onError = () => {} } = {}) {
  return async (req, res, next) => {
    if (req.body?.acknowledged === true) return next();
    let decision;
    try {
      decision = await evenhand.check(eventOf(req), { timeoutMs, retries: 0 });
    } catch (error) {
      onError(error);
      return next();
    }
    if (decision.outcome === "allow") return next();
    const live = decision.findings.filter((finding) => finding.mode === "live");
    const clauses = [...new Set([...decision.measures, ...live].map(({ clause }) => clause))];
    res.status(422).json({ warning: { clauses, measures: decision.measures.map(({ kind }) => kind) } });
  };
}

/**
 * After posting: sends the event once the response is out, where that says 2xx. Posting never waits for Evenhand.
 *
 * Events wait in memory. Where none may be lost when your process dies, write them to a table in the transaction that
 * writes the post, and let a worker feed the batcher from there: sending twice is safe.
 *
 * @param batcher from evenhand.events.batcher()
 * @param eventOf (req, res) => the event, or undefined: nothing to tell
 */
export function sendAfterPosting(batcher, eventOf, { onError = () => {} } = {}) {
  return (req, res, next) => {
    res.once("finish", () => {
      if (res.statusCode < 200 || res.statusCode >= 300) return;
      const event = eventOf(req, res);
      if (event !== undefined) batcher.enqueue(event).catch(onError);
    });
    next();
  };
}

/**
 * Receives Evenhand's webhooks: verified, deduplicated where you give `dedupe`, each act to its own handler.
 *
 * Mount it before express.json(), or behind express.raw({ type: "application/json" }): the signature is over the bytes.
 */
export function receiveWebhooks(secret, handlers, options = {}) {
  const handle = webhookHandler(secret, handlers, options);
  return async (req, res, next) => {
    try {
      const response = await handle(toFetchRequest(req));
      res.status(response.status).end();
    } catch (error) {
      next(error);
    }
  };
}

/** What a fetch-style handler takes, from what Express has. */
function toFetchRequest(req) {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) headers.set(name, String(value));
  // The address is of no concern to the signature; Request wants a whole one.
  const url = "http://localhost/";
  if (req.method === "GET" || req.method === "HEAD") return new Request(url, { method: req.method, headers });
  if (req.body === undefined)
    return new Request(url, { method: req.method, headers, body: Readable.toWeb(req), duplex: "half" });
  if (Buffer.isBuffer(req.body)) return new Request(url, { method: req.method, headers, body: req.body });
  throw new TypeError("The body has been parsed already. Mount receiveWebhooks() before express.json().");
}
