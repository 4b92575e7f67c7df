/** Loads a module of examples/: plain JavaScript, as an engineer would copy it. */
export async function example<T>(path: string): Promise<T> {
  return (await import(new URL(`../../examples/${path}`, import.meta.url).href)) as T;
}

/** A handler of fetch's kind. */
export type Handler = (request: Request) => Promise<Response>;
