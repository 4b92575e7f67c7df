/** What a key may do. A key has a list of these; `admin` has them all. */
export const SCOPES = {
  "events:write": "Send events and check drafts",
  "decisions:read": "Read decisions, their records and explanations",
  "accounts:read": "Read accounts, items, their effective state and history",
  "accounts:erase": "Erase a person's data",
  "measures:write": "Apply, lift and void measures",
  "statements:read": "Read statements of reasons",
  "cases:read": "Read open cases",
  "policies:read": "Read policies and their versions",
  "policies:write": "Upload policies",
  "policies:publish": "Approve, publish and roll back policies",
  "banks:read": "Read banks and their entries, try texts on them",
  "banks:write": "Add and remove entries of live banks, import, scan stored content",
  "journal:read": "Read the journal",
  "webhooks:write": "Manage webhook endpoints and their messages",
  "keys:write": "Create, rotate and revoke keys",
  "metrics:read": "Read metrics",
  admin: "Everything",
} as const;

export type Scope = keyof typeof SCOPES;
/** Every scope, in the order of the documentation. */
export const SCOPE_NAMES = Object.keys(SCOPES) as readonly Scope[];

/** Whether a word names a scope. */
export function isScope(word: string): word is Scope {
  return Object.hasOwn(SCOPES, word);
}
