import {
  celEnv,
  celMap,
  type CelInput,
  type CelResult,
  isCelError,
  isCelList,
  isCelMap,
  isCelUint,
  parse,
  plan,
} from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";
import { CelDouble } from "../values/double.js";
import { CelError } from "../values/error.js";
import { intFromBigInt } from "../values/int.js";
import { CelMap } from "../values/map.js";
import { CelUint } from "../values/uint.js";
import type { Facts } from "./generate.fixture.js";

function ints(values: readonly number[]): bigint[] {
  return values.map(BigInt);
}

/** The facts as the other implementation takes them: ints are bigint, objects are maps. */
function inputOf(facts: Facts): Record<string, CelInput> {
  const { actor } = facts;
  const fields: [string, CelInput][] = [
    ["age", BigInt(actor.age)],
    ["count", BigInt(actor.count)],
    ["score", actor.score],
    ["name", actor.name],
    ["kind", actor.kind],
    ["verified", actor.verified],
    ["labels", [...actor.labels]],
  ];
  if (actor.nick !== undefined) fields.push(["nick", actor.nick]);
  return {
    ...facts,
    i: BigInt(facts.i),
    j: BigInt(facts.j),
    xs: ints(facts.xs),
    tags: [...facts.tags],
    counts: celMap(new Map(Object.entries(facts.counts).map(([key, value]) => [key, BigInt(value)] as const))),
    actor: celMap(new Map(fields)),
  };
}

function toOurs(value: CelResult): unknown {
  if (isCelError(value)) return new CelError("EH_PEER", value.message);
  if (typeof value === "bigint") return intFromBigInt(value);
  if (typeof value === "number") return new CelDouble(value);
  if (isCelUint(value)) return new CelUint(value.value);
  if (isCelList(value)) return Array.from(value, (element) => toOurs(element));
  if (isCelMap(value)) {
    const map = new CelMap();
    for (const [key, element] of value) map.add(toOurs(key), toOurs(element));
    return map;
  }
  return value;
}

const env = celEnv({ funcs: strings });

/** What the other implementation makes of an expression, in our values. */
export function evaluateWithPeer(source: string, facts: Facts): unknown {
  const run = plan(env, parse(source)) as (input: Record<string, CelInput>) => CelResult;
  return toOurs(run(inputOf(facts)));
}
