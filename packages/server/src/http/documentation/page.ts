import { createHash } from "node:crypto";
import type { RouteOutput } from "../route.js";
import { type Html, html, Html as RawHtml } from "./html.js";

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --paper: #fff; --shade: #f6f8fa; --link: #0550ae }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b3; --line: #3d444d; --paper: #0d1117; --shade: #161b22; --link: #79b8ff } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 68rem; padding: 1.5rem; font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
a { color: var(--link) }
h1 { font-size: 1.7rem } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem }
h3 { margin: 2rem 0 .3rem; font-size: 1.05rem } h4 { margin: 1rem 0 .3rem; font-size: .95rem; color: var(--soft) }
code, pre { font: .87em/1.5 ui-monospace, monospace } code { background: var(--shade); padding: .1em .3em; border-radius: 3px; overflow-wrap: anywhere }
pre { background: var(--shade); border: 1px solid var(--line); border-radius: 5px; padding: .8rem; overflow-x: auto } pre code { background: none; padding: 0 }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line) }
th { font-weight: 600; color: var(--soft) } summary { cursor: pointer; color: var(--link) } .soft { color: var(--soft) } nav ul { columns: 2; padding-left: 1.2rem }
@media (max-width: 40rem) { nav ul { columns: 1 } body { padding: 1rem } }
:target { scroll-margin-top: 1rem; outline: 2px solid var(--link); outline-offset: 4px }
`;

const STYLE_HASH = createHash("sha256").update(STYLE, "utf8").digest("base64");
/** Whole, so that no formatter puts a blank into it: the hash is of every character between the tags. */
const STYLE_TAG = new RawHtml(`<style>${STYLE}</style>`);
/** Nothing is loaded from anywhere, no script runs: the style stands in the page, and its hash here. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

/** The content type of pages. */
export const PAGE_TYPE = "text/html; charset=utf-8";

/** A whole page as an answer. */
export function page(title: string, body: Html): RouteOutput {
  const whole = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${STYLE_TAG}
      </head>
      <body>
        ${body}
      </body>
    </html> `;
  return {
    status: 200,
    body: whole.text,
    headers: { "content-security-policy": POLICY, "cache-control": "public, max-age=300" },
  };
}
