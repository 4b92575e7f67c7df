import { createHash } from "node:crypto";

/** Nearly a text of the sample's bank of scams: such messages are removed. */
const SCAM =
  "The berth is free from next week and many people are asking. To reserve it for you I need the deposit of three months " +
  "today. I am the owner but I live on another island, the key comes by post as soon as the money has arrived. You get the " +
  "deposit back if you do not like it.";

/** An event that breaks a rule of the sample; another one at each start. */
function scamEvent(head) {
  const time = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const id = `try-${createHash("sha256").update(`${head} ${time}`).digest("hex").slice(0, 8)}`;
  return {
    specversion: "1.0",
    id,
    source: "npm-start",
    type: "post.created",
    time,
    data: {
      actor: { id: "newcomer", handle: "newcomer", kind: "person", createdAt: time, locale: "en" },
      item: { id, kind: "post", surface: "post", text: { body: SCAM }, createdAt: time },
    },
  };
}

/** What to do next, as text: where everything is, and lines for a shell that work as they are. */
export function tryLines({ url, key, head, isSample }) {
  const where = [
    `Evenhand      ${url}`,
    `Documentation ${url}/docs   (every operation; OpenAPI at ${url}/openapi.json)`,
    key.isNew
      ? `API key       ${key.text}   (may do everything; also in ${key.file}, for this sample only)`
      : `API key       in ${key.file}; it was shown when it was made. Another one: npx evenhand keys create`,
  ];
  // The key is read from its file: a key in a command stays in the shell's history.
  const auth = `-H "Authorization: Bearer $(cat '${key.file}')"`;
  const tail = `curl -s '${url}/v1/journal?after=${Math.max(0, head - 3)}&wait=20' ${auth}`;
  const tries = isSample
    ? [
        "1. Send an event that breaks a rule, and see the decision:",
        "",
        `ANSWER=$(curl -s ${url}/v1/events ${auth} -H 'Content-Type: application/json' -d '${JSON.stringify(scamEvent(head))}'); echo "$ANSWER"`,
        "",
        "2. Read the statement of reasons that its author gets:",
        "",
        `curl -s "$(echo "$ANSWER" | grep -o 'http[^"]*/statements/[^"]*')"`,
        "",
        "3. Read the newest entries of the journal:",
        "",
        tail,
      ]
    : ["Read the newest entries of the journal:", "", tail];
  const more = [
    "The command speaks to the service too, in another terminal:",
    "",
    `export EVENHAND_URL=${url} EVENHAND_KEY="$(cat '${key.file}')"`,
    "npx evenhand journal tail",
    "npx evenhand --help",
  ];
  return ["", ...where, "", ...tries, "", ...more, ""].join("\n");
}

/** Does over HTTP what the lines do, and throws where one would not work. */
export async function checkTryLines(api, { head, isSample }) {
  if (isSample) {
    const { decision, statements } = await api.post("/v1/events", scamEvent(head));
    must(decision.outcome === "act" && statements.length > 0, `the event was answered "${decision.outcome}"`);
    const page = await fetch(statements[0].url);
    const text = await page.text();
    must(page.ok && text.includes("<html"), `the statement was answered ${page.status}`);
  }
  const { items } = await api.get(`/v1/journal?after=${Math.max(0, head - 3)}&wait=20`);
  must(items.length > 0, "the journal has no entries");
}

function must(holds, otherwise) {
  if (!holds) throw new Error(`What npm start tells people to try does not work: ${otherwise}.`);
}
