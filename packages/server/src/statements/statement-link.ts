import type { Config } from "../config/config.js";
import { deriveKey, tokenFor, verifyToken } from "../config/secrets.js";

/** Links to statements that nobody can guess: whoever has the link is the person it was sent to. */
export interface StatementLinks {
  url(statementId: string): string;
  verify(statementId: string, token: string): boolean;
}

/** Links that need no storage: the token is an HMAC of the statement's id. */
export function createStatementLinks(config: Pick<Config, "secret" | "publicUrl">): StatementLinks {
  const key = deriveKey(config.secret, "statement-links");
  return {
    url: (id) => `${config.publicUrl}/statements/${id}?token=${tokenFor(key, id)}`,
    verify: (id, token) => verifyToken(key, id, token),
  };
}
