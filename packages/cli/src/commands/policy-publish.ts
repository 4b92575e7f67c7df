import {
  EvenhandError,
  type PolicyPublication,
  type Problem,
  type ProblemPart,
  type UploadedPolicy,
} from "@evenhand/contract";
import type { BacktestReport } from "@evenhand/policy";
import { EXIT, type Io } from "../io.js";
import { inFolder } from "../load-policy.js";
import { formatBacktest } from "../output/backtest-text.js";
import { type Colours, coloursFor } from "../output/colours.js";
import { count } from "../output/count.js";
import { formatProblem } from "../output/format-problem.js";
import { print } from "../output/print.js";
import { safeLine } from "../output/safe-text.js";
import { readPolicyFolder } from "../read-policy-folder.js";
import { openRemote, type Remote, type RemoteOptions } from "./remote.js";

interface PublishOptions extends RemoteOptions {
  readonly dryRun?: true;
  readonly json?: true;
}

/** The service gives up after two minutes, and others may be before us. */
const CHECK_TIMEOUT_MS = 290_000;

/**
 * `evenhand policy publish DIR`: uploads the folder, shows what the service found out about it, and puts it in force.
 *
 * @throws EvenhandError the service's refusal; places relative to where the command was run
 */
export async function publishPolicy(folder: string, options: PublishOptions, io: Io): Promise<number> {
  const remote = openRemote(options, io);
  const files = Object.fromEntries(await readPolicyFolder(folder));
  const colours = coloursFor(io.stdout, io.env);
  const note = waitingNote(io, `Checking ${count(Object.keys(files).length, "file")} at ${remote.url} …`);
  let uploaded: UploadedPolicy;
  try {
    uploaded = await remote.ask<UploadedPolicy>("/v1/policies", {
      method: "POST",
      body: { files },
      query: { dryRun: options.dryRun === true ? "true" : undefined },
      timeoutMs: CHECK_TIMEOUT_MS,
    });
  } catch (error) {
    throw atFolder(error, folder);
  } finally {
    note.clear();
  }
  if (options.json !== true) await print(io, ...describe(uploaded, folder, io, colours));
  if (options.dryRun === true) {
    await print(
      io,
      options.json ? JSON.stringify({ uploaded, published: null }) : "\nDry run: nothing was stored or published.",
    );
    return EXIT.done;
  }
  const published = await putInForce(remote, uploaded);
  await print(io, options.json ? JSON.stringify({ uploaded, published }) : inForceLine(uploaded, published, colours));
  return EXIT.done;
}

async function putInForce(remote: Remote, { version, inForce }: UploadedPolicy): Promise<PolicyPublication> {
  try {
    return await remote.ask<PolicyPublication>(`/v1/policies/${version}/publish`, {
      method: "POST",
      // Not over a policy that the comparison above does not speak of.
      body: { expect: inForce },
      timeoutMs: CHECK_TIMEOUT_MS,
    });
  } catch (error) {
    if (!(error instanceof EvenhandError)) throw error;
    const still: Readonly<Record<string, string>> = {
      EH_POLICY_APPROVAL_MISSING: "The policy is stored. Run this command again once it is approved.",
      EH_SCOPE_MISSING: "The policy is stored. Somebody whose key has the scope policies:publish can run this command.",
      EH_POLICY_BACKTEST_MISSING: "The policy is stored. Run this command again to compare it with the one in force.",
      EH_POLICY_CHANGED:
        "The policy is stored. Run this command again to compare it with the one that is in force now.",
    };
    const next = still[error.code];
    throw next === undefined
      ? error
      : new EvenhandError(error.code, `${error.message} ${next}`, error.problems, { cause: error });
  }
}

/** The refusal with places that an editor finds. */
function atFolder(error: unknown, folder: string): unknown {
  if (!(error instanceof EvenhandError)) return error;
  const problems = error.problems.map((problem) =>
    /^[^/#].*:\d+/.test(problem.where ?? "") ? inFolder(problem, folder) : problem,
  );
  return new EvenhandError(error.code, error.message, problems, { cause: error });
}

function describe(uploaded: UploadedPolicy, folder: string, io: Io, colours: Colours): string[] {
  const { name, version, lint, cases, backtest } = uploaded;
  return [
    ...lint.map((part) => formatProblem(inFolder(problemOf(part), folder), colours)),
    `${colours.bold(safeLine(name))}  ${version}`,
    `${count(lint.length, "warning")}; ${colours.green(`${count(cases.passed, "case")} passed`)}, ${count(cases.runs, "decision")} with swaps`,
    ...(cases.untestedDetectors.length === 0
      ? []
      : [colours.yellow(`No case makes these detectors hold: ${safeLine(cases.untestedDetectors.join(", "))}`)]),
    "",
    backtest === null
      ? "There is no other policy in force to compare it with."
      : formatBacktest(backtest as unknown as BacktestReport, io.stdout.columns ?? 120, colours),
  ];
}

function problemOf({ code, detail, where, excerpt, severity }: ProblemPart): Problem {
  return {
    code: (code ?? "EH_LINT") as Problem["code"],
    message: detail,
    ...(where === undefined ? {} : { where }),
    ...(excerpt === undefined ? {} : { excerpt }),
    ...(severity === undefined ? {} : { severity }),
  };
}

function inForceLine(
  { inForce, version }: UploadedPolicy,
  { publication, at }: PolicyPublication,
  colours: Colours,
): string {
  if (inForce === version) return `\nIn force already, since ${at} (publication ${publication}).`;
  const before = inForce === null ? "" : ` Before: ${inForce}; \`evenhand policy rollback\` goes back to it.`;
  return `\n${colours.green("In force")} since ${at} (publication ${publication}).${before}`;
}

/** A line on a terminal while one waits; nothing in a pipe. */
function waitingNote(io: Io, text: string): { clear(): void } {
  if (io.stderr.isTTY !== true) return { clear: () => undefined };
  const timer = setTimeout(() => io.stderr.write(text), 1_000);
  return {
    clear() {
      clearTimeout(timer);
      io.stderr.write("\r\u001b[K");
    },
  };
}
