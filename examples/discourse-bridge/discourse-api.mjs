/** The few calls of Discourse's API that the bridge needs. Tries again where that can help, and says so where it can't. */
import { setTimeout as sleep } from "node:timers/promises";

const TRANSIENT = new Set([429, 500, 502, 503, 504]);
/** Longest wait that Discourse may ask for before we give up, and let Evenhand deliver the message again. */
const MAX_WAIT_MS = 20_000;

export class DiscourseError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** @param options `{ url, key, username, attempts?, timeoutMs? }`: key and username of an account of the bridge's own */
export function createDiscourse({ url, key, username, attempts = 5, timeoutMs = 10_000, backoffMs = 500 }) {
  const headers = { "api-key": key, "api-username": username, "content-type": "application/json" };

  async function call(method, path, body) {
    for (let attempt = 1; ; attempt += 1) {
      let response;
      try {
        const signal = AbortSignal.timeout(timeoutMs);
        response = await fetch(`${url}${path}`, { method, headers, body: body && JSON.stringify(body), signal });
        if (response.ok) return await response.json().catch(() => undefined);
      } catch (cause) {
        if (attempt === attempts) throw new DiscourseError(0, `Discourse cannot be reached: ${cause.message}`);
      }
      const status = response?.status ?? 0;
      if (response !== undefined && (!TRANSIENT.has(status) || attempt === attempts))
        throw new DiscourseError(status, `Discourse answered ${status} to ${method} ${path}`);
      const asked = Number(response?.headers.get("retry-after") ?? 0) * 1_000;
      if (asked > MAX_WAIT_MS) throw new DiscourseError(status, `Discourse asks to wait ${asked / 1_000} s`);
      await sleep(Math.max(asked, backoffMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2)));
    }
  }

  /** What stands at a path, or undefined where nothing does. */
  async function find(path) {
    try {
      return await call("GET", path);
    } catch (error) {
      if (error.status === 404) return undefined;
      throw error;
    }
  }

  return {
    username,
    findUser: (id) => find(`/admin/users/${id}.json`),
    findPost: (id) => find(`/posts/${id}.json`),
    deletePost: (id) => call("DELETE", `/posts/${id}.json`),
    recoverPost: (id) => call("PUT", `/posts/${id}/recover.json`),
    lockPost: (id, locked) => call("PUT", `/posts/${id}/locked.json`, { locked: String(locked) }),
    suspend: (id, until, reason) => call("PUT", `/admin/users/${id}/suspend.json`, { suspend_until: until, reason }),
    unsuspend: (id) => call("PUT", `/admin/users/${id}/unsuspend.json`),
    silence: (id, until, reason) => call("PUT", `/admin/users/${id}/silence.json`, { silenced_till: until, reason }),
    unsilence: (id) => call("PUT", `/admin/users/${id}/unsilence.json`),
    sendMessage: (recipient, title, raw) =>
      call("POST", "/posts.json", { archetype: "private_message", target_recipients: recipient, title, raw }),
  };
}
