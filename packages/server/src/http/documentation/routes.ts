import { Type } from "typebox";
import { type Route, route, type RouteOutput } from "../route.js";
import { docsPage } from "./docs-page.js";
import { errorsPage } from "./errors-page.js";
import { PAGE_TYPE } from "./page.js";

/**
 * The document for programs and the pages for people.
 *
 * @param described every operation, those of the documentation too
 * @param document gives the OpenAPI document once everything is mounted
 */
export function documentationRoutes(
  described: () => readonly Route[],
  document: () => unknown,
  publicUrl: string,
): readonly Route[] {
  const tag = "Documentation";
  const publicPage = (operation: string, path: string, summary: string, render: () => RouteOutput): Route => {
    let rendered: RouteOutput | undefined;
    return route({
      operation,
      method: "GET",
      path,
      summary,
      tag,
      scope: "public",
      responses: { 200: { description: "An HTML page", contentType: PAGE_TYPE } },
      errors: [],
      handle: async () => (rendered ??= render()),
    });
  };
  let json: string | undefined;
  return [
    route({
      operation: "getOpenApi",
      method: "GET",
      path: "/openapi.json",
      summary: "This interface as OpenAPI 3.1",
      tag,
      scope: "public",
      responses: { 200: { description: "The document", schema: Type.Object({ openapi: Type.String() }) } },
      errors: [],
      handle: async () => ({
        status: 200,
        body: (json ??= JSON.stringify(document())),
        headers: { "cache-control": "public, max-age=300" },
      }),
    }),
    publicPage("getDocs", "/docs", "Documentation of every operation", () => docsPage(described(), publicUrl)),
    publicPage("getErrors", "/errors", "Every error code", () => errorsPage(described())),
  ];
}
