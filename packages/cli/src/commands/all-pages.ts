import type { Remote, RemoteRequest } from "./remote.js";

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

const PAGE = 200;

/** Everything that a paged list holds, a page at a time. */
export async function* allPages<T>(
  remote: Remote,
  path: string,
  query: RemoteRequest["query"] = {},
): AsyncGenerator<readonly T[]> {
  for (let after: string | undefined; ;) {
    const page = await remote.ask<Page<T>>(path, { query: { limit: PAGE, ...query, after } });
    yield page.items;
    if (page.next === null) return;
    after = page.next;
  }
}
