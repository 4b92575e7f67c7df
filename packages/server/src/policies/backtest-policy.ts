import type { BacktestReport } from "@evenhand/policy";
import type { Service } from "../service/service.js";
import { backtestWithoutTexts } from "./backtest-without-texts.js";
import type { PolicyFiles } from "./policy-files.js";
import type { PolicyThread } from "./policy-thread.js";

/** Events read and decided at a time. */
const PAGE = 500;

/**
 * Decides the newest stored events under the policy in force and under the one that the thread has checked, and compares.
 * Events whose content is sealed or erased are left out. Not inside a transaction.
 *
 * @param before files of the policy in force
 * @throws EvenhandError EH_POLICY_CHECK_ABORTED
 */
export async function backtestPolicy(
  service: Pick<Service, "store" | "clock" | "config">,
  thread: PolicyThread,
  before: PolicyFiles,
): Promise<BacktestReport> {
  await thread.ask({ kind: "backtest", before, nowMs: service.clock.now() }, "ready");
  const most = service.config.policies.backtestEvents;
  const first = most === 0 ? undefined : await oldestOf(service, most);
  for (let page = first === undefined ? [] : await readPage(service, first, true); page.length > 0;) {
    await thread.ask({ kind: "events", bodies: page.map(({ body }) => body) }, "ready");
    const last = page.at(-1);
    page = last === undefined || page.length < PAGE ? [] : await readPage(service, last.id, false);
  }
  const { report } = await thread.ask({ kind: "report" }, "report");
  return backtestWithoutTexts(report);
}

/** The id of the oldest of the newest `most` events; ids sort by the time of receipt. */
async function oldestOf({ store }: Pick<Service, "store">, most: number): Promise<string | undefined> {
  const newest = store.db
    .selectFrom("events")
    .select("id")
    .where("body", "is not", null)
    .orderBy("id", "desc")
    .limit(most)
    .as("newest");
  const row = await store.db.selectFrom(newest).select("id").orderBy("id").limit(1).executeTakeFirst();
  return row?.id;
}

async function readPage(
  { store }: Pick<Service, "store">,
  from: string,
  inclusive: boolean,
): Promise<readonly { readonly id: string; readonly body: string }[]> {
  const rows = await store.db
    .selectFrom("events")
    .select(["id", "body"])
    .where("body", "is not", null)
    .where("id", inclusive ? ">=" : ">", from)
    .orderBy("id")
    .limit(PAGE)
    .execute();
  return rows.map(({ id, body }) => ({ id, body: body ?? "" }));
}
