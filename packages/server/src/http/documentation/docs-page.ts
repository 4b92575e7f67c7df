/** The documentation page: every operation with parameters, bodies, answers, errors, scope and an example. */
import { errorEntry } from "../error-registry.js";
import type { Route, RouteOutput } from "../route.js";
import { type Html, html, prose } from "./html.js";
import { page } from "./page.js";
import { exampleOf, schemaRows } from "./schema-rows.js";
import { errorsOf } from "./shared-errors.js";

/** Renders the page; the same routes always give the same page. */
export function docsPage(routes: readonly Route[], publicUrl: string): RouteOutput {
  const tags = [...new Set(routes.map((route) => route.tag))];
  const byTag = tags.map((tag) => ({ tag, routes: routes.filter((route) => route.tag === tag) }));
  return page(
    "Evenhand API",
    html`<h1>Evenhand API</h1>
      <p>
        For programs: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1). Every answer of 400 and above is a problem
        (RFC 9457) with a stable code: <a href="/errors">all codes</a>.
      </p>
      <p>
        Send an API key with every request: <code>Authorization: Bearer eh_…</code>. Lists come in pages: pass
        <code>next</code> of one as <code>after</code> of the following. Times are RFC 3339, in UTC.
      </p>
      <nav aria-label="Operations">
        ${byTag.map(
          ({ tag, routes: group }) =>
            html`<h4>${tag}</h4>
              <ul>
                ${group.map((route) => html`<li><a href="#${route.operation}">${route.summary}</a></li>`)}
              </ul>`,
        )}
      </nav>
      <main>
        ${byTag.map(
          ({ tag, routes: group }) =>
            html`<h2>${tag}</h2>
              ${group.map((route) => operation(route, publicUrl))}`,
        )}
      </main>`,
  );
}

function operation(route: Route, publicUrl: string): Html {
  return html`<section id="${route.operation}">
    <h3>${route.summary}</h3>
    <p><code>${route.method} ${route.path}</code> <span class="soft">${route.operation}</span></p>
    ${route.description === undefined ? undefined : html`<p>${prose(route.description)}</p>`}
    <p>
      ${route.scope === "public" ? "Needs no key." : html`Needs the scope <code>${route.scope}</code>.`}
      ${repeatable(route)}
    </p>
    ${fields("In the path", route.params)}${fields("In the query", route.query)}${fields(bodyTitle(route), route.body)}
    <h4>Example</h4>
    <pre><code>${curl(route, publicUrl)}</code></pre>
    <details>
      <summary>Answers</summary>
      ${Object.entries(route.responses).map(([status, answer]) => fields(`${status}: ${answer.description}${answer.contentType === undefined ? "" : ` (${answer.contentType})`}`, answer.schema ?? {}))}
    </details>
    <details>
      <summary>Errors</summary>
      <ul>
        ${errorsOf(route).map(
          (code) =>
            html`<li>
              ${errorEntry(code)?.status ?? ""}
              <a href="/errors#${code}"><code>${code}</code></a> ${errorEntry(code)?.title}
            </li>`,
        )}
      </ul>
    </details>
  </section> `;
}

function repeatable({ idempotency }: Route): string | Html {
  if (idempotency === "natural") return "Repeating it changes nothing more.";
  if (idempotency !== "key") return "";
  return html`Needs an <code>Idempotency-Key</code> header: a repeat with the same key gets the first answer again, for
    24 hours.`;
}

function bodyTitle({ contentTypes = ["application/json"] }: Route): string {
  return `Body (${contentTypes.join(", ")})`;
}

function fields(title: string, schema: object | undefined): Html | undefined {
  if (schema === undefined) return undefined;
  const rows = schemaRows(schema).filter((row) => row.path !== "" || row.type !== "anything");
  if (rows.length === 0) return html`<h4>${title}</h4>`;
  const described = rows.some((row) => row.description !== "");
  return html`<h4>${title}</h4>
    <div class="scroll">
      <table>
        <tr>
          <th>field</th>
          <th>holds</th>
          ${described ? html`<th></th>` : undefined}
        </tr>
        ${rows.map(
          (row) =>
            html`<tr>
              <td>
                ${row.path === "" ? "" : html`<code>${row.path}</code>`}${row.required ? "" : html` <span class="soft">optional</span>`}
              </td>
              <td>${row.type}</td>
              ${described ? html`<td>${prose(row.description)}</td>` : undefined}
            </tr>`,
        )}
      </table>
    </div>`;
}

function curl(route: Route, publicUrl: string): string {
  const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => `$${name.toUpperCase()}`);
  const lines = [`curl ${route.method === "GET" ? "" : `-X ${route.method} `}"${publicUrl}${path}"`];
  if (route.scope !== "public") lines.push('-H "Authorization: Bearer $EVENHAND_KEY"');
  if (route.idempotency === "key") lines.push(`-H 'Idempotency-Key: "'$(uuidgen)'"'`);
  const [type] = route.contentTypes ?? ["application/json"];
  if (route.body !== undefined || route.contentTypes !== undefined) lines.push(`-H "Content-Type: ${type}"`);
  if (route.body !== undefined) lines.push(`-d '${JSON.stringify(exampleOf(route.body)).replaceAll("'", "'\\''")}'`);
  else if (route.contentTypes !== undefined) lines.push("--data-binary @FILE");
  return lines.join(" \\\n  ");
}
