/** A small forum with Discourse's API, as far as the bridge uses it, over real HTTP. */
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export const DISCOURSE_SECRET = "a secret of the forum's";
const BRIDGE = { id: 3, username: "evenhand" };

export interface FakeUser {
  id: number;
  username: string;
  name: string;
  created_at: string;
  post_count: number;
  suspended_till: string | null;
  suspended_by: { username: string } | null;
  suspend_reason: string | null;
  silenced_till: string | null;
  silenced_by: { username: string } | null;
}
export interface FakePost {
  id: number;
  deleted_at: string | null;
  deleted_by: { username: string } | null;
  locked: boolean;
}

export class FakeDiscourse implements AsyncDisposable {
  readonly users = new Map<number, FakeUser>();
  readonly posts = new Map<number, FakePost>();
  readonly messages: { target_recipients: string; title: string; raw: string }[] = [];
  /** Calls that changed something, in order. */
  readonly calls: string[] = [];
  reads = 0;
  /** Statuses that the next calls get instead of an answer. */
  readonly failures: number[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  static async start(): Promise<FakeDiscourse> {
    const forum = new FakeDiscourse();
    await once(forum.#server.listen(0, "127.0.0.1"), "listening");
    return forum;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  addUser(id: number, username: string): FakeUser {
    const none = {
      suspended_till: null,
      suspended_by: null,
      suspend_reason: null,
      silenced_till: null,
      silenced_by: null,
    };
    const user = { id, username, name: "", created_at: "2025-05-01T08:00:00.000Z", post_count: 12, ...none };
    this.users.set(id, user);
    return user;
  }

  addPost(id: number): FakePost {
    const post = { id, deleted_at: null, deleted_by: null, locked: false };
    this.posts.set(id, post);
    return post;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = request;
    const body = JSON.parse((await text(request)) || "{}") as Record<string, string>;
    const answer = (status: number, value: object, more: Record<string, string> = {}): void => {
      response.writeHead(status, { "content-type": "application/json", ...more }).end(JSON.stringify(value));
    };
    const failure = this.failures.shift();
    if (failure !== undefined) return answer(failure, {}, failure === 429 ? { "retry-after": "0" } : {});
    if (headers["api-key"] !== "forum-key" || headers["api-username"] !== BRIDGE.username) return answer(403, {});
    const [, user, userAct] = /^\/admin\/users\/(\d+)(?:\/(\w+))?\.json$/.exec(url) ?? [];
    const [, post, postAct] = /^\/posts\/(\d+)(?:\/(\w+))?\.json$/.exec(url) ?? [];
    const subject = this.users.get(Number(user)) ?? this.posts.get(Number(post));
    if (method === "POST" && url === "/posts.json") {
      this.messages.push(body as never);
      return answer(200, { id: 1 });
    }
    if (subject === undefined) return answer(404, {});
    if (method === "GET") {
      this.reads += 1;
      return answer(200, subject);
    }
    this.calls.push(`${method} ${url}`);
    return answer(200, this.#change(subject as FakeUser & FakePost, userAct ?? postAct ?? "delete", body));
  }

  #change(subject: FakeUser & FakePost, act: string, body: Record<string, string>): object {
    const by = { username: BRIDGE.username };
    const acts: Record<string, Partial<FakeUser & FakePost>> = {
      suspend: {
        suspended_till: body["suspend_until"] ?? null,
        suspended_by: by,
        suspend_reason: body["reason"] ?? null,
      },
      unsuspend: { suspended_till: null, suspended_by: null, suspend_reason: null },
      silence: { silenced_till: body["silenced_till"] ?? null, silenced_by: by },
      unsilence: { silenced_till: null, silenced_by: null },
      delete: { deleted_at: new Date().toISOString(), deleted_by: by },
      recover: { deleted_at: null, deleted_by: null },
      locked: { locked: body["locked"] === "true" },
    };
    return Object.assign(subject, acts[act]);
  }
}

let deliveries = 0;

/** A webhook as Discourse sends it. */
export function discourseWebhook(event: string, payload: object, secret = DISCOURSE_SECRET): RequestInit {
  const body = JSON.stringify(payload);
  const headers = {
    "content-type": "application/json",
    "x-discourse-instance": "https://forum.example",
    "x-discourse-event-id": String(++deliveries),
    "x-discourse-event-type": event.replace(/_.*/, ""),
    "x-discourse-event": event,
    "x-discourse-event-signature": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  };
  return { method: "POST", headers, body };
}

/** A post as Discourse's webhooks describe it. */
export function discoursePost(over: object = {}): object {
  return {
    id: 501,
    name: "Ann",
    username: "ann",
    user_id: 7,
    created_at: "2026-03-01T10:00:00.000Z",
    updated_at: "2026-03-01T10:00:00.000Z",
    raw: "Fair wind and a following sea.",
    cooked: "<p>Fair wind and a following sea.</p>",
    post_number: 1,
    post_type: 1,
    reply_to_post_number: null,
    topic_id: 90,
    topic_slug: "winds",
    topic_title: "Winds",
    topic_archetype: "regular",
    category_id: 4,
    version: 1,
    user_deleted: false,
    deleted_at: null,
    ...over,
  };
}

/** An account as Discourse's webhooks describe it. */
export function discourseUser(over: object = {}): object {
  const created_at = "2026-02-28T08:00:00.000Z";
  return {
    id: 8,
    username: "ben",
    name: "Ben",
    created_at,
    bio_raw: "Sails.",
    locale: "zh_CN",
    post_count: 0,
    ...over,
  };
}
