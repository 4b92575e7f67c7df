// `npm start`: makes the checkout ready, runs the service on the embedded database in evenhand-data/, publishes the sample
// community's policy and feeds its log where that has not been done, and says how to go on. Ctrl-C ends it.
// `npm start -- --exit` (or EVENHAND_START_EXIT=1) tries what it tells people to try, and ends.
import { join } from "node:path";
import { prepare, root } from "./prepare.mjs";
import { createApi } from "./start/api.mjs";
import { feedSample } from "./start/feed-sample.mjs";
import { choosePort } from "./start/choose-port.mjs";
import { publishSample } from "./start/publish-sample.mjs";
import { sampleKey } from "./start/sample-key.mjs";
import { checkTryLines, tryLines } from "./start/try-lines.mjs";

const say = (text) => console.error(text);
const unknown = process.argv.slice(2).filter((argument) => argument !== "--exit");
if (unknown.length > 0) {
  say(
    `npm start takes --exit and nothing else, not ${unknown.join(" ")}. All that the command can do: npx evenhand --help`,
  );
  process.exit(2);
}
const exits = process.argv.includes("--exit") || (process.env.EVENHAND_START_EXIT ?? "") !== "";

prepare();
const began = performance.now();
const { coloursFor, endSignal, formatError, readPolicyFolder, startService } = await load("cli");
try {
  process.exitCode = await start();
} catch (error) {
  say(formatError(error, coloursFor(process.stderr, process.env)));
  process.exitCode = 2;
}

async function start() {
  const ended = endSignal();
  const env = {
    EVENHAND_DATA_DIRECTORY: join(root, "evenhand-data"),
    // The messages here are for people; the service's own lines would stand between them.
    EVENHAND_LOG_LEVEL: "warn",
    ...process.env,
  };
  Object.assign(env, await choosePort(env, say));
  const started = await startService(env, say);
  const { service, config, url } = started;
  const { loadOperator } = await load("server");
  const { createKeyAsOperator } = await loadOperator();
  try {
    const place = { directory: config.dataDirectory, createKeyAsOperator };
    const key = await sampleKey(started, place, say);
    const api = createApi(url, key.text);
    const isSample = await publishSample(
      service.domain,
      api,
      join(root, "examples", "harbour", "policy"),
      readPolicyFolder,
      say,
    );
    if (isSample) await feedSample(api, join(root, "examples", "harbour", "events.jsonl"), place.directory, say);
    const { head } = await api.get("/v1/journal?limit=1");
    say(`\nReady after ${((performance.now() - began) / 1000).toFixed(1)} s.`);
    console.log(tryLines({ url, key, head, isSample }));
    if (exits) {
      await checkTryLines(api, { head, isSample });
      say("All of it works. Ending, as --exit asks.");
      return 0;
    }
    say("The service runs here until Ctrl-C.");
    say(`\n${await ended}: answering what was accepted, then ending …`);
    return 0;
  } finally {
    await service[Symbol.asyncDispose]();
  }
}

/** A package as it was built: before this it may not have been installed. */
async function load(name) {
  return await import(new URL(`../packages/${name}/dist/index.js`, import.meta.url));
}
