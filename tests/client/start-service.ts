/** The real service on the embedded database, with a policy in force. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig, startEvenhand } from "@evenhand/server";
import { SMALL_POLICY } from "./small-policy.js";

/** What everything that the client does needs. */
const PLATFORM_SCOPES = [
  "events:write",
  "decisions:read",
  "accounts:read",
  "accounts:erase",
  "measures:write",
  "statements:read",
  "journal:read",
];

export interface TestService extends AsyncDisposable {
  readonly url: string;
  /** Of a platform. */
  readonly key: string;
  /** Calls an operation that the client does not have, as the operator. */
  readonly call: <T>(method: string, path: string, body?: unknown) => Promise<T>;
}

export async function startService(): Promise<TestService> {
  const directory = await mkdtemp(join(tmpdir(), "evenhand-client-"));
  const service = await startEvenhand(
    readConfig({
      EVENHAND_PORT: "0",
      EVENHAND_DATA_DIRECTORY: join(directory, "data"),
      EVENHAND_LOG_LEVEL: "silent",
      EVENHAND_WEBHOOK_ALLOW_PRIVATE: "true",
    }),
  );
  const url = `http://127.0.0.1:${service.address.port}`;
  const operator = service.firstKey!.text;
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const headers = {
      authorization: `Bearer ${operator}`,
      "content-type": "application/json",
      "idempotency-key": `"${crypto.randomUUID()}"`,
    };
    const response = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) ?? null });
    if (!response.ok) throw new TypeError(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const { version } = await call<{ version: string }>("POST", "/v1/policies", { files: SMALL_POLICY });
  await call("POST", `/v1/policies/${version}/publish`, {});
  const named = { name: "the platform", role: "platform", scopes: PLATFORM_SCOPES };
  const { text: key } = await call<{ text: string }>("POST", "/v1/keys", named);
  return {
    url,
    key,
    call,
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
