import type { Route } from "./route.js";

/**
 * Finds which methods an address has, for an answer of 405 instead of 404.
 *
 * @returns for a path the methods, in the order of declaration; empty where nothing is there
 */
export function createMethodFinder(routes: readonly Route[]): (path: string) => readonly string[] {
  const declared = routes.map(({ method, path }) => ({ method, parts: path.split("/") }));
  return (path) => {
    const parts = path.split("/");
    const methods = declared
      .filter((one) => one.parts.length === parts.length && one.parts.every((part, i) => fits(part, parts[i] ?? "")))
      .map((one) => one.method);
    return methods.includes("GET") ? [...new Set([...methods, "HEAD"])] : [...new Set(methods)];
  };
}

function fits(declared: string, given: string): boolean {
  return declared.startsWith(":") ? given !== "" : declared === given;
}
