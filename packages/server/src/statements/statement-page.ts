import { createHash } from "node:crypto";
import type { RenderedStatement } from "./render-statement.js";

const STYLE = `
:root { color-scheme: light dark; }
body { font: 1.0625rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.05rem; margin: 2rem 0 0.4rem; }
p { margin: 0.4rem 0; overflow-wrap: anywhere; }
`;
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

/** Headers of such a page: its own style and nothing else, and no trace of the link elsewhere. */
export const STATEMENT_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  "cache-control": "private, no-store",
  "referrer-policy": "no-referrer",
} as const;

/** A statement as a page that needs neither scripts nor anything from elsewhere. */
export function statementPage({ title, sections }: RenderedStatement, language: string): string {
  const body = sections
    .map(
      ({ heading, paragraphs }) =>
        `${heading === "" ? "" : `<h2>${escape(heading)}</h2>\n`}${paragraphs.map((p) => `<p>${escape(p)}</p>`).join("\n")}`,
    )
    .join("\n");
  return `<!doctype html>
<html lang="${escape(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

/** What users wrote is text, whatever it looks like. */
function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
