import { ERROR_REGISTRY } from "../error-registry.js";
import type { Route, RouteOutput } from "../route.js";
import { html } from "./html.js";
import { page } from "./page.js";
import { errorsOf } from "./shared-errors.js";

const MANY = 8;

/** Every error code, with what it is called, its status, and which operations answer it. */
export function errorsPage(routes: readonly Route[]): RouteOutput {
  const operations = (code: string): readonly Route[] =>
    routes.filter((route) => errorsOf(route).some((own) => own === code));
  const codes = Object.entries(ERROR_REGISTRY).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return page(
    "Evenhand: error codes",
    html`<h1>Error codes</h1>
      <p>
        The <code>type</code> of every problem leads here. The <code>detail</code> of an answer says what is wrong with
        that request and what to do. <a href="/docs">All operations</a>.
      </p>
      <div class="scroll">
        <table>
          <tr>
            <th>code</th>
            <th>status</th>
            <th>what it means</th>
            <th>operations</th>
          </tr>
          ${codes.map(([code, { status, title }]) => {
            const answered = operations(code);
            const told =
              answered.length > MANY
                ? html`<span class="soft">many</span>`
                : answered.map((route) => html`<a href="/docs#${route.operation}">${route.operation}</a> `);
            return html`<tr id="${code}">
              <td><code>${code}</code></td>
              <td>${status}</td>
              <td>${title}</td>
              <td>${told}</td>
            </tr>`;
          })}
        </table>
      </div>`,
  );
}
