/** Starts the bridge; README.md lists the variables. */
import { createEvenhand } from "@evenhand/client";
import { createBridge } from "./bridge.mjs";
import { createDiscourse } from "./discourse-api.mjs";
import { serve } from "./serve.mjs";

const { env } = process;
const seen = new Set();

const bridge = createBridge({
  evenhand: createEvenhand({ url: env.EVENHAND_URL, key: env.EVENHAND_KEY }),
  evenhandSecret: env.EVENHAND_WEBHOOK_SECRET,
  discourse: createDiscourse({
    url: env.DISCOURSE_URL,
    key: env.DISCOURSE_API_KEY,
    username: env.DISCOURSE_API_USERNAME,
  }),
  discourseSecret: env.DISCOURSE_WEBHOOK_SECRET,
  source: env.DISCOURSE_URL,
  dedupe: { seen: (id) => seen.has(id), remember: (id) => void seen.add(id) },
  onUnsupported: ({ kind, target }) =>
    console.warn(`Discourse has no counterpart of "${kind}" (${target.kind} ${target.id})`),
});

const server = await serve(bridge, { port: Number(env.PORT ?? 3001), host: env.HOST ?? "127.0.0.1" });
console.log(`The bridge listens on port ${server.address().port}: /discourse, /evenhand`);
process.once("SIGTERM", () => server.close());
