// A platform in 30 lines: people post, Evenhand decides, the platform carries it out and tells the author why.
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { createEvenhand, event } from "@evenhand/client";

const evenhand = createEvenhand({ url: process.env.EVENHAND_URL, key: process.env.EVENHAND_KEY });
const posts = new Map();

async function publish({ account, body }) {
  const createdAt = new Date().toISOString();
  const item = { id: crypto.randomUUID(), kind: "post", surface: "post", text: { body }, createdAt };
  const told = event({ source: "platform", id: item.id, type: "post.created", data: { actor: account, item } });
  posts.set(item.id, { body, hidden: false });
  const { decision, statements } = await evenhand.events.send(told);
  return { id: item.id, outcome: decision.outcome, reasons: statements.map(({ url }) => url) };
}

const server = createServer(async (request, response) => {
  const visible = () => [...posts.values()].filter((post) => !post.hidden);
  const answer = await (request.method === "POST" ? json(request).then(publish) : visible());
  response.end(JSON.stringify(answer));
}).listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));

// Every act brings the state that is then in force. Keep the last `seq`: with `after`, an outage of a day loses nothing.
const acts = ["measure.applied", "measure.expired", "measure.lifted", "measure.voided"];
for await (const { data } of evenhand.journal.entries({ acts })) {
  const post = posts.get(data?.target.id);
  if (post) post.hidden = data.effective.active.some(({ kind }) => ["hold", "remove"].includes(kind));
}
