import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const STATE = "sample.json";
const BATCH = 250;
const BATCH_TYPE = "application/cloudevents-batch+json";
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
/** The log's last event happened this long before it was fed. */
const AGO_MS = 60_000;

/**
 * Feeds the sample community's week as if it ended now. Ids stay, and so does the shift in time, which is kept beside the
 * data: fed again, every event is known already and gets its first answer. So a start that was cut short goes on.
 */
export async function feedSample(api, file, directory, say) {
  const text = await readFile(file, "utf8");
  const log = createHash("sha256").update(text).digest("hex");
  const statePath = join(directory, STATE);
  const kept = await readState(statePath);
  const lines = text.trimEnd().split("\n");
  const shiftMs = kept?.log === log ? kept.shiftMs : shiftFor(lines.at(-1));
  const read = (from, to) => lines.slice(from, to).map((line) => JSON.parse(line, shiftBy(shiftMs)));
  const save = (fed) => writeFile(statePath, `${JSON.stringify({ log, shiftMs, fed })}\n`, { mode: 0o600 });

  // Kept before the first event is sent: a shift that was forgotten would make the same ids other events.
  if (kept?.log !== log) await save(0);
  const [first] = (await send(api, read(0, 1))).results;
  const known = first.result === "decided" ? first.repeated : first.problem.code === "EH_EVENT_CONFLICT";
  if (first.result === "refused" && first.problem.code === "EH_EVENT_CONFLICT") {
    return say("The sample's events are there already, from another start.");
  }
  const begin = known ? (kept?.fed ?? 0) : 0;
  if (begin >= lines.length) return say(`The sample's ${lines.length.toLocaleString("en")} events are there already.`);

  say(`Feeding examples/harbour/events.jsonl: ${lines.length.toLocaleString("en")} events of a week …`);
  const began = performance.now();
  const outcomes = {};
  for (let from = begin; from < lines.length; from += BATCH) {
    const { results } = await send(api, read(from, from + BATCH));
    for (const result of results) {
      const outcome = result.result === "decided" ? result.decision.outcome : `refused (${result.problem.code})`;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    await save(Math.min(lines.length, from + BATCH));
    showBar(Math.min(1, (from + BATCH) / lines.length));
  }
  clearBar();
  const seconds = (performance.now() - began) / 1000;
  const pace = Math.round((lines.length - begin) / seconds).toLocaleString("en");
  const told = Object.entries(outcomes).map(([outcome, n]) => `${outcome} ${n.toLocaleString("en")}`);
  say(`Decided in ${seconds.toFixed(1)} s (${pace}/s): ${told.join(" · ")}`);
}

async function send(api, events) {
  for (;;) {
    try {
      return await api.post("/v1/events", events, BATCH_TYPE);
    } catch (error) {
      if (error.status !== 429 && error.status !== 503) throw error;
      await wait(error.retryAfter * 1000);
    }
  }
}

async function readState(path) {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** Whole seconds, so that times stay as long as they were. */
function shiftFor(lastLine) {
  return Math.floor((Date.now() - AGO_MS - Date.parse(JSON.parse(lastLine).time)) / 1000) * 1000;
}

/** Moves every value that is a time: the event's, and those of accounts and items, so that ages stay what they were. */
function shiftBy(shiftMs) {
  return (_key, value) => {
    if (typeof value !== "string" || !TIME.test(value)) return value;
    return new Date(Date.parse(value) + shiftMs).toISOString().replace(/\.000Z$/, "Z");
  };
}

const WIDTH = 40;

function showBar(share) {
  if (!process.stderr.isTTY) return;
  const full = Math.round(share * WIDTH);
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  process.stderr.write(`\r  ${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${percent}`);
}

function clearBar() {
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
}
