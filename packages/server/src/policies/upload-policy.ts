import { EvenhandError, type Problem } from "@evenhand/contract";
import type { BacktestReport } from "@evenhand/policy";
import { type Actor, append, entry } from "../journal/append.js";
import { inTransaction, type Service } from "../service/service.js";
import { backtestPolicy } from "./backtest-policy.js";
import type { CaseSummary, PolicyCheck } from "./check-policy.js";
import { compactProblems } from "./compact-problems.js";
import { filesToJson, type PolicyFiles, readStoredFiles } from "./policy-files.js";
import { type PolicyThread, type PolicyThreadLimits, startPolicyThread, THREAD_LIMITS } from "./policy-thread.js";
import { readInForce } from "./publications.js";
import { createTurns } from "./turns.js";

export interface UploadRequest {
  readonly files: PolicyFiles;
  readonly actor: Actor;
  /** Check and compare only: nothing is stored. */
  readonly dryRun?: boolean | undefined;
  /** For tests. */
  readonly limits?: PolicyThreadLimits;
}

/** What became of an upload. */
export interface UploadResult {
  readonly version: string;
  readonly name: string;
  /** Whether it was stored now; otherwise it had been before, or it was a dry run. */
  readonly created: boolean;
  /** Warnings: what is likely to be a mistake and does not refuse the policy. */
  readonly problems: readonly Problem[];
  readonly cases: CaseSummary;
  /** The version in force that it was compared with; null: none. */
  readonly inForce: string | null;
  /** null where nothing is in force, or this version is. */
  readonly backtest: BacktestReport | null;
}

/** Policies checked at a time, and those that may wait. A check needs a processor and much memory. */
const takeTurn = createTurns(1, 4);

/**
 * Checks a policy, compares it with the one in force over what was stored last, and stores it whole. It decides nothing until
 * it is published. The same version again is not stored again; its comparison is renewed where another policy is in force now.
 *
 * @throws EvenhandError EH_POLICY_REFUSED with every problem where there are errors or failing cases; EH_POLICY_CHECK_ABORTED;
 *   EH_POLICY_BUSY. Nothing is stored then, and the policy in force stays.
 */
export async function uploadPolicy(service: Service, request: UploadRequest): Promise<UploadResult> {
  return takeTurn(async () => {
    await using thread = startPolicyThread(request.limits ?? THREAD_LIMITS);
    const { check } = await thread.ask({ kind: "check", files: request.files }, "checked");
    const { sound, cases } = check;
    if (sound === undefined) throw refused(check);
    const { inForce, backtest } = await compare(service, thread, sound.version);
    const problems = compactProblems(check.problems);
    const result = { version: sound.version, name: sound.name, problems, cases, inForce, backtest };
    const created = request.dryRun === true ? false : await store(service, request, result, sound.clauses);
    return { ...result, created };
  });
}

function refused({ problems }: PolicyCheck): EvenhandError {
  const errors = problems.filter(({ severity }) => severity !== "warning").length;
  return new EvenhandError(
    "EH_POLICY_REFUSED",
    `The policy was not stored: ${errors === 1 ? "an error" : `${errors} errors`} in it, each with its place below. ` +
      "The policy in force stays. Mend them, see that `evenhand policy check` and `evenhand policy test` are content, and upload it again.",
    compactProblems(problems),
  );
}

async function compare(
  service: Service,
  thread: PolicyThread,
  version: string,
): Promise<Pick<UploadResult, "inForce" | "backtest">> {
  const inForce = (await readInForce(service.store.db))?.policy ?? null;
  const before = inForce === null || inForce === version ? undefined : await readStoredFiles(service, inForce);
  return { inForce, backtest: before === undefined ? null : await backtestPolicy(service, thread, before) };
}

/** @returns whether it had not been stored before */
async function store(
  service: Service,
  { files, actor }: UploadRequest,
  { version, name, problems, cases, backtest }: Omit<UploadResult, "created">,
  clauses: NonNullable<PolicyCheck["sound"]>["clauses"],
): Promise<boolean> {
  const comparison = backtest === null ? null : JSON.stringify(backtest);
  return inTransaction(service, async (tx) => {
    const inserted = await tx
      .insertInto("policies")
      .values({
        version,
        name,
        files: filesToJson(files),
        lint: JSON.stringify(problems),
        cases: JSON.stringify(cases),
        backtest: comparison,
        uploaded_at: new Date(service.clock.now()),
        uploaded_by_role: actor.role,
        uploaded_by: actor.id,
      })
      .onConflict((oc) => oc.doNothing())
      .returning("version")
      .executeTakeFirst();
    if (inserted === undefined) {
      if (comparison !== null)
        await tx.updateTable("policies").set({ backtest: comparison }).where("version", "=", version).execute();
      return false;
    }
    if (clauses.length > 0) {
      await tx
        .insertInto("policy_clauses")
        .values(
          clauses.map(({ title, text, ...clause }) => ({
            ...clause,
            policy_version: version,
            title: JSON.stringify(title),
            text: JSON.stringify(text),
          })),
        )
        .execute();
    }
    await append(tx, service.clock.now(), [
      entry({
        act: "policy.uploaded",
        actor,
        subject: { kind: "policy", id: version },
        account: null,
        data: { policy: version, name, backtested: backtest !== null },
      }),
    ]);
    return true;
  });
}
